#pragma once

#include "gateway/net/clientsession.h"
#include "gateway/net/httpgate.h"
#include "gateway/protocol/eventtable.h"

#include <list>

namespace wsagent {

/// All connected clients: takes upgrades, keeps strangers few, sends events around.
class Clients : public QObject
{
    Q_OBJECT

public:
    static constexpr int mostStrangers = 32; ///< unauthenticated sockets of one address

    explicit Clients(ClientHost &host, HttpGate &gate, const ClientLimits &limits = {},
                     QObject *parent = nullptr);

    /// To everybody who may receive it.
    void broadcast(const EventText &event, const EventRule &rule) { broadcastIf(event, rule, {}); }
    /// … and whom the predicate names, when there is one.
    void broadcastIf(const EventText &event, const EventRule &rule,
                     const std::function<bool(const Caller &)> &wants);
    /// To one connection; false when it is gone.
    bool sendTo(const QString &connectionId, const EventText &event);
    /// To everybody who is connected: says why, then hangs up.
    void closeAll(quint16 code, const QString &reason);
    /// Those the predicate names.
    void closeWhere(const std::function<bool(const Caller &)> &predicate, quint16 code,
                    const QString &reason);
    bool anyOf(const std::function<bool(const Caller &)> &predicate) const;
    int count() const { return int(m_sessions.size()); }
    /// Requests that wait for an answer.
    int unanswered() const;

    struct Counts
    {
        int operators = 0;
        int nodes = 0;
        int strangers = 0; ///< not logged in
        quint64 eventsSent = 0;
        quint64 eventsDropped = 0;
    };
    Counts counts() const;

signals:
    void allGone();
    void allAnswered(); ///< one client has got all its answers

private:
    std::optional<HttpResponse> refusal(const HttpRequest &request, const HttpPeer &peer);
    void take(const HttpRequest &request, const HttpPeer &peer, std::unique_ptr<ByteStream> stream,
              const QByteArray &unread);
    void drop(std::list<ClientSession *>::iterator place);
    void tend();
    void tick();

    ClientHost &m_host;
    HttpGate &m_gate;
    ClientLimits m_limits;
    std::list<ClientSession *> m_sessions; ///< oldest first; owned as children
    QTimer m_tending;                      ///< runs while there are clients
    QTimer m_ticking;
    quint64 m_eventsSent = 0;
    quint64 m_eventsDropped = 0;
};

} // namespace wsagent
