#pragma once

#include "gateway/base/result.h"
#include "gateway/instances/instancepaths.h"

#include <QStringList>

#include <functional>
#include <optional>
#include <span>

namespace wsagent {

/// The options every command takes, before or after the command word (`profiles-and-ports.md` 2.1).
struct RootOptions
{
    std::optional<QString> profile = {}; ///< the value as given; `--dev` counts as "dev"
    bool dev = false;
    bool noColor = false;
    bool noGui = false;
    bool version = false;
    QString logLevel = {};
    QStringList rest = {}; ///< what is left for the command parser
};

/// One row of the table of root options, for help and completion.
struct RootOption
{
    QLatin1StringView name;
    QLatin1StringView values; ///< empty for a flag; otherwise what a value is, as in `complete`
    QLatin1StringView description;
};

/// What follows the name of the program.
QStringList argumentsOf(int argc, char **argv);

std::span<const RootOption> rootOptions();

/// Tells whether an option of the command named by `words` is followed by a value of its own, so that
/// `--message --dev` passes "--dev" as text.
using TakesValue = std::function<bool(const QStringList &words, const QString &option)>;

/// Takes the root options out of the arguments (without the program name). Errors are usage errors.
Result<RootOptions> takeRootOptions(const QStringList &arguments, const TakesValue &takesValue);

/// A path or a key as one word of a POSIX shell; quoted only when it has to be.
QString shellWord(const QString &text);

/// "ws-agent --profile rescue doctor --fix": a command to type, for the given profile (empty: the default
/// one).
QString commandHint(const QString &profile, const QString &command);

/// The same for an instance; with the variables, where they say what the name does not.
QString commandHint(const InstanceSelection &selection, const QString &command);

} // namespace wsagent
