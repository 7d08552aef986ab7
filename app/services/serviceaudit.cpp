#include "app/services/serviceaudit.h"

#include "app/commandline.h"
#include "app/services/servicespec.h"
#include "gateway/secrets/secretcompare.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr int drainBudget = 330; ///< seconds: five minutes and half of one

/// Collects what is wrong with one service, each matter in its own function.
class Audit
{
public:
    explicit Audit(const ServiceFacts &facts)
        : m_facts(facts)
        , m_environment(facts.service.definition.environment)
        , m_settings(facts.service.settings)
    {}

    QList<ServiceIssue> run()
    {
        checkCommand();
        checkPort();
        checkProfile();
        checkPath();
        checkEmbedded();
        checkSecretFile();
        if (m_facts.platform == Platform::Linux) {
            checkUnit();
            checkManager();
        } else if (m_facts.platform == Platform::MacOs) {
            checkPropertyList();
        }
        return m_issues;
    }

private:
    /// What a new definition mends.
    void add(QLatin1StringView code, Severity level, const QString &message)
    {
        m_issues += {code, level, message, m_facts.hint(u"gateway install --force"_s), Mending::InstallAnew};
    }
    void addOther(QLatin1StringView code, Severity level, const QString &message, const QString &fix,
                  Mending mending)
    {
        m_issues += {code, level, message, fix, mending};
    }

    void checkCommand()
    {
        const QStringList &command = m_facts.service.definition.command;
        if (!command.contains("gateway"_L1))
            add("gateway-command-missing"_L1, Severity::Error,
                u"the service starts no gateway: %1"_s.arg(command.join(u' ')));
        const QString program = m_facts.service.executable();
        if (!m_facts.programExists)
            add("gateway-entrypoint-mismatch"_L1, Severity::Error,
                u"the service starts %1, which does not exist"_s.arg(program));
        else if (!m_facts.executable.isEmpty() && program != m_facts.executable)
            add("gateway-entrypoint-mismatch"_L1, Severity::Warning,
                u"the service starts %1, and this is %2"_s.arg(program, m_facts.executable));
    }

    void checkPort()
    {
        const auto pinned = m_facts.service.definition.port();
        const int variable = m_environment.value(u"WS_AGENT_GATEWAY_PORT"_s).toInt();
        if (pinned && m_facts.configPort > 0 && *pinned != m_facts.configPort)
            add("gateway-port-mismatch"_L1, Severity::Error,
                u"the service uses port %1, and gateway.port is %2"_s.arg(*pinned).arg(m_facts.configPort));
        else if (pinned && variable > 0 && *pinned != variable)
            add("gateway-port-mismatch"_L1, Severity::Error,
                u"the service is told port %1 by its command and %2 by a variable"_s.arg(*pinned).arg(
                    variable));
    }

    void checkProfile()
    {
        const QString own = m_facts.profile.isDefault() ? QString() : m_facts.profile.display();
        const QString pinned = m_facts.service.profile();
        if (pinned != own && !(own.isEmpty() && pinned == "default"_L1))
            return add("gateway-profile-mismatch"_L1, Severity::Error,
                       u"the service of %1 starts the profile %2"_s.arg(
                           m_facts.profile.display(), pinned.isEmpty() ? u"default"_s : pinned));
        const QString stateDir = m_facts.service.stateDir();
        if (!stateDir.isEmpty() && QDir::cleanPath(stateDir) != QDir::cleanPath(m_facts.stateDir))
            add("gateway-profile-mismatch"_L1, Severity::Error,
                u"the service of %1 works in %2, not in %3"_s.arg(m_facts.profile.display(), stateDir,
                                                                  m_facts.stateDir));
    }

    void checkPath()
    {
        const QString minimal = minimalPath(m_facts.platform, m_facts.home);
        if (minimal.isEmpty())
            return;
        const QString path = m_environment.value(u"PATH"_s);
        if (path.isEmpty())
            return add("gateway-path-missing"_L1, Severity::Warning, u"the service has no PATH of its own"_s);
        const QStringList wanted = minimal.split(u':');
        const QStringList present = path.split(u':');
        QStringList missing = wanted;
        missing.removeIf([&present](const QString &directory) { return present.contains(directory); });
        QStringList extra = present;
        extra.removeIf([&wanted](const QString &directory) { return wanted.contains(directory); });
        if (!missing.isEmpty())
            add("gateway-path-missing-dirs"_L1, Severity::Warning,
                u"the PATH of the service lacks %1"_s.arg(missing.join(", "_L1)));
        if (!extra.isEmpty())
            add("gateway-path-nonminimal"_L1, Severity::Info,
                u"the PATH of the service holds more than it needs: %1"_s.arg(extra.join(", "_L1)));
    }

    void checkEmbedded()
    {
        for (const auto &[name, code] :
             {std::pair(u"WS_AGENT_GATEWAY_TOKEN"_s, "gateway-token-embedded"_L1),
              std::pair(u"WS_AGENT_GATEWAY_PASSWORD"_s, "gateway-password-embedded"_L1)}) {
            if (!m_environment.value(name).isEmpty())
                add(code, Severity::Error,
                    u"the definition holds %1; it belongs into the config"_s.arg(name));
        }
        const QString token = m_environment.value(u"WS_AGENT_GATEWAY_TOKEN"_s);
        if (differs(token, m_facts.token))
            add("gateway-token-mismatch"_L1, Severity::Error,
                u"the token in the definition is not the one of the config"_s);
        QStringList proxies;
        for (auto it = m_environment.begin(); it != m_environment.end(); ++it) {
            if (it.key().endsWith("_proxy"_L1, Qt::CaseInsensitive))
                proxies += it.key();
        }
        proxies.sort();
        if (!proxies.isEmpty())
            add("gateway-proxy-env-embedded"_L1, Severity::Warning,
                u"the definition sends the gateway through a proxy: %1"_s.arg(proxies.join(", "_L1)));
    }

    void checkSecretFile()
    {
        const QString file = m_facts.stateDir + "/gateway.env"_L1;
        const bool drifted =
            differs(m_facts.environmentFile.value(u"WS_AGENT_GATEWAY_TOKEN"_s), m_facts.token) ||
            differs(m_facts.environmentFile.value(u"WS_AGENT_GATEWAY_PASSWORD"_s), m_facts.password);
        if (drifted)
            add("gateway-token-drift"_L1, Severity::Warning,
                u"%1 holds another secret than the config; the service goes by the file"_s.arg(file));
    }

    void checkUnit()
    {
        const auto lists = [this](const QString &key) {
            return m_settings.value(key).split(u' ').contains(u"network-online.target"_s);
        };
        if (!lists(u"After"_s))
            add("systemd-after-network-online"_L1, Severity::Info,
                u"the unit does not wait for the network (After=network-online.target)"_s);
        if (!lists(u"Wants"_s))
            add("systemd-wants-network-online"_L1, Severity::Info,
                u"the unit does not ask for the network (Wants=network-online.target)"_s);
        if (systemdSeconds(m_settings.value(u"RestartSec"_s)) != 5)
            add("systemd-restart-sec"_L1, Severity::Info,
                u"RestartSec is %1, not 5 seconds"_s.arg(valueOf(u"RestartSec"_s)));
        const QString kill = m_settings.value(u"KillMode"_s);
        if (kill == "process"_L1 || kill == "none"_L1)
            add("systemd-kill-mode-process-or-none"_L1, Severity::Warning,
                u"KillMode=%1 leaves browsers and tools running when the gateway ends"_s.arg(kill));
        const auto stop = systemdSeconds(m_settings.value(u"TimeoutStopSec"_s));
        if (!stop || (*stop >= 0 && *stop < drainBudget))
            add("systemd-stop-timeout"_L1, Severity::Warning,
                u"TimeoutStopSec is %1, and a gateway may need %2 seconds to finish its work"_s
                    .arg(valueOf(u"TimeoutStopSec"_s))
                    .arg(drainBudget));
    }

    void checkManager()
    {
        if (m_facts.state.isReloadPending)
            addOther("systemd-reload-pending"_L1, Severity::Warning,
                     u"the unit was changed since systemd has read it"_s, u"systemctl --user daemon-reload"_s,
                     Mending::ReloadUnits);
        for (const DropIn &dropIn : m_facts.dropIns)
            checkDropIn(dropIn);
        if (m_facts.lingers == false)
            addOther("systemd-linger-off"_L1, Severity::Warning,
                     u"the service ends when you log out, and does not start before you log in"_s,
                     u"loginctl enable-linger"_s, Mending::EnableLinger);
    }

    void checkDropIn(const DropIn &dropIn)
    {
        const InstalledService changes = parseService(Platform::Linux, dropIn.text, m_facts.home);
        QStringList keys;
        if (!changes.definition.command.isEmpty())
            keys += u"ExecStart"_s;
        if (changes.settings.contains(u"WorkingDirectory"_s))
            keys += u"WorkingDirectory"_s;
        if (!keys.isEmpty())
            addOther("systemd-drop-in-overrides"_L1, Severity::Warning,
                     u"%1 changes %2"_s.arg(dropIn.file, keys.join(u" and "_s)),
                     u"rm %1"_s.arg(shellWord(dropIn.file)), Mending::None);
    }

    void checkPropertyList()
    {
        if (m_settings.value(u"RunAtLoad"_s) != "true"_L1)
            add("launchd-run-at-load"_L1, Severity::Warning, u"the agent does not start at login"_s);
        if (m_settings.value(u"KeepAlive"_s) != "true"_L1)
            add("launchd-keep-alive"_L1, Severity::Warning, u"the agent is not started again when it ends"_s);
        if (m_facts.state.isDisabledForGood)
            add("launchd-disabled"_L1, Severity::Error, u"launchd has the agent switched off"_s);
    }

    static bool differs(const QString &found, const QString &wanted)
    {
        return !found.isEmpty() && !wanted.isEmpty() && !equalSecrets(found, wanted);
    }
    QString valueOf(const QString &key) const { return m_settings.value(key, u"not set"_s); }

    const ServiceFacts &m_facts;
    const QHash<QString, QString> &m_environment;
    const QHash<QString, QString> &m_settings;
    QList<ServiceIssue> m_issues;
};

} // namespace

QString ServiceFacts::hint(const QString &command) const
{
    return commandHint(profile.display(), command);
}

QJsonObject toJson(const ServiceIssue &issue)
{
    QJsonObject json{
        {"code"_L1, issue.code}, {"level"_L1, severityName(issue.level)}, {"message"_L1, issue.message}};
    if (!issue.fix.isEmpty())
        json["fix"_L1] = issue.fix;
    return json;
}

QList<ServiceIssue> auditService(const ServiceFacts &facts)
{
    return Audit(facts).run();
}

} // namespace wsagent
