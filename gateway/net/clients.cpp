#include "gateway/net/clients.h"

#include "gateway/net/websocketupgrade.h"

#include <QDateTime>
#include <QUuid>

#include <algorithm>
#include <numeric>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

HandshakeFacts::Origin originOf(const HttpRequest &request, bool local, const HostRules &rules)
{
    if (!request.has("origin"))
        return HandshakeFacts::Origin::Absent;
    switch (checkOrigin(request, local, rules)) {
    case OriginVerdict::Allowed:
        return HandshakeFacts::Origin::Allowed;
    case OriginVerdict::Missing:
        return HandshakeFacts::Origin::Broken;
    case OriginVerdict::NotAllowed:
        return HandshakeFacts::Origin::Foreign;
    }
    Q_UNREACHABLE();
}

} // namespace

Clients::Clients(ClientHost &host, HttpGate &gate, const ClientLimits &limits, QObject *parent)
    : QObject(parent)
    , m_host(host)
    , m_gate(gate)
    , m_limits(limits)
{
    m_tending.setInterval(m_limits.ping);
    m_tending.setTimerType(Qt::VeryCoarseTimer);
    connect(&m_tending, &QTimer::timeout, this, &Clients::tend);
    m_ticking.setInterval(m_limits.tick);
    m_ticking.setTimerType(Qt::VeryCoarseTimer);
    connect(&m_ticking, &QTimer::timeout, this, &Clients::tick);
    m_gate.setUpgrades(
        {.refusal = [this](const auto &request, const auto &peer) { return refusal(request, peer); },
         .take =
             [this](const auto &request, const auto &peer, auto stream, const auto &unread) {
                 take(request, peer, std::move(stream), unread);
             }});
}

/// Too many strangers of one address: more are turned away. On this machine the oldest one has to go instead,
/// so that whoever sits there silently cannot lock the owner out.
std::optional<HttpResponse> Clients::refusal(const HttpRequest &request, const HttpPeer &peer)
{
    if (auto wrong = refuseUpgrade(request))
        return wrong;
    const QString address = peer.address.toString();
    const auto isStranger = [&address](const ClientSession *session) {
        return !session->isLoggedIn() && session->peer().address == address;
    };
    if (std::count_if(m_sessions.begin(), m_sessions.end(), isStranger) < mostStrangers)
        return std::nullopt;
    if (!peer.address.isLoopback())
        return HttpResponse::error(503, "service_unavailable"_L1, u"too many connections"_s);
    (*std::find_if(m_sessions.begin(), m_sessions.end(), isStranger))->abort();
    return std::nullopt;
}

void Clients::take(const HttpRequest &request, const HttpPeer &peer, std::unique_ptr<ByteStream> stream,
                   const QByteArray &unread)
{
    const bool local = isLocalPeer(peer.address, request);
    const QByteArray cap = request.has("x-ws-agent-scopes") ? request.field("x-ws-agent-scopes")
                                                            : request.field("x-openclaw-scopes");
    ClientPeer client{.connectionId = QUuid::createUuid().toString(QUuid::WithoutBraces),
                      .address = peer.address.toString(),
                      .local = local,
                      .tunnelled = isTunnelled(peer.address, request),
                      .portMapped = isPortMapped(peer.address, request),
                      .forwarded = isForwarded(request),
                      .origin = originOf(request, local, m_gate.rules()),
                      .originText = QString::fromLatin1(request.field("origin")),
                      .user = peer.user,
                      .reachedAt =
                          (peer.secure ? u"https://"_s : u"http://"_s) + QString::fromLatin1(request.host),
                      .scopeCap = QString::fromLatin1(cap)};
    stream->write(toBytes(acceptUpgrade(request), {}));
    auto connection =
        std::make_unique<WebSocketConnection>(std::move(stream), unread, m_limits.messageBeforeLogin);
    auto *session = new ClientSession(std::move(connection), std::move(client), m_host, m_limits, this);
    const auto place = m_sessions.insert(m_sessions.end(), session);
    connect(session, &ClientSession::ended, this, [this, place] { drop(place); });
    connect(session, &ClientSession::allAnswered, this, &Clients::allAnswered);
    if (!m_tending.isActive()) {
        m_tending.start();
        m_ticking.start();
    }
    session->begin();
}

void Clients::drop(std::list<ClientSession *>::iterator place)
{
    (*place)->deleteLater();
    m_sessions.erase(place);
    if (!m_sessions.empty())
        return;
    m_tending.stop();
    m_ticking.stop();
    emit allGone();
}

void Clients::tend()
{
    const auto sessions = m_sessions; // one that does not answer leaves the list
    for (ClientSession *session : sessions) {
        if (!session->ping())
            session->abort();
        else if (session->isLoggedIn())
            m_host.alive(session->caller());
    }
}

void Clients::tick()
{
    broadcast(EventText("tick"_L1, QJsonObject{{"ts"_L1, QDateTime::currentMSecsSinceEpoch()}}),
              *findEventRule("tick"_L1));
}

void Clients::broadcastIf(const EventText &event, const EventRule &rule,
                          const std::function<bool(const Caller &)> &wants)
{
    const auto sessions = m_sessions;
    for (ClientSession *session : sessions) {
        if (session->isLoggedIn() && mayReceive(rule, session->caller()) &&
            (!wants || wants(session->caller())))
            ++(session->send(event, rule.mayDrop) ? m_eventsSent : m_eventsDropped);
    }
}

Clients::Counts Clients::counts() const
{
    Counts counts{.eventsSent = m_eventsSent, .eventsDropped = m_eventsDropped};
    for (const ClientSession *session : m_sessions) {
        if (!session->isLoggedIn())
            ++counts.strangers;
        else
            ++(session->caller().isNode() ? counts.nodes : counts.operators);
    }
    return counts;
}

bool Clients::sendTo(const QString &connectionId, const EventText &event)
{
    const auto found =
        std::find_if(m_sessions.begin(), m_sessions.end(), [&connectionId](const ClientSession *session) {
            return session->isLoggedIn() && session->caller().connectionId == connectionId;
        });
    if (found == m_sessions.end())
        return false;
    (*found)->sendAlone(event);
    return true;
}

int Clients::unanswered() const
{
    return std::accumulate(m_sessions.begin(), m_sessions.end(), 0,
                           [](int sum, const ClientSession *session) { return sum + session->unanswered(); });
}

bool Clients::anyOf(const std::function<bool(const Caller &)> &predicate) const
{
    return std::any_of(m_sessions.begin(), m_sessions.end(), [&predicate](const ClientSession *session) {
        return session->isLoggedIn() && predicate(session->caller());
    });
}

void Clients::closeAll(quint16 code, const QString &reason)
{
    const auto sessions = m_sessions;
    for (ClientSession *session : sessions)
        session->close(code, reason);
}

void Clients::closeWhere(const std::function<bool(const Caller &)> &predicate, quint16 code,
                         const QString &reason)
{
    const auto sessions = m_sessions;
    for (ClientSession *session : sessions) {
        if (session->isLoggedIn() && predicate(session->caller()))
            session->close(code, reason);
    }
}

} // namespace wsagent
