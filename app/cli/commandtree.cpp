#include "app/cli/commandtree.h"

#include "app/cli/configcommands.h"
#include "app/cli/profilecommands.h"
#include "app/cli/setupcommand.h"

namespace wsagent {

using namespace Qt::StringLiterals;

CommandTree::CommandTree()
    : m_root("Runs isolated gateways of a personal agent, one for each profile.", "ws-agent")
{
    m_root.fallthrough();
    m_root.require_subcommand(0, 1);
    m_root.add_flag("--json", m_json, "Print one JSON document instead of text");
    m_root.footer("Root options, before or after the command:\n"
                  "  --profile <name>   the instance to work on (default: the default profile)\n"
                  "  --dev              the same as --profile dev\n"
                  "  --log-level <l>    silent, fatal, error, warn, info, debug, trace\n"
                  "  --no-color         plain text\n"
                  "  --no-gui           never open a window\n"
                  "  -V, --version      print the version\n");

    addSetupCommand(m_root, m_chosen);
    addProfileCommands(m_root, m_chosen);
    addConfigCommands(m_root, m_chosen);
}

Result<Action> CommandTree::parse(const QStringList &arguments)
{
    std::vector<std::string> reversed;
    reversed.reserve(size_t(arguments.size()));
    for (auto argument = arguments.crbegin(); argument != arguments.crend(); ++argument)
        reversed.push_back(argument->toStdString());

    try {
        m_root.parse(std::move(reversed));
    } catch (const CLI::CallForHelp &) {
        m_help = text(m_root.help());
        return Error{};
    } catch (const CLI::ParseError &error) {
        const CLI::App *command = commandAt(m_root, arguments);
        m_help = text(command->help());
        return Error{
            text(error.what()),
            u"ws-agent %1--help"_s.arg(command == &m_root ? QString() : text(command->get_name()) + u' '),
            ErrorKind::Usage};
    }
    if (!m_chosen) {
        m_help = text(m_root.help());
        return Error{};
    }
    return m_chosen;
}

bool CommandTree::takesValue(const QStringList &words, const QString &option) const
{
    for (const CLI::App *command = commandAt(m_root, words); command; command = command->get_parent()) {
        if (const CLI::Option *found = command->get_option_no_throw(option.toStdString()))
            return found->get_type_size_max() > 0;
    }
    return false;
}

const CLI::App *commandAt(const CLI::App &root, const QStringList &words)
{
    const CLI::App *command = &root;
    for (const QString &word : words) {
        const auto children = command->get_subcommands(
            [&word](const CLI::App *child) { return child->check_name(word.toStdString()); });
        if (!children.empty())
            command = children.front();
    }
    return command;
}

} // namespace wsagent
