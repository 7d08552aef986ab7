#pragma once

#include "gateway/base/result.h"
#include "gateway/net/httpconnection.h"

#include <QHostAddress>
#include <QList>

#include <list>

class QTcpServer;

namespace wsagent {

/// The one port of a gateway, on each address it is bound to, and the clients that speak HTTP on it.
class HttpServer : public QObject
{
    Q_OBJECT

public:
    static constexpr int mostConnections = 1024; ///< then the one that has been silent longest has to go

    explicit HttpServer(HttpService &service, HttpTimeouts timeouts = {}, QObject *parent = nullptr);
    ~HttpServer() override;

    /// Listens on all of the addresses, of which the first must do; with port 0 it picks one for all. The
    /// error is of kind Conflict when somebody else listens there.
    Result<void> listen(const QList<QHostAddress> &addresses, quint16 port);
    quint16 port() const;
    QList<QHostAddress> addresses() const;
    /// The other addresses that could not be bound; only told.
    QStringList unavailable() const { return m_unavailable; }

    /// Accepts nobody any more; what is being answered is answered.
    void close();
    int connectionCount() const { return int(m_connections.size()); }

signals:
    void drained(); ///< after close(), when the last connection has gone

private:
    Result<void> listenOn(const QHostAddress &address, quint16 port);
    void accept(qintptr descriptor);
    void makeRoom();
    void drop(std::list<HttpConnection *>::iterator place);

    HttpService &m_service;
    HttpTimeouts m_timeouts;
    std::vector<std::unique_ptr<QTcpServer>> m_listeners;
    std::list<HttpConnection *> m_connections; ///< oldest first; owned as children
    QStringList m_unavailable;
    bool m_closed = false;
};

} // namespace wsagent
