#include "app/services/definitionwriter.h"
#include "app/services/servicemanager.h"
#include "gateway/base/trash.h"

#include <QRegularExpression>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// launchd by way of launchctl, in the domain of the graphical session: agents start at login.
class LaunchdManager : public ServiceManager
{
public:
    LaunchdManager(ServicePlaces places, RunTool run)
        : m_places(std::move(places))
        , m_run(std::move(run))
    {}

    Platform platform() const override { return Platform::MacOs; }
    QString name() const override { return u"launchd"_s; }

    Result<void> reachable() const override
    {
        const ToolRunResult result = m_run(u"launchctl"_s, {u"print"_s, domain()});
        if (result.ok())
            return {};
        return Error{u"there is no graphical session to start the agent in: %1"_s.arg(result.complaint()),
                     u"log in at the screen; an installed agent starts then"_s};
    }

    QString definitionFile(const ServiceSpec &spec) const override
    {
        return m_places.home + "/Library/LaunchAgents/"_L1 + spec.names.launchdLabel + ".plist"_L1;
    }
    Result<QByteArray> definition(const ServiceSpec &spec) const override { return launchAgent(spec); }

    ServiceState query(const ServiceNames &names) const override
    {
        const ToolRunResult print = m_run(u"launchctl"_s, {u"print"_s, target(names)});
        ServiceState state{.isKnown = print.wasStarted, .isLoaded = print.ok(), .status = u"stopped"_s};
        const QString text = QString::fromUtf8(print.out);
        static const QRegularExpression pid(uR"(\bpid = (\d+))"_s);
        static const QRegularExpression code(uR"(last exit code = (\d+))"_s);
        state.pid = pid.match(text).captured(1).toLongLong();
        if (const auto exit = code.match(text); exit.hasMatch())
            state.lastExit = exit.captured(1).toInt();
        if (state.pid > 0)
            state.status = u"running"_s;
        const ToolRunResult disabled = m_run(u"launchctl"_s, {u"print-disabled"_s, domain()});
        const QString entry = u"\"%1\" => "_s.arg(names.launchdLabel);
        const QString after = QString::fromUtf8(disabled.out).section(entry, 1, 1);
        state.isDisabledForGood = after.startsWith("disabled"_L1) || after.startsWith("true"_L1);
        state.isEnabled = state.isLoaded && !state.isDisabledForGood;
        return state;
    }

    Result<void> install(const ServiceSpec &spec) const override
    {
        const auto text = launchAgent(spec);
        if (!text)
            return text.error();
        if (const auto written = replaceDefinition(definitionFile(spec), *text); !written)
            return written;
        (void)m_run(u"launchctl"_s, {u"bootout"_s, target(spec.names)});
        return start(spec);
    }

    Result<void> uninstall(const ServiceSpec &spec) const override
    {
        (void)m_run(u"launchctl"_s, {u"bootout"_s, target(spec.names)});
        if (const auto moved = moveToTrash({definitionFile(spec)}); !moved)
            return moved.error();
        return {};
    }

    Result<void> start(const ServiceSpec &spec) const override
    {
        // A switch-off that somebody wished for once outlives the file.
        if (const auto enabled = launchctl({u"enable"_s, target(spec.names)}); !enabled)
            return enabled;
        (void)m_run(u"launchctl"_s,
                    {u"bootstrap"_s, domain(), definitionFile(spec)}); // fails when it is there
        return launchctl({u"kickstart"_s, target(spec.names)});
    }
    Result<void> stop(const ServiceSpec &spec, bool forGood) const override
    {
        if (forGood) {
            if (const auto disabled = launchctl({u"disable"_s, target(spec.names)}); !disabled)
                return disabled;
        }
        return launchctl({u"bootout"_s, target(spec.names)});
    }
    Result<void> restart(const ServiceSpec &spec, bool) const override
    {
        return launchctl({u"kickstart"_s, u"-k"_s, target(spec.names)});
    }

private:
    QString domain() const { return u"gui/%1"_s.arg(m_places.userId); }
    QString target(const ServiceNames &names) const { return domain() + u'/' + names.launchdLabel; }
    Result<void> launchctl(const QStringList &arguments) const
    {
        return runStep(m_run, u"launchctl"_s, arguments, u"launchd refuses"_s);
    }

    ServicePlaces m_places;
    RunTool m_run;
};

} // namespace

std::unique_ptr<ServiceManager> launchdManager(ServicePlaces places, RunTool run)
{
    return std::make_unique<LaunchdManager>(std::move(places), std::move(run));
}

} // namespace wsagent
