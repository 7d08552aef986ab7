#include "gateway/net/httpserver.h"

#include <QTcpServer>
#include <QTcpSocket>

#include <algorithm>
#include <functional>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr int backlog = 511;

class Listener : public QTcpServer
{
public:
    explicit Listener(std::function<void(qintptr)> accept)
        : m_accept(std::move(accept))
    {
        setListenBacklogSize(backlog);
    }

protected:
    void incomingConnection(qintptr descriptor) override { m_accept(descriptor); }

private:
    std::function<void(qintptr)> m_accept;
};

} // namespace

HttpServer::HttpServer(HttpService &service, HttpTimeouts timeouts, QObject *parent)
    : QObject(parent)
    , m_service(service)
    , m_timeouts(timeouts)
{}

HttpServer::~HttpServer() = default;

Result<void> HttpServer::listen(const QList<QHostAddress> &addresses, quint16 port)
{
    m_unavailable.clear();
    for (const QHostAddress &address : addresses) {
        const auto listening = listenOn(address, m_listeners.empty() ? port : this->port());
        if (!listening && m_listeners.empty())
            return listening.error();
        if (!listening)
            m_unavailable += listening.error().message;
    }
    return {};
}

Result<void> HttpServer::listenOn(const QHostAddress &address, quint16 port)
{
    auto listener = std::make_unique<Listener>([this](qintptr descriptor) { accept(descriptor); });
    if (!listener->listen(address, port)) {
        const bool taken = listener->serverError() == QAbstractSocket::AddressInUseError;
        return Error{taken ? u"port %1 already has a listener"_s.arg(port)
                           : u"%1:%2 cannot be listened on: %3"_s.arg(address.toString())
                                 .arg(port)
                                 .arg(listener->errorString()),
                     {},
                     taken ? ErrorKind::Conflict : ErrorKind::Io};
    }
    m_listeners.push_back(std::move(listener));
    return {};
}

quint16 HttpServer::port() const
{
    return m_listeners.empty() ? 0 : m_listeners.front()->serverPort();
}

QList<QHostAddress> HttpServer::addresses() const
{
    QList<QHostAddress> result;
    for (const auto &listener : m_listeners)
        result += listener->serverAddress();
    return result;
}

void HttpServer::accept(qintptr descriptor)
{
    auto socket = std::make_unique<QTcpSocket>();
    if (!socket->setSocketDescriptor(descriptor))
        return;
    socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    makeRoom();
    const HttpPeer peer{.address = socket->peerAddress()};
    auto *connection = new HttpConnection(std::move(socket), peer, m_service, m_timeouts, this);
    const auto place = m_connections.insert(m_connections.end(), connection);
    connect(connection, &HttpConnection::gone, this, [this, place] { drop(place); });
}

/// A new client gets in however many sit there and say nothing.
void HttpServer::makeRoom()
{
    if (m_connections.size() < size_t(mostConnections))
        return;
    const auto idle = std::find_if(m_connections.begin(), m_connections.end(),
                                   [](const HttpConnection *connection) { return !connection->isServing(); });
    if (idle != m_connections.end())
        (*idle)->abort();
}

void HttpServer::drop(std::list<HttpConnection *>::iterator place)
{
    m_connections.erase(place);
    if (m_closed && m_connections.empty())
        emit drained();
}

void HttpServer::close()
{
    m_closed = true;
    m_listeners.clear();
    const auto connections = m_connections;
    for (HttpConnection *connection : connections)
        connection->finish();
    if (m_connections.empty())
        QMetaObject::invokeMethod(this, &HttpServer::drained, Qt::QueuedConnection);
}

} // namespace wsagent
