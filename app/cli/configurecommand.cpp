#include "app/cli/configurecommand.h"

#include "app/cli/commandtree.h"
#include "app/cli/configset.h"
#include "app/cli/onboarding.h"
#include "app/cli/secretaccess.h"
#include "app/cli/servicecommands.h"
#include "app/doctor/doctorchecks.h"
#include "app/profiles/provision.h"
#include "gateway/agents/skills/skillfolders.h"
#include "gateway/base/exitcodes.h"
#include "gateway/config/crossfieldgateway.h"
#include "gateway/instances/validator.h"
#include "gateway/secrets/randomtoken.h"

#include <QFileInfo>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

struct ConfigureOptions
{
    std::vector<std::string> sections = {};
};

/// The one that is chosen now comes first, as the one that Enter takes.
QList<Prompter::Choice> startingWith(const QString &current, QList<Prompter::Choice> choices)
{
    const auto found =
        std::find_if(choices.begin(), choices.end(),
                     [&current](const Prompter::Choice &choice) { return choice.id == current; });
    if (found != choices.end())
        std::rotate(choices.begin(), found, found + 1);
    return choices;
}

/// Asks about parts of the config, writes what was changed at once, and then does what belongs to it.
class Configuration
{
public:
    explicit Configuration(CommandContext &context)
        : m_context(context)
        , m_prompter(context.out)
        , m_loaded(context.load())
    {}

    int run(const QStringList &sections)
    {
        if (sections.isEmpty()) {
            for (QString section = next(); section != "done"_L1 && !m_prompter.isOver(); section = next())
                ask(section);
        }
        for (const QString &section : sections)
            ask(section);
        if (m_prompter.isOver())
            return m_context.out.fail({u"nothing was changed"_s, m_context.hint(u"configure"_s)});
        return carryOut();
    }

    static QList<Prompter::Choice> sections()
    {
        return {{u"workspace"_s, u"Where the agent keeps its files"_s},
                {u"model"_s, u"Whose language model answers"_s},
                {u"web"_s, u"Search in the web"_s},
                {u"gateway"_s, u"Port, who can reach it, and how clients log in"_s},
                {u"channels"_s, u"Where people write to the agent"_s},
                {u"skills"_s, u"What the agent has learned to do"_s},
                {u"daemon"_s, u"Run it as a service"_s},
                {u"health"_s, u"Look whether all is well"_s}};
    }

private:
    QString next()
    {
        QList<Prompter::Choice> choices = sections();
        choices.prepend({u"done"_s, u"That is all"_s});
        return m_prompter.choose(u"What shall be changed?"_s, choices);
    }

    void ask(const QString &section)
    {
        if (section == "workspace"_L1)
            askWorkspace();
        else if (section == "model"_L1)
            askForModel();
        else if (section == "web"_L1)
            askWeb();
        else if (section == "gateway"_L1)
            askGateway();
        else if (section == "channels"_L1)
            askChannels();
        else if (section == "skills"_L1)
            askSkills();
        else if (section == "daemon"_L1)
            askDaemon();
        else
            m_looks = true;
    }

    /// What the config says now, or what was answered since.
    QJsonValue now(const QString &key) const
    {
        const JsonPath path = *parseJsonPath(key);
        for (auto edit = m_edits.crbegin(); edit != m_edits.crend(); ++edit) {
            if (edit->path == path)
                return edit->value;
        }
        return valueAt(m_loaded.effective, path);
    }

    void want(const QString &key, const QJsonValue &value)
    {
        if (now(key) == value)
            return;
        const JsonPath path = *parseJsonPath(key);
        m_edits.removeIf([&path](const JsonEdit &edit) { return edit.path == path; });
        m_edits += JsonEdit{path, value};
    }

    QString workspace() const
    {
        return m_loaded.config.workspace.isEmpty() ? m_context.selection.paths.defaultWorkspace
                                                   : m_loaded.config.workspace;
    }

    void askWorkspace()
    {
        const QString given =
            m_prompter.text(u"Where shall the agent keep its files?"_s, m_workspace.value_or(workspace()));
        if (given == workspace())
            return;
        m_workspace = given;
        want(u"agents.defaults.workspace"_s, given);
    }

    void askForModel()
    {
        askModel(m_prompter, m_answers);
        for (const JsonEdit &edit : editsFor(
                 {.provider = m_answers.provider, .providerKey = m_answers.providerKey}, m_loaded.source))
            want(toString(edit.path), edit.value);
        const QString given =
            m_prompter.text(u"Model that answers first"_s,
                            now(u"agents.defaults.model.primary"_s).toString(u"builtin/operator"_s));
        want(u"agents.defaults.model.primary"_s, given);
    }

    void askWeb()
    {
        const QString search = u"tools.web.search."_s;
        const QString provider =
            m_prompter.choose(u"Who searches the web for the agent?"_s,
                              startingWith(now(search + u"provider"_s).toString(u"none"_s),
                                           {{u"none"_s, u"Nobody"_s},
                                            {u"brave"_s, u"Brave Search, with a key"_s},
                                            {u"searxng"_s, u"A SearXNG server"_s},
                                            {u"duckduckgo"_s, u"DuckDuckGo, or what looks like it"_s}}));
        want(search + u"enabled"_s, provider != "none"_L1);
        if (provider == "none"_L1)
            return;
        want(search + u"provider"_s, provider);
        if (provider == "brave"_L1) {
            const QString variable =
                m_prompter.text(u"Environment variable that has the key"_s,
                                now(search + u"apiKey"_s)["id"_L1].toString(u"BRAVE_API_KEY"_s));
            want(search + u"apiKey"_s, QJsonObject{{"source"_L1, u"env"_s}, {"id"_L1, variable}});
        } else {
            want(search + u"baseUrl"_s,
                 m_prompter.text(
                     u"Its address"_s, now(search + u"baseUrl"_s).toString(), [](const QString &url) {
                         return url.startsWith("http"_L1) ? QString() : u"An address begins with http."_s;
                     }));
        }
    }

    void askGateway()
    {
        const Fleet fleet = m_context.survey();
        const auto base = basePort(m_context.selection.profile, {}, {}, now(u"gateway.port"_s));
        const QString port = askPort(m_prompter, base ? base->port : 0, fleet, m_context.selection);
        m_portChanged = m_portChanged || now(u"gateway.port"_s) != port.toInt();
        want(u"gateway.port"_s, port.toInt());
        want(u"gateway.bind"_s,
             m_prompter.choose(
                 u"Who shall reach the gateway?"_s,
                 startingWith(m_loaded.config.bind, {{u"loopback"_s, u"Programs on this computer"_s},
                                                     {u"lan"_s, u"The local network"_s},
                                                     {u"tailnet"_s, u"My Tailscale network"_s}})));
        const QString before = effectiveAuthMode(m_loaded.effective["gateway"_L1]["auth"_L1].toObject());
        const QString chosen = m_prompter.choose(u"How do clients prove who they are?"_s,
                                                 {{u"keep"_s, u"As now: %1"_s.arg(before)},
                                                  {u"token"_s, u"By a new random token"_s},
                                                  {u"password"_s, u"By a new password"_s}});
        if (chosen == "keep"_L1)
            return;
        QString secret;
        if (chosen == "password"_L1)
            secret = m_prompter.secret(u"Password (not shown; Enter for a random one)"_s);
        want(u"gateway.auth.mode"_s, chosen);
        want(u"gateway.auth."_s + chosen, secret.isEmpty() ? randomToken() : secret);
    }

    void askChannels()
    {
        QStringList channels = m_loaded.source["channels"_L1].toObject().keys();
        channels.removeAll(u"defaults"_s);
        if (channels.isEmpty())
            return m_prompter.say(u"No channel is set up. One begins with: %1"_s.arg(
                m_context.hint(u"config set channels.<name>.<key> <value>"_s)));
        const auto keyOf = [](const QString &channel) {
            return toString(JsonPath{{u"channels"_s}, {channel}, {u"enabled"_s}});
        };
        switchOver(u"Which channel shall be switched?"_s, channels, channels, keyOf);
    }

    /// Asks for one after the other. `keys` beside `names`: what stands in the config for each.
    void switchOver(const QString &question, const QStringList &keys, const QStringList &names,
                    const std::function<QString(const QString &)> &keyOf)
    {
        for (;;) {
            QList<Prompter::Choice> choices{{u"done"_s, u"None"_s}};
            for (qsizetype i = 0; i < keys.size(); ++i) {
                const bool isOn = now(keyOf(keys[i])).toBool(true);
                choices += {keys[i], u"%1 (%2)"_s.arg(names[i], isOn ? u"on"_s : u"off"_s)};
            }
            const QString chosen = m_prompter.choose(question, choices);
            if (chosen == "done"_L1 || m_prompter.isOver())
                return;
            want(keyOf(chosen), !now(keyOf(chosen)).toBool(true));
        }
    }

    void askSkills()
    {
        const QList<Skill> skills =
            loadSkills(skillFolders(workspace(), m_context.selection.paths.stateDir, m_loaded.effective));
        if (skills.isEmpty())
            return m_prompter.say(u"There are no skills in %1."_s.arg(m_context.out.shortPath(workspace())));
        const auto keyOf = [](const QString &skill) {
            return u"skills.entries[\"%1\"].enabled"_s.arg(skill);
        };
        QStringList keys;
        QStringList names;
        for (const Skill &skill : skills) {
            keys += skill.key;
            names += skill.name;
        }
        switchOver(u"Which skill shall be switched?"_s, keys, names, keyOf);
    }

    void askDaemon()
    {
        m_service = m_prompter.yes(u"Run it as a service that starts with your session?"_s, true);
    }

    bool hasService(const ServiceHost &host) const
    {
        const ServiceSpec nameplate =
            serviceNameplate(m_context.selection.profile, m_context.selection.paths);
        return QFileInfo::exists(host.manager->definitionFile(nameplate));
    }

    int carryOut()
    {
        if (const auto kept = keepModelSecrets(m_context, m_answers); !kept)
            return m_context.out.fail(kept.error());
        if (!m_edits.isEmpty()) {
            if (const int failed = applyEdits(m_context, {.edits = m_edits}); failed != ExitSuccess)
                return failed;
        }
        if (m_workspace) {
            ProvisionReport report;
            const Fleet fleet = m_context.survey({.listeners = false});
            const FleetMember *self = fleet.find(instanceName(m_context.selection));
            if (const auto made = createWorkspace(self ? self->workspace() : workspace(), report); !made)
                return m_context.out.fail(made.error());
        }
        if (const int failed = changeService(); failed != ExitSuccess)
            return failed;
        return m_looks ? look() : ExitSuccess;
    }

    /// A service has its port in its definition.
    int changeService()
    {
        const ServiceHost host = serviceHost(m_context.selection);
        const bool isStale = m_portChanged && hasService(host) && m_service.value_or(true);
        if (!m_service && !isStale)
            return ExitSuccess;
        const auto done =
            m_service.value_or(true)
                ? installService(m_context, host, {.force = isStale, .mayAsk = m_service.has_value()})
                : uninstallService(m_context);
        if (!done)
            return m_context.out.fail(done.error());
        m_context.out.line(done->message);
        for (const QString &warning : done->warnings)
            m_context.out.note(u"warning: "_s + warning);
        for (const QString &hint : done->hints)
            m_context.out.note(u"  try: "_s + hint);
        return ExitSuccess;
    }

    int look()
    {
        const DoctorProbe probe{m_context.selection, m_context.source(), false, {}};
        const DoctorFacts facts = collectDoctorFacts(probe, m_context.schema());
        bool isWell = true;
        for (const DoctorCheck &check : runDoctorChecks(facts, {.workspaceSuggestions = false})) {
            if (check.status != DoctorCheck::Status::Error && check.status != DoctorCheck::Status::Warning)
                continue;
            isWell = isWell && check.status != DoctorCheck::Status::Error;
            m_context.out.line(u"%1  %2"_s.arg(statusName(check.status), check.message));
            if (!check.fix.isEmpty())
                m_context.out.line(u"  try: "_s + check.fix);
        }
        if (isWell)
            m_context.out.line(u"Nothing stands in the way of the gateway."_s);
        return isWell ? ExitSuccess : ExitFailure;
    }

    CommandContext &m_context;
    Prompter m_prompter;
    LoadedConfig m_loaded;
    OnboardAnswers m_answers;
    QList<JsonEdit> m_edits;
    std::optional<QString> m_workspace;
    std::optional<bool> m_service; ///< wanted or not; nothing: not asked
    bool m_portChanged = false;
    bool m_looks = false;
};

int configure(CommandContext &context, const ConfigureOptions &options)
{
    const CommandApplication application;
    if (!Prompter::canAsk() || context.out.json())
        return context.out.fail({u"configure asks questions, and there is no terminal to answer at"_s,
                                 context.hint(u"config set <key> <value>"_s)});
    if (!context.load().exists)
        return context.out.fail({u"%1 is not set up yet"_s.arg(instanceName(context.selection)),
                                 context.hint(u"onboard"_s), ErrorKind::NotFound});
    QStringList sections;
    for (const std::string &section : options.sections)
        sections += text(section);
    return Configuration(context).run(sections);
}

} // namespace

int configureAtTerminal(CommandContext &context)
{
    return configure(context, {});
}

void addConfigureCommand(CLI::App &root, Action &chosen)
{
    const auto options = std::make_shared<ConfigureOptions>();
    CLI::App *command = root.add_subcommand("configure", "Ask about parts of the config, and change them");
    std::vector<std::string> names;
    for (const Prompter::Choice &section : Configuration::sections())
        names.push_back(section.id.toStdString());
    command->add_option("--section", options->sections, "Which part (repeatable); default: asks")
        ->check(CLI::IsMember(names));
    onChosen(command, chosen, options, configure);
}

} // namespace wsagent
