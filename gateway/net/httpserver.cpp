#include "gateway/net/httpserver.h"

#include <algorithm>
#include <utility>

namespace wsagent {

using namespace Qt::StringLiterals;

HttpServer::HttpServer(HttpService &service, HttpTimeouts timeouts, QObject *parent)
    : QObject(parent)
    , m_service(service)
    , m_timeouts(timeouts)
{}

HttpServer::~HttpServer() = default;

Result<void> HttpServer::listen(const QList<QHostAddress> &addresses, quint16 port)
{
    auto listeners = PortListeners::open(addresses, port);
    if (!listeners)
        return listeners.error();
    adopt(*std::move(listeners));
    return {};
}

void HttpServer::adopt(PortListeners listeners)
{
    m_listeners = std::move(listeners);
    m_listeners.setAccept([this](qintptr descriptor) { accept(descriptor); });
}

PortListeners HttpServer::releaseListeners()
{
    m_listeners.setAccept({});
    return std::exchange(m_listeners, PortListeners());
}

void HttpServer::useTls(const QSslConfiguration &configuration)
{
    if (m_tls)
        return m_tls->setConfiguration(configuration);
    m_tls = std::make_unique<TlsAcceptor>(configuration, [this](AcceptedStream accepted) {
        take(std::move(accepted.stream), {.address = accepted.peer, .secure = true});
    });
}

void HttpServer::accept(qintptr descriptor)
{
    if (m_tls)
        return m_tls->accept(descriptor);
    AcceptedStream accepted = m_streams.accept(descriptor);
    if (accepted.stream)
        take(std::move(accepted.stream), {.address = accepted.peer});
}

void HttpServer::take(std::unique_ptr<ByteStream> stream, HttpPeer peer)
{
    makeRoom();
    auto *connection = new HttpConnection(std::move(stream), std::move(peer), m_service, m_timeouts, this);
    const auto place = m_connections.insert(m_connections.end(), connection);
    connect(connection, &HttpConnection::gone, this, [this, place] { drop(place); });
}

/// A new client gets in however many sit there and say nothing.
void HttpServer::makeRoom()
{
    if (m_connections.size() < size_t(mostConnections))
        return;
    const auto oldest = [this](auto predicate) {
        const auto found = std::find_if(m_connections.begin(), m_connections.end(), predicate);
        return found == m_connections.end() ? nullptr : *found;
    };
    HttpConnection *least = oldest([](const HttpConnection *connection) {
        return !connection->isServing() && !connection->isSending();
    });
    if (!least) // those who take their answers slowly are next
        least = oldest([](const HttpConnection *connection) { return connection->isSending(); });
    if (least)
        least->abort();
}

void HttpServer::drop(std::list<HttpConnection *>::iterator place)
{
    m_connections.erase(place);
    if (m_closed && m_connections.empty())
        emit drained();
}

void HttpServer::close(bool patient)
{
    m_closed = true;
    m_listeners = PortListeners();
    m_tls.reset();
    const auto connections = m_connections;
    for (HttpConnection *connection : connections)
        connection->finish(patient);
    if (m_connections.empty())
        QMetaObject::invokeMethod(this, &HttpServer::drained, Qt::QueuedConnection);
}

} // namespace wsagent
