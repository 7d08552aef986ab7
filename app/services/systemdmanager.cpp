#include "app/services/definitionwriter.h"
#include "app/services/servicemanager.h"

#include <QFile>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

QHash<QString, QString> properties(const QByteArray &text)
{
    QHash<QString, QString> values;
    for (const QString &line : QString::fromUtf8(text).split(u'\n'))
        values[line.section(u'=', 0, 0)] = line.section(u'=', 1).trimmed();
    return values;
}

QString statusOf(const QString &activeState)
{
    if (activeState == "active"_L1 || activeState == "reloading"_L1)
        return u"running"_s;
    if (activeState == "activating"_L1)
        return u"starting"_s;
    if (activeState == "deactivating"_L1)
        return u"stopping"_s;
    return activeState == "failed"_L1 ? u"failed"_s : u"stopped"_s;
}

/// The user's own manager, by way of systemctl. Never the system's: a gateway belongs to its user.
class SystemdManager : public ServiceManager
{
public:
    SystemdManager(ServicePlaces places, RunTool run)
        : m_places(std::move(places))
        , m_run(std::move(run))
    {}

    Platform platform() const override { return Platform::Linux; }
    QString name() const override { return u"systemd"_s; }

    Result<void> reachable() const override
    {
        const ToolRunResult result = m_run(u"systemctl"_s, {u"--user"_s, u"show"_s, u"--property=Version"_s});
        if (result.ok())
            return {};
        if (!result.wasStarted)
            return Error{u"this system has no systemd (systemctl is not installed)"_s,
                         u"ws-agent --no-gui"_s};
        return Error{u"systemd does not answer for this user: %1"_s.arg(result.complaint()),
                     u"log in with a session of your own (ssh, not su), or in a container or WSL without "
                     "systemd run the gateways with: ws-agent --no-gui"_s};
    }

    QString definitionFile(const ServiceSpec &spec) const override
    {
        return m_places.configHome + "/systemd/user/"_L1 + spec.names.systemdUnit;
    }
    Result<QByteArray> definition(const ServiceSpec &spec) const override { return systemdUnit(spec); }

    ServiceState query(const ServiceNames &names) const override
    {
        const ToolRunResult result =
            m_run(u"systemctl"_s, {u"--user"_s, u"show"_s, names.systemdUnit,
                                   u"--property=LoadState,ActiveState,SubState,MainPID,ExecMainStatus,"
                                   "ExecMainCode,UnitFileState,NeedDaemonReload,NRestarts,Result"_s});
        if (!result.ok())
            return {.detail = result.complaint()};
        const auto values = properties(result.out);
        ServiceState state{.isKnown = true};
        state.isLoaded = values[u"LoadState"_s] == "loaded"_L1;
        state.isEnabled = values[u"UnitFileState"_s].startsWith("enabled"_L1);
        state.status = statusOf(values[u"ActiveState"_s]);
        state.pid = values[u"MainPID"_s].toLongLong();
        if (values[u"ExecMainCode"_s].toInt() != 0)
            state.lastExit = values[u"ExecMainStatus"_s].toInt();
        state.restarts = values[u"NRestarts"_s].toInt();
        state.isReloadPending = values[u"NeedDaemonReload"_s] == "yes"_L1;
        const QString outcome = values[u"Result"_s];
        state.detail = outcome == "success"_L1 ? QString() : outcome;
        return state;
    }

    Result<void> install(const ServiceSpec &spec) const override
    {
        const auto text = systemdUnit(spec);
        if (!text)
            return text.error();
        if (const auto written = replaceDefinition(definitionFile(spec), *text); !written)
            return written;
        if (const auto reloaded = reload(); !reloaded)
            return reloaded;
        const QString unit = spec.names.systemdUnit;
        (void)m_run(u"systemctl"_s, {u"--user"_s, u"reset-failed"_s, unit}); // an old crash loop is no reason
        if (const auto enabled = systemctl({u"enable"_s, unit}, u"the service cannot be enabled"_s); !enabled)
            return enabled;
        return systemctl({u"restart"_s, unit}, u"the service does not start"_s);
    }

    Result<void> uninstall(const ServiceSpec &spec) const override
    {
        const QString file = definitionFile(spec);
        if (const auto disabled = systemctl({u"disable"_s, u"--now"_s, spec.names.systemdUnit},
                                            u"the service cannot be disabled"_s);
            !disabled)
            return disabled;
        for (const QString &path : {file, file + ".bak"_L1}) {
            if (QFile::exists(path) && !QFile::remove(path))
                return Error{u"%1 cannot be removed"_s.arg(path), {}, ErrorKind::Io};
        }
        return reload();
    }

    Result<void> start(const ServiceSpec &spec) const override
    {
        (void)m_run(u"systemctl"_s, {u"--user"_s, u"reset-failed"_s, spec.names.systemdUnit});
        return systemctl({u"start"_s, spec.names.systemdUnit}, u"the service does not start"_s);
    }
    Result<void> stop(const ServiceSpec &spec, bool forGood) const override
    {
        if (forGood) {
            if (const auto disabled =
                    systemctl({u"disable"_s, spec.names.systemdUnit}, u"the service cannot be disabled"_s);
                !disabled)
                return disabled;
        }
        return systemctl({u"stop"_s, spec.names.systemdUnit}, u"the service does not stop"_s);
    }
    Result<void> restart(const ServiceSpec &spec, bool detached) const override
    {
        QStringList arguments{u"restart"_s, spec.names.systemdUnit};
        if (detached)
            arguments.insert(1, u"--no-block"_s); // the manager does it, whoever has asked
        else
            (void)m_run(u"systemctl"_s, {u"--user"_s, u"reset-failed"_s, spec.names.systemdUnit});
        return systemctl(arguments, u"the service does not start again"_s);
    }

private:
    Result<void> systemctl(const QStringList &arguments, const QString &action) const
    {
        return runStep(m_run, u"systemctl"_s, QStringList{u"--user"_s} + arguments, action);
    }
    Result<void> reload() const
    {
        return systemctl({u"daemon-reload"_s}, u"systemd does not read the units again"_s);
    }

    ServicePlaces m_places;
    RunTool m_run;
};

} // namespace

std::unique_ptr<ServiceManager> systemdManager(ServicePlaces places, RunTool run)
{
    return std::make_unique<SystemdManager>(std::move(places), std::move(run));
}

std::optional<bool> lingers(const QString &account, const RunTool &run)
{
    const ToolRunResult result = run(u"loginctl"_s, {u"show-user"_s, account, u"--property=Linger"_s});
    const QString answer = properties(result.out).value(u"Linger"_s);
    if (!result.ok() || answer.isEmpty())
        return std::nullopt;
    return answer == "yes"_L1;
}

} // namespace wsagent
