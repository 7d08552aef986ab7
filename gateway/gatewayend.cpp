#include "gateway/browser/browserservice.h"
#include "gateway/gateway.h"
#include "gateway/instances/runtimefile.h"
#include "gateway/surfaces/canvas/canvashost.h"

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::milliseconds usualRestart{1000}; // what clients are told to expect
constexpr std::chrono::milliseconds farewell{1500};     // longer than a client has to agree to be closed

} // namespace

void Gateway::stop(std::chrono::milliseconds drain, Ending ending)
{
    if (m_stopping)
        return;
    m_stopping = true;
    m_log.info("gateway"_L1, u"stopping"_s);
    m_watcher.reset();
    m_rescue.reset();
    m_deferral.stop();
    if (m_canvas)
        m_canvas->shut();
    if (ending == Ending::ForGood)
        m_gate.shut();
    m_drain.start(drain);
    m_server.close(ending == Ending::ForAnother);
    if (!m_clients)
        return;
    QJsonObject notice{{"reason"_L1, ending == Ending::ForGood ? u"shutdown"_s : u"restart"_s}};
    if (ending == Ending::ForAnother)
        notice.insert("restartExpectedMs"_L1, qint64(usualRestart.count()));
    m_clients->broadcast("shutdown"_L1, notice);
    m_clients->shut(u"gateway-restarting"_s);
    connect(&m_clients->clients(), &Clients::allAnswered, this, &Gateway::sendClientsAway);
    connect(m_agents.get(), &AgentService::idle, this, &Gateway::sendClientsAway, Qt::QueuedConnection);
    sendClientsAway();
}

/// When all that was begun has been answered, and agents have done what they were at.
void Gateway::sendClientsAway()
{
    if (!m_stopping || m_clientsSentAway || m_clients->clients().unanswered() > 0 ||
        m_agents->workingCount() > 0)
        return;
    hangUp();
    QMetaObject::invokeMethod(this, &Gateway::letGoWhenEmpty, Qt::QueuedConnection); // perhaps it is by now
}

void Gateway::hangUp()
{
    m_clientsSentAway = true;
    closeBrowser();
    m_clients->clients().closeAll(WebSocketClose::ServiceRestart, u"service restart"_s);
}

/// What is not answered by now is not waited for; the clients still hear why they are hung up on.
void Gateway::drainIsOver()
{
    if (m_clientsSentAway || !m_clients)
        return letGo();
    hangUp();
    m_drain.start(farewell);
}

void Gateway::letGoWhenEmpty()
{
    if (m_clientsSentAway && !m_browser && m_server.connectionCount() == 0 &&
        m_clients->clients().count() == 0)
        letGo();
}

void Gateway::letGo()
{
    if (!m_lock)
        return;
    m_drain.stop();
    if (const auto written = m_sessions->store().flush(); !written)
        m_log.error("sessions"_L1, written.error().message);
    removeRuntimeFile(m_options.paths.stateDir);
    m_lock.reset();
    emit stopped();
}

} // namespace wsagent
