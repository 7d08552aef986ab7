#pragma once

#include "app/cli/commandcontext.h"

#include <CLI/CLI.hpp>

#include <memory>

namespace wsagent {

/// The commands with their options. Parsing chooses one action; nothing runs before that.
class CommandTree
{
public:
    /// Every start pays for each command that is made, so only those are that the arguments name; all of them
    /// when they name none, and for help and usage errors.
    explicit CommandTree(const QStringList &arguments);

    /// An error is a usage error, or (kind Failed, empty message) the wish for help, which `helpText` holds.
    Result<Action> parse(const QStringList &arguments);

    bool json() const { return m_json; }
    QString helpText() const { return m_help; }
    /// Whether the option takes a value of its own at the command that `words` lead to.
    bool takesValue(const QStringList &words, const QString &option) const;
    const CLI::App &root() const { return *m_root; }

private:
    void build(const QStringList &named); ///< the commands among these words; all, when there are none
    Error wishForHelp();
    /// Also makes the help of the command the text that goes with it.
    Error usageError(const QString &message, const QStringList &arguments);

    std::unique_ptr<CLI::App> m_root;
    Action m_chosen;
    bool m_json = false;
    QString m_help;
};

/// Makes `command` choose the action made by `make` when it is the one on the command line.
template <typename Options>
void onChosen(CLI::App *command, Action &chosen, std::shared_ptr<Options> options,
              int (*run)(CommandContext &, const Options &))
{
    command->callback([command, &chosen, options, run] {
        if (!command->get_subcommands().empty())
            return; // CLI11 tells the command above the one that was chosen, too, and after it
        chosen = [options, run](CommandContext &context) {
            return run(context, *options);
        };
    });
}

/// Whether a value follows it, as none does a flag.
bool takesValue(const CLI::Option &option);

/// The deepest command that `words` lead to.
const CLI::App *commandAt(const CLI::App &root, const QStringList &words);

/// The values that were given on the command line, by the names that they have in a request.
using GivenWords = std::initializer_list<std::pair<QLatin1StringView, const std::string &>>;
void addGiven(QJsonObject &object, GivenWords words);

/// CLI11 speaks std::string; everything behind it speaks QString.
inline QString text(const std::string &utf8)
{
    return QString::fromStdString(utf8);
}

} // namespace wsagent
