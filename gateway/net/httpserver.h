#pragma once

#include "gateway/base/result.h"
#include "gateway/net/httpconnection.h"
#include "gateway/net/portlisteners.h"
#include "gateway/net/streamfactory.h"
#include "gateway/net/tlsacceptor.h"

#include <list>

namespace wsagent {

/// The one port of a gateway, on each address it is bound to, and the clients that speak HTTP on it.
class HttpServer : public QObject
{
    Q_OBJECT

public:
    static constexpr int mostConnections = 1024; ///< then the one that has been silent longest has to go

    explicit HttpServer(HttpService &service, HttpTimeouts timeouts = {}, QObject *parent = nullptr);
    ~HttpServer() override;

    /// From now on clients have to speak TLS.
    void useTls(const QSslConfiguration &configuration);
    /// As PortListeners::open.
    Result<void> listen(const QList<QHostAddress> &addresses, quint16 port);
    /// Goes on with the port of another server.
    void adopt(PortListeners listeners);
    /// For another server to adopt; this one accepts nobody any more.
    PortListeners releaseListeners();
    const PortListeners &listeners() const { return m_listeners; }
    quint16 port() const { return m_listeners.port(); }

    /// Accepts nobody any more; what is being answered is answered. Patience: see HttpConnection::finish.
    void close(bool patient = false);
    int connectionCount() const { return int(m_connections.size()); }

signals:
    void drained(); ///< after close(), when the last connection has gone

private:
    void accept(qintptr descriptor);
    void take(std::unique_ptr<ByteStream> stream, HttpPeer peer);
    void makeRoom();
    void drop(std::list<HttpConnection *>::iterator place);

    HttpService &m_service;
    HttpTimeouts m_timeouts;
    PortListeners m_listeners;
    StreamFactory m_streams;
    std::unique_ptr<TlsAcceptor> m_tls;        ///< null: no TLS
    std::list<HttpConnection *> m_connections; ///< oldest first; owned as children
    bool m_closed = false;
};

} // namespace wsagent
