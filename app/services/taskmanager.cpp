#include "app/services/definitionwriter.h"
#include "app/services/instancewait.h"
#include "app/services/scheduledtasks.h"
#include "app/services/servicemanager.h"
#include "app/services/startupfolder.h"
#include "gateway/base/files.h"

#include <QFile>
#include <QXmlStreamReader>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

using WaitForEnd = std::function<bool(const QString &stateDir)>;

constexpr auto drainBudget = std::chrono::seconds(30); // 20 and half of that

/// The Task Scheduler by way of schtasks. What it prints for people is translated, so only exit codes and XML
/// are read.
class TaskManager : public ServiceManager
{
public:
    TaskManager(ServicePlaces places, RunTool run, WaitForEnd waitForEnd)
        : m_places(std::move(places))
        , m_run(std::move(run))
        , m_waitForEnd(std::move(waitForEnd))
        , m_startup(m_places.home, m_run)
    {}

    Platform platform() const override { return Platform::Windows; }
    QString name() const override { return u"Task Scheduler"_s; }
    Result<void> reachable() const override { return {}; }

    QString definitionFile(const ServiceSpec &spec) const override
    {
        return spec.workingDirectory + "/gateway.cmd"_L1;
    }
    Result<QByteArray> definition(const ServiceSpec &spec) const override { return taskScript(spec); }

    ServiceState query(const ServiceNames &names) const override
    {
        const ToolRunResult xml = m_run(u"schtasks"_s, {u"/Query"_s, u"/TN"_s, names.windowsTask, u"/XML"_s});
        ServiceState state{.isKnown = xml.wasStarted, .isLoaded = xml.ok(), .status = u"stopped"_s};
        state.isEnabled = state.isLoaded && isEnabled(xml.out);
        if (!xml.ok())
            return m_startup.holds(names) ? m_startup.query(names) : state;
        // Whether it runs, schtasks tells in words of the user's language; the number behind them does not
        // change: 267009 is "the task is currently running" (SCHED_S_TASK_RUNNING).
        const ToolRunResult list = m_run(
            u"schtasks"_s, {u"/Query"_s, u"/TN"_s, names.windowsTask, u"/V"_s, u"/FO"_s, u"CSV"_s, u"/NH"_s});
        if (list.out.contains("\"267009\""))
            state.status = u"running"_s;
        return state;
    }

    QString notice(const ServiceNames &names) const override
    {
        return m_startup.holds(names)
                   ? u"the Task Scheduler refuses a task; the gateway starts from the Startup "
                     "folder, and is not started again when it ends"_s
                   : QString();
    }

    Result<void> install(const ServiceSpec &spec) const override
    {
        const QString script = definitionFile(spec);
        const auto text = taskScript(spec);
        if (!text)
            return text.error();
        if (const auto written = replaceDefinition(script, *text); !written)
            return written;
        const auto xml = taskXml(spec, m_places.account, script);
        if (!xml)
            return xml.error();
        const QString file = spec.workingDirectory + "/gateway-task.xml"_L1;
        if (const auto written = replaceFile(file, *xml); !written)
            return written;
        if (query(spec.names).status == "running"_L1) {
            if (const auto stopped = stop(spec, false); !stopped)
                return stopped;
        }
        const auto created =
            schtasks({u"/Create"_s, u"/F"_s, u"/TN"_s, spec.names.windowsTask, u"/XML"_s, file});
        QFile::remove(file);
        const auto kept = created ? m_startup.remove(spec.names) : m_startup.add(spec.names, script);
        return kept ? start(spec) : kept;
    }

    Result<void> uninstall(const ServiceSpec &spec) const override
    {
        const auto gone = m_startup.holds(spec.names)
                              ? m_startup.remove(spec.names)
                              : schtasks({u"/Delete"_s, u"/F"_s, u"/TN"_s, spec.names.windowsTask});
        if (!gone)
            return gone;
        const QString script = definitionFile(spec);
        if (QFile::exists(script) && !QFile::remove(script))
            return Error{u"%1 cannot be removed"_s.arg(script), {}, ErrorKind::Io};
        return {};
    }

    Result<void> start(const ServiceSpec &spec) const override
    {
        if (m_startup.holds(spec.names))
            return m_startup.start(definitionFile(spec));
        return schtasks({u"/Run"_s, u"/TN"_s, spec.names.windowsTask});
    }
    /// Only when the process tree is gone: a task that still runs ignores the next start (IgnoreNew).
    Result<void> stop(const ServiceSpec &spec, bool forGood) const override
    {
        if (const auto asked = end(spec, forGood); !asked)
            return asked;
        if (m_waitForEnd(spec.workingDirectory))
            return {};
        return Error{u"%1 does not end"_s.arg(spec.names.windowsTask), {}, ErrorKind::Conflict};
    }
    Result<void> restart(const ServiceSpec &spec, bool) const override
    {
        if (const auto stopped = stop(spec, false); !stopped)
            return stopped;
        return start(spec);
    }

private:
    Result<void> end(const ServiceSpec &spec, bool forGood) const
    {
        if (m_startup.holds(spec.names)) {
            const auto stopped = m_startup.stop(spec.names);
            return stopped && forGood ? m_startup.remove(spec.names) : stopped;
        }
        if (forGood) {
            const auto disabled = schtasks({u"/Change"_s, u"/TN"_s, spec.names.windowsTask, u"/DISABLE"_s});
            if (!disabled)
                return disabled;
        }
        return schtasks({u"/End"_s, u"/TN"_s, spec.names.windowsTask});
    }
    static bool isEnabled(const QByteArray &text)
    {
        QXmlStreamReader xml(taskText(text));
        bool inSettings = false;
        while (!xml.atEnd()) {
            xml.readNext();
            if (xml.isStartElement() && xml.name() == "Settings"_L1)
                inSettings = true;
            else if (inSettings && xml.isStartElement() && xml.name() == "Enabled"_L1)
                return xml.readElementText().trimmed() == "true"_L1;
        }
        return true; // the default of the schema
    }
    Result<void> schtasks(const QStringList &arguments) const
    {
        return runStep(m_run, u"schtasks"_s, arguments, u"the Task Scheduler refuses"_s);
    }

    ServicePlaces m_places;
    RunTool m_run;
    WaitForEnd m_waitForEnd;
    StartupFolder m_startup; ///< where the scheduler refuses
};

} // namespace

std::unique_ptr<ServiceManager> taskManager(ServicePlaces places, RunTool run, WaitForEnd waitForEnd)
{
    if (!waitForEnd)
        waitForEnd = [](const QString &stateDir) {
            InstancePaths paths;
            paths.stateDir = stateDir;
            return waitUntilGone(paths, drainBudget);
        };
    return std::make_unique<TaskManager>(std::move(places), std::move(run), std::move(waitForEnd));
}

} // namespace wsagent
