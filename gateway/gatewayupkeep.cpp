#include "gateway/gateway.h"

#include "gateway/gatewaysettings.h"
#include "gateway/methods/quietmethods.h"
#include "gateway/methods/restartmethods.h"
#include "gateway/methods/systemevent.h"
#include "gateway/methods/wizardmethods.h"

#include <QCoreApplication>
#include <QSysInfo>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::minutes longestDeferral{5}; // of a restart, for the sake of those who are busy

} // namespace

void Gateway::addUpkeep()
{
    MethodTable &table = m_clients->methods();
    addRestart();
    addSystemEventMethod(table, {.report = [this](const PresenceEntry &entry) { m_clients->report(entry); },
                                 .queue =
                                     [this](const QString &sessionKey, const QString &line) {
                                         Automation &automation = m_agents->automation();
                                         const auto session = sessionKey.isEmpty()
                                                                  ? Result(automation.mainSession())
                                                                  : automation.session(sessionKey, {});
                                         if (session)
                                             automation.tell(*session, line, false);
                                     }});
    addWizardMethods(table,
                     {.load = m_options.readConfig,
                      .defaultWorkspace = m_options.paths.defaultWorkspace,
                      .change = [this](const ConfigRequest &request,
                                       const ConfigServices::Changed &done) { changeConfig(request, done); },
                      .uptimeMs =
                          [this] {
                              return m_clients->uptimeMs();
                          }});
    addQuietMethods(table);
}

void Gateway::addRestart()
{
    m_deferral.setSingleShot(true);
    m_deferral.setTimerType(Qt::VeryCoarseTimer);
    connect(&m_deferral, &QTimer::timeout, this, &Gateway::restartNow);
    addRestartMethods(m_clients->methods(),
                      {.unanswered = [this] { return m_clients->clients().unanswered(); },
                       .working = [this] { return m_agents->workingCount(); },
                       .restart =
                           [this](const QString &reason, bool whenIdle, const QJsonObject &params) {
                               m_restartNote = restartNoteFrom(params);
                               askForRestart(reason, whenIdle);
                           }});
    connect(&m_clients->clients(), &Clients::allAnswered, this, &Gateway::restartWhenIdle);
}

/// What has been deferred. The config is looked at again: by now the change may have been taken back.
void Gateway::restartWhenIdle()
{
    if (m_deferral.isActive() && m_clients->clients().unanswered() == 0 && m_agents->workingCount() == 0)
        restartNow();
}

void Gateway::restartNow()
{
    m_deferral.stop();
    const QString reason = std::exchange(m_deferredRestart, {});
    m_isDeferralOver = true;
    if (reason.isEmpty())
        configChanged();
    else
        askForRestart(reason, false);
    m_isDeferralOver = false;
}

/// Agents finish what they do, within reason: a change of the config can wait for that.
bool Gateway::defersRestart(const QString &changed)
{
    if (m_agents->workingCount() == 0 || m_isDeferralOver)
        return false;
    if (!m_deferral.isActive()) {
        m_log.info("config"_L1, u"%1 changed: the gateway restarts when its agents are done"_s.arg(changed));
        m_deferral.start(longestDeferral);
    }
    return true;
}

void Gateway::askForRestart(const QString &reason, bool whenIdle)
{
    if (m_stopping)
        return;
    if (whenIdle) {
        m_deferredRestart = reason;
        m_deferral.start(longestDeferral);
        return;
    }
    m_log.info("gateway"_L1, u"the gateway restarts: "_s + reason);
    // Later, so that whoever asked is answered before.
    QTimer::singleShot(0, this, [this, reason] { wantRestart({reason}); });
}

void Gateway::wantRestart(const QStringList &reasons)
{
    const RestartNote note = std::exchange(m_restartNote, {});
    if (!note.sessionKey.isEmpty()) {
        if (const auto left = leaveRestartNote(m_options.paths.stateDir, note); !left)
            m_log.warn("gateway"_L1, left.error().message);
    }
    emit restartWanted(reasons);
}

/// Of a restart: who has asked for it, or for the change that brought it, hears that it is over.
void Gateway::tellOfRestart()
{
    const RestartNote note = takeRestartNote(m_options.paths.stateDir);
    if (note.sessionKey.isEmpty())
        return;
    Automation &automation = m_agents->automation();
    const auto key = automation.session(note.sessionKey, {});
    if (key)
        automation.tell(*key, inWords(note), true);
    else
        m_log.warn("gateway"_L1, key.error().message);
}

/// Whoever is bound to loopback cannot be reached, and says nothing.
void Gateway::tellTheNetwork()
{
    const auto detail = mdnsDetail(m_options.config);
    const bool reachable = std::any_of(m_options.addresses.begin(), m_options.addresses.end(),
                                       [](const QHostAddress &address) { return !address.isLoopback(); });
    if (!detail || !reachable)
        return;
    m_advertisement.emplace(MdnsRecord{.host = QSysInfo::machineHostName(),
                                       .profile = m_options.profile,
                                       .port = m_server.port(),
                                       .detail = *detail,
                                       .program = QCoreApplication::applicationFilePath()},
                            [this](const QString &message) { m_log.info("net"_L1, message); });
}

} // namespace wsagent
