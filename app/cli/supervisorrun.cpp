#include "app/cli/supervisorrun.h"

#include "app/cli/secretaccess.h"
#include "app/platform/controlgroup.h"
#include "app/platform/filelimit.h"
#include "app/platform/orphans.h"
#include "app/platform/servicenotifier.h"
#include "app/platform/unixsignals.h"
#include "app/profiles/isolationproof.h"
#include "app/supervisor/controlserver.h"
#include "app/supervisor/gatewayhosts.h"
#include "app/supervisor/supervisorplace.h"
#include "gateway/base/exitcodes.h"

#include <QJsonDocument>
#include <QThread>

#include <csignal>
#include <cstdio>
#include <sys/stat.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr auto hurriedDrain = std::chrono::milliseconds(0);

class SupervisorRun
{
public:
    explicit SupervisorRun(CommandContext &context)
        : m_context(context)
        , m_hosts(context.selection, QCoreApplication::applicationFilePath())
        , m_roster(context.selection.paths.home, context.selection.environment)
        , m_supervisor([this](const RosterEntry &entry) { return m_hosts.make(entry); },
                       2 * qMax(1, QThread::idealThreadCount()))
        , m_control(m_supervisor)
        , m_signals(UnixSignals::Children::Told)
    {
        QObject::connect(&m_supervisor, &Supervisor::profileChanged, qApp,
                         [this](const GatewayStatus &status) { report(status); });
        QObject::connect(&m_supervisor, &Supervisor::profileRemoved, qApp,
                         [this](const QString &profile) { reportRemoved(profile); });
        QObject::connect(&m_supervisor, &Supervisor::settled, qApp, [this] { reportSettled(); });
        QObject::connect(&m_supervisor, &Supervisor::allStopped, qApp, &QCoreApplication::quit);
        QObject::connect(&m_control, &ControlServer::shutdownWanted, qApp,
                         [this](std::chrono::milliseconds drain) { end(ExitSuccess, drain); });
        QObject::connect(&m_roster, &Roster::changed, qApp, [this] { followRoster(); });
        QObject::connect(&m_signals, &UnixSignals::endWanted, qApp, [this](int number) {
            const bool again = m_isEnding; // whoever asks twice does not want to wait
            end(number == SIGTERM ? ExitTerminated : ExitInterrupted,
                again ? hurriedDrain : Supervisor::usualDrain);
        });
        QObject::connect(&m_signals, &UnixSignals::reloadWanted, qApp, [this] { m_roster.read(); });
        QObject::connect(&m_signals, &UnixSignals::childEnded, qApp,
                         [this] { tendOrphans(m_supervisor.children()); });
    }

    int run(const SupervisorPlace &place)
    {
        if (const auto listening = m_control.listen(place.socket); !listening)
            return m_context.out.fail(listening.error());
        adoptOrphans();
        ControlGroup::removeEmpty();
        m_roster.read();
        if (m_roster.entries().isEmpty()) {
            say(u"No profile is enabled yet. Make one with: ws-agent --profile main setup"_s);
            followRoster();
        }
        return QCoreApplication::exec() == 0 ? m_exitCode : int(ExitFailure);
    }

private:
    void followRoster()
    {
        for (const QString &warning : m_roster.warnings())
            m_context.out.note(u"warning: "_s + warning);
        m_nameWidth = 0;
        for (const RosterEntry &entry : m_roster.entries())
            m_nameWidth = qMax(m_nameWidth, entry.name.size());
        prove();
        m_supervisor.setRoster(m_roster.entries());
    }

    /// One look at all instances instead of one by each of them. Who is started later looks for itself.
    void prove()
    {
        if (std::exchange(m_hasProved, true) || m_roster.entries().size() < 2)
            return;
        const ConfigSchema schema;
        m_hosts.setProofs(proveIsolation(surveyFleet(m_context.selection, schema)));
    }

    void end(int exitCode, std::chrono::milliseconds drain)
    {
        if (!std::exchange(m_isEnding, true)) {
            m_exitCode = exitCode;
            m_manager.stopping();
        }
        m_supervisor.stopAll(drain);
    }

    void report(const GatewayStatus &status)
    {
        if (m_context.out.json())
            return document(toJson(status));
        const QString line = toLine(status, m_nameWidth);
        if (status.state == GatewayState::Queued || m_said.value(status.profile) == line)
            return;
        m_said.insert(status.profile, line);
        say(line);
    }

    void reportRemoved(const QString &profile)
    {
        m_said.remove(profile);
        if (m_context.out.json())
            return document({{"profile"_L1, profile}, {"state"_L1, u"removed"_s}});
        say(profile + "  removed"_L1);
    }

    void reportSettled()
    {
        int serving = 0;
        const QList<GatewayStatus> all = m_supervisor.statuses();
        for (const GatewayStatus &status : all)
            serving += status.serves();
        const QString summary = u"%1 of %2 gateways run"_s.arg(serving).arg(all.size());
        m_manager.ready(summary);
        m_hosts.setProofs({});
#ifdef __GLIBC__
        ::malloc_trim(0); // what the start took
#endif
        if (m_context.out.json())
            return document({{"settled"_L1, true}, {"serving"_L1, serving}, {"profiles"_L1, all.size()}});
        if (std::exchange(m_summary, summary) != summary)
            say(summary);
    }

    void document(const QJsonObject &object)
    {
        m_context.out.raw(QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n');
        std::fflush(stdout);
    }

    void say(const QString &line)
    {
        m_context.out.line(line);
        std::fflush(stdout);
    }

    CommandContext &m_context;
    GatewayHosts m_hosts;
    Roster m_roster;
    Supervisor m_supervisor;
    ControlServer m_control;
    UnixSignals m_signals;
    ServiceNotifier m_manager;
    QHash<QString, QString> m_said; ///< by profile, the last line
    QString m_summary;
    qsizetype m_nameWidth = 0;
    int m_exitCode = ExitSuccess;
    bool m_isEnding = false;
    bool m_hasProved = false;
};

} // namespace

int runSupervisor(CommandContext &context)
{
    ::umask(0077);
    raiseFileLimit();
    const CommandApplication application;
    const SupervisorPlace place =
        supervisorPlace(context.selection.paths.home, context.selection.environment);
    const auto lock = becomeSupervisor(place);
    if (!lock) {
        context.out.fail(lock.error());
        return lock.error().kind == ErrorKind::Conflict ? ExitConfiguration : ExitFailure;
    }
    return SupervisorRun(context).run(place);
}

} // namespace wsagent
