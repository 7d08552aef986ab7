#include "app/cli/commandtree.h"

#include "app/cli/agentcommand.h"
#include "app/cli/agentscommands.h"
#include "app/cli/approvalcommands.h"
#include "app/cli/backupcommands.h"
#include "app/cli/browsercommands.h"
#include "app/cli/completioncommand.h"
#include "app/cli/configcommands.h"
#include "app/cli/configurecommand.h"
#include "app/cli/croncommands.h"
#include "app/cli/desktopcommands.h"
#include "app/cli/devicecommands.h"
#include "app/cli/diagnosticscommand.h"
#include "app/cli/doctorcommand.h"
#include "app/cli/gatewaycommand.h"
#include "app/cli/hookcommands.h"
#include "app/cli/memorycommands.h"
#include "app/cli/modelcommands.h"
#include "app/cli/nodecommands.h"
#include "app/cli/onboardcommand.h"
#include "app/cli/profilecommands.h"
#include "app/cli/resetcommands.h"
#include "app/cli/secretcommands.h"
#include "app/cli/securitycommands.h"
#include "app/cli/sessioncommands.h"
#include "app/cli/setupcommand.h"
#include "app/cli/skillcommands.h"
#include "app/cli/statuscommand.h"
#include "app/cli/supervisorcommands.h"
#include "app/commandline.h"
#include "gateway/config/keydistance.h"

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// Commands that one function makes, by their names directly below the root.
struct Family
{
    QStringList names;
    void (*add)(CLI::App &root, Action &chosen);
};

/// In the order of the help.
QList<Family> families()
{
    return {
        {{u"setup"_s}, addSetupCommand},
        {{u"onboard"_s}, addOnboardCommand},
        {{u"configure"_s}, addConfigureCommand},
        {{u"profiles"_s}, addProfileCommands},
        {{u"config"_s}, addConfigCommands},
        {{u"gateway"_s, u"health"_s, u"logs"_s, u"system"_s, u"daemon"_s}, addGatewayCommand},
        {{u"supervisor"_s}, addSupervisorCommands},
        {{u"agent"_s, u"tui"_s}, addAgentCommand},
        {{u"agents"_s}, addAgentsCommands},
        {{u"cron"_s}, addCronCommands},
        {{u"devices"_s}, addDeviceCommands},
        {{u"models"_s}, addModelCommands},
        {{u"skills"_s}, addSkillCommands},
        {{u"hooks"_s}, addHookCommands},
        {{u"approvals"_s}, addApprovalCommands},
        {{u"nodes"_s}, addNodeCommands},
        {{u"browser"_s}, addBrowserCommands},
        {{u"doctor"_s}, addDoctorCommand},
        {{u"sessions"_s}, addSessionCommands},
        {{u"memory"_s}, addMemoryCommands},
        {{u"completion"_s}, addCompletionCommand},
        {{u"secrets"_s}, addSecretCommands},
        {{u"status"_s, u"dashboard"_s}, addStatusCommands},
        {{u"tray"_s, u"settings"_s}, addDesktopCommands},
        {{u"diagnostics"_s}, addDiagnosticsCommand},
        {{u"security"_s}, addSecurityCommands},
        {{u"backup"_s}, addBackupCommands},
        {{u"reset"_s, u"uninstall"_s}, addResetCommands},
    };
}

std::string rootOptionsHelp()
{
    QString text = u"Root options, before or after the command:\n"_s;
    for (const RootOption &option : rootOptions()) {
        const bool isList = option.values.startsWith(u'{');
        const QString value = option.values.isEmpty() || isList ? QString() : u' ' + option.values;
        const QString left = option.name == "--version"_L1 ? u"-V,--version"_s : option.name + value;
        text += u"  %1%2%3\n"_s.arg(left.leftJustified(28), option.description,
                                    isList ? u": "_s + option.values : QString());
    }
    return text.toStdString();
}

/// An empty value is more likely an empty variable of a script than a wish (`cli.md` 1.1).
QString emptyValue(const CommandTree &commands, const QStringList &arguments)
{
    QStringList words;
    for (qsizetype i = 0; i < arguments.size() && arguments[i] != "--"_L1; ++i) {
        const QString name = arguments[i].section(u'=', 0, 0);
        if (!name.startsWith(u'-')) {
            words += name;
        } else if (commands.takesValue(words, name)) {
            const bool joined = arguments[i].contains(u'=');
            const QString value = joined ? arguments[i].section(u'=', 1) : arguments.value(i + 1, u"?"_s);
            if (value.trimmed().isEmpty() && name != "--wrapper"_L1) // there it takes the old one away
                return name;
            i += joined ? 0 : 1;
        }
    }
    return {};
}

bool takesWords(const CLI::App &command)
{
    return !command.get_options([](const CLI::Option *option) { return option->get_positional(); }).empty();
}

QStringList namesBelow(const CLI::App &command)
{
    QStringList names;
    for (const CLI::App *child : command.get_subcommands([](const CLI::App *) { return true; }))
        names += text(child->get_name());
    return names;
}

/// A word that stands where a command was due and names none.
struct StrayWord
{
    QString word = {};
    const CLI::App *below = nullptr; ///< null: there is no such word
};

StrayWord strayWord(const CommandTree &commands, const QStringList &arguments)
{
    QStringList words;
    const CLI::App *command = &commands.root();
    for (qsizetype i = 0; i < arguments.size() && arguments[i] != "--"_L1; ++i) {
        const QString &word = arguments[i];
        if (word.startsWith(u'-')) {
            const bool isFollowedByValue = !word.contains(u'=') && commands.takesValue(words, word);
            i += isFollowedByValue ? 1 : 0;
            continue;
        }
        words += word;
        const CLI::App *next = commandAt(*command, {word});
        if (next == command)
            return takesWords(*command) || namesBelow(*command).isEmpty() ? StrayWord{}
                                                                          : StrayWord{word, command};
        command = next;
    }
    return {};
}

} // namespace

CommandTree::CommandTree(const QStringList &arguments)
{
    build(arguments);
}

void CommandTree::build(const QStringList &named)
{
    m_root = std::make_unique<CLI::App>("Runs isolated gateways of a personal agent, one for each profile.",
                                        "ws-agent");
    m_root->fallthrough();
    m_root->require_subcommand(0, 1);
    m_root->add_flag("--json", m_json, "Print one JSON document instead of text");
    m_root->footer(rootOptionsHelp());
    const QList<Family> all = families();
    QList<Family> wanted = all;
    wanted.removeIf([&named](const Family &family) {
        return std::none_of(family.names.begin(), family.names.end(),
                            [&named](const QString &name) { return named.contains(name); });
    });
    for (const Family &family : wanted.isEmpty() ? all : wanted)
        family.add(*m_root, m_chosen);
}

Result<Action> CommandTree::parse(const QStringList &arguments)
{
    if (const QString option = emptyValue(*this, arguments); !option.isEmpty())
        return usageError(u"%1 was given an empty value"_s.arg(option), arguments);
    std::vector<std::string> reversed;
    reversed.reserve(size_t(arguments.size()));
    for (auto argument = arguments.crbegin(); argument != arguments.crend(); ++argument)
        reversed.push_back(argument->toStdString());

    try {
        m_root->parse(std::move(reversed));
    } catch (const CLI::CallForHelp &) {
        return wishForHelp();
    } catch (const CLI::ParseError &error) {
        return usageError(text(error.what()), arguments);
    }
    return m_chosen ? Result(m_chosen) : wishForHelp();
}

Error CommandTree::wishForHelp()
{
    if (m_root->get_subcommands().empty())
        build({}); // the help of the root names all
    m_help = text(m_root->help());
    return {};
}

Error CommandTree::usageError(const QString &message, const QStringList &arguments)
{
    build({});
    const CLI::App *command = commandAt(*m_root, arguments);
    QString sentence = message;
    if (const StrayWord stray = strayWord(*this, arguments); stray.below) {
        command = stray.below;
        const QString meant = mostSimilar(stray.word, namesBelow(*command));
        sentence = u"there is no command '%1'%2"_s.arg(
            stray.word, meant.isEmpty() ? QString() : u"; did you mean %1?"_s.arg(meant));
    }
    QString above;
    for (const CLI::App *parent = command->get_parent(); parent; parent = parent->get_parent())
        above.prepend(text(parent->get_name()) + u' ');
    m_help = text(command->help(above.trimmed().toStdString()));
    return {sentence, above + text(command->get_name()) + " --help"_L1, ErrorKind::Usage};
}

bool CommandTree::takesValue(const QStringList &words, const QString &option) const
{
    for (const CLI::App *command = commandAt(*m_root, words); command; command = command->get_parent()) {
        if (const CLI::Option *found = command->get_option_no_throw(option.toStdString()))
            return wsagent::takesValue(*found);
    }
    return false;
}

bool takesValue(const CLI::Option &option)
{
    return option.get_items_expected_max() > 0;
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

void addGiven(QJsonObject &object, GivenWords words)
{
    for (const auto &[name, value] : words) {
        if (!value.empty())
            object.insert(name, text(value));
    }
}

} // namespace wsagent
