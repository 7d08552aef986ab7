#include "app/supervisor/supervisorclient.h"

#include "app/platform/localsocket.h"

namespace wsagent {

using namespace Qt::StringLiterals;

Result<std::unique_ptr<SupervisorClient>> SupervisorClient::connectTo(const SupervisorPlace &place)
{
    const auto owner = runningSupervisor(place);
    if (!owner)
        return Error{u"no supervisor runs"_s, u"ws-agent --no-gui"_s, ErrorKind::NotFound};
    const auto fd = connectLocally(owner->socket.isEmpty() ? place.socket : owner->socket);
    if (!fd)
        return Error{
            u"the supervisor (pid %1) cannot be reached: %2"_s.arg(owner->pid).arg(fd.error().message),
            u"kill %1; ws-agent --no-gui"_s.arg(owner->pid), ErrorKind::Unreachable};
    std::unique_ptr<SupervisorClient> client(new SupervisorClient(*fd));
    if (!client->m_connection.isOwnUser())
        return Error{u"the supervisor at %1 belongs to another user"_s.arg(owner->socket)};
    client->call({.verb = ControlVerb::Hello}, [raw = client.get()](const Result<QJsonObject> &hello) {
        if (hello)
            return;
        raw->m_whyClosed = hello.error();
        raw->m_connection.close();
    });
    return client;
}

SupervisorClient::SupervisorClient(int fd)
    : m_connection(fd)
{
    connect(&m_connection, &LocalConnection::received, this, &SupervisorClient::received);
    connect(&m_connection, &LocalConnection::closed, this, &SupervisorClient::onClosed);
}

SupervisorClient::~SupervisorClient() = default;

void SupervisorClient::call(ControlRequest request, Answered answered)
{
    request.id = ++m_lastId;
    m_waiting.insert(request.id, std::move(answered));
    m_connection.send(toLine(request));
}

void SupervisorClient::received(const QByteArray &line)
{
    const auto answer = parseControlAnswer(line);
    if (!answer)
        return m_connection.close();
    if (answer->event == "profile"_L1)
        emit profileChanged(gatewayStatusFromJson(*answer->result));
    else if (answer->event == "removed"_L1)
        emit profileRemoved((*answer->result)["profile"_L1].toString());
    else if (const Answered answered = m_waiting.take(answer->id))
        answered(answer->result);
}

void SupervisorClient::onClosed()
{
    const auto all = std::exchange(m_waiting, {});
    for (const Answered &answered : all)
        answered(m_whyClosed);
    emit lost();
}

} // namespace wsagent
