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
    addRestartMethods(m_clients->methods(),
                      {.unanswered = [this] { return m_clients->clients().unanswered(); },
                       .restart =
                           [this](const QString &reason, bool whenIdle) {
                               askForRestart(reason, whenIdle);
                           }});
    connect(&m_clients->clients(), &Clients::allAnswered, this, [this] {
        if (m_restartWhenIdle && m_clients->clients().unanswered() == 0)
            askForRestart(u"what was being done is done"_s, false);
    });
}

void Gateway::askForRestart(const QString &reason, bool whenIdle)
{
    m_restartWhenIdle = whenIdle;
    if (whenIdle || m_stopping)
        return;
    m_log.info("gateway"_L1, u"the gateway restarts: "_s + reason);
    // Later, so that whoever asked is answered before.
    QTimer::singleShot(0, this, [this, reason] { emit restartWanted({reason}); });
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
