#pragma once

#include <QList>
#include <QString>
#include <QStringList>

#include <functional>

namespace CLI {
class App;
class Option;
} // namespace CLI

namespace wsagent {

struct Candidate
{
    QString text;
    QString description = {};

    bool operator==(const Candidate &) const = default;
};

/// What can come next on a command line.
struct Completions
{
    enum class Paths { None, Any, Directories };

    QList<Candidate> candidates = {};
    Paths paths = Paths::None; ///< the shell knows best how to complete these
    bool open = false;         ///< the word goes on after the candidate, so no space follows it

    bool operator==(const Completions &) const = default;
};

/// A command line up to the cursor, as far as a completion needs to understand it.
struct PartialLine
{
    const CLI::App *command = nullptr;
    QStringList positionals = {};         ///< complete ones, without the words that name the command
    const CLI::Option *valueOf = nullptr; ///< the option whose value is being typed
    QString rootOption = {};              ///< likewise for a root option
    QString profile = {};                 ///< of --profile or --dev
    QString word = {};                    ///< what is being typed; for an option's value only the value
    QString prefix = {};                  ///< "--port=" when the shell sees option and value as one word
    bool literal = false;                 ///< after "--"
};

/// `words` begins with the program; the last one is being typed. A shell that splits at "=" may pass
/// `--port`, `=`, `18` as three words.
PartialLine readPartialLine(const CLI::App &root, const QStringList &words);

/// Where values come from that the command tree does not know; each is asked only when it is needed.
struct CompletionSources
{
    std::function<QStringList()> profiles;
    /// Config keys that begin with `prefix`; a key that has others below it ends with a dot.
    std::function<QList<Candidate>(const QString &prefix, bool onlySetOnes)> configKeys;
    std::function<Completions(const QString &key)> configValues;
};

/// Driven by the command tree: an option or a positional says by its type name what its values are
/// (PROFILE, KEY, VALUE, FILE, DIR, or the words themselves: "{local,remote}").
Completions complete(const PartialLine &line, const CompletionSources &sources);

} // namespace wsagent
