#include "app/supervisor/controlserver.h"

#include "app/platform/localsocket.h"
#include "app/supervisor/processusage.h"
#include "app/supervisor/supervisor.h"
#include "gateway/base/version.h"

#include <QCoreApplication>
#include <QJsonArray>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

QJsonObject listOf(const Supervisor &supervisor, bool withUsage)
{
    QJsonArray profiles;
    for (const GatewayStatus &status : supervisor.statuses()) {
        QJsonObject json = toJson(status);
        if (withUsage && status.pid > 0) {
            const ProcessUsage usage = processUsage(status.pid);
            json["cpuMs"_L1] = usage.cpuMs;
            json["memoryBytes"_L1] = usage.memoryBytes;
            json["processes"_L1] = usage.processes;
        }
        profiles += json;
    }
    return {{"profiles"_L1, profiles}};
}

std::chrono::milliseconds drainOf(const ControlRequest &request)
{
    return request.drainMs < 0 ? Supervisor::usualDrain : std::chrono::milliseconds(request.drainMs);
}

} // namespace

ControlServer::ControlServer(Supervisor &supervisor, QObject *parent)
    : QObject(parent)
    , m_supervisor(supervisor)
{
    connect(&supervisor, &Supervisor::profileChanged, this, &ControlServer::onProfileChanged);
    connect(&supervisor, &Supervisor::profileRemoved, this, [this](const QString &profile) {
        tellSubscribers("removed"_L1, {{"profile"_L1, profile}});
        answerWaiting(profile);
    });
}

ControlServer::~ControlServer() = default;

Result<void> ControlServer::listen(const QString &path)
{
    auto listener = LocalListener::listen(path);
    if (!listener)
        return listener.error();
    m_listener = *std::move(listener);
    connect(m_listener.get(), &LocalListener::accepted, this, &ControlServer::add);
    return {};
}

void ControlServer::add(LocalConnection *connection)
{
    auto client = std::make_unique<Client>();
    client->connection.reset(connection);
    if (m_clients.size() >= mostClients)
        return;
    connect(connection, &LocalConnection::received, this,
            [this, raw = client.get()](const QByteArray &line) { received(*raw, line); });
    connect(connection, &LocalConnection::closed, this, [this, connection] { remove(connection); });
    m_clients.push_back(std::move(client));
}

void ControlServer::remove(LocalConnection *connection)
{
    m_waiting.removeIf([connection](const Waiting &waiting) { return waiting.client == connection; });
    const auto found = std::find_if(m_clients.begin(), m_clients.end(), [connection](const auto &client) {
        return client->connection.get() == connection;
    });
    if (found == m_clients.end())
        return;
    (*found)->connection.release()->deleteLater(); // it is the one that calls
    m_clients.erase(found);
}

/// A client may be gone after anything is sent, to it or to another one; its connection lives until the event
/// loop runs.
void ControlServer::received(Client &client, const QByteArray &line)
{
    LocalConnection *connection = client.connection.get();
    const auto request = parseControlRequest(line);
    if (!request)
        return connection->send(controlRefusal(0, request.error()));
    if (!client.hasGreeted && request->verb != ControlVerb::Hello) {
        connection->send(
            controlRefusal(request->id, {u"the first request has to be hello"_s, {}, ErrorKind::Usage}));
        return connection->finish();
    }
    const auto result = carryOut(client, *request);
    if (!result)
        return connection->send(controlRefusal(request->id, result.error()));
    if (request->profile.isEmpty())
        return connection->send(controlAnswer(request->id, *result));
    m_waiting += {connection, request->id, request->profile};
    answerWaiting(request->profile);
}

Result<QJsonObject> ControlServer::carryOut(Client &client, const ControlRequest &request)
{
    switch (request.verb) {
    case ControlVerb::Hello:
        if (request.protocol != controlProtocol)
            return Error{u"the supervisor speaks version %1 of the protocol, not %2"_s.arg(controlProtocol)
                             .arg(request.protocol),
                         u"ws-agent supervisor shutdown, then start it again"_s, ErrorKind::Conflict};
        client.hasGreeted = true;
        return QJsonObject{{"version"_L1, QLatin1StringView(version)},
                           {"protocol"_L1, controlProtocol},
                           {"pid"_L1, QCoreApplication::applicationPid()}};
    case ControlVerb::List:
        return listOf(m_supervisor, request.usage);
    case ControlVerb::Subscribe:
        client.isSubscribed = true;
        return listOf(m_supervisor, false);
    case ControlVerb::Shutdown:
        emit shutdownWanted(drainOf(request));
        return QJsonObject();
    case ControlVerb::Start:
    case ControlVerb::Stop:
    case ControlVerb::Restart:
        if (const auto changed = changeProfile(request); !changed)
            return changed.error();
        return QJsonObject();
    }
    Q_UNREACHABLE();
}

Result<void> ControlServer::changeProfile(const ControlRequest &request)
{
    if (request.verb == ControlVerb::Start)
        return m_supervisor.start(request.profile);
    if (request.verb == ControlVerb::Stop)
        return m_supervisor.stop(request.profile, drainOf(request));
    return m_supervisor.restart(request.profile, drainOf(request));
}

void ControlServer::onProfileChanged(const GatewayStatus &status)
{
    tellSubscribers("profile"_L1, toJson(status));
    answerWaiting(status.profile);
}

void ControlServer::answerWaiting(const QString &profile)
{
    const auto status = m_supervisor.status(profile);
    if (status && !status->isSettled())
        return;
    const QList<Waiting> all = std::exchange(m_waiting, {});
    for (const Waiting &waiting : all) {
        if (waiting.profile != profile)
            m_waiting += waiting;
        else if (waiting.client)
            waiting.client->send(controlAnswer(waiting.id, status ? toJson(*status) : QJsonObject()));
    }
}

void ControlServer::tellSubscribers(QLatin1StringView event, const QJsonObject &payload)
{
    const QByteArray line = controlEvent(event, payload);
    QList<LocalConnection *> subscribers;
    for (const auto &client : m_clients) {
        if (client->isSubscribed)
            subscribers += client->connection.get();
    }
    for (LocalConnection *subscriber : subscribers) // one that is too slow goes meanwhile
        subscriber->send(line);
}

} // namespace wsagent
