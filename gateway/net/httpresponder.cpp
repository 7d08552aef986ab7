#include "gateway/net/httpresponder.h"

#include "gateway/net/httpconnection.h"

#include <utility>

namespace wsagent {

using namespace Qt::StringLiterals;

HttpResponder::HttpResponder() = default;

HttpResponder::HttpResponder(HttpConnection *connection)
    : m_connection(connection)
{}

HttpResponder::HttpResponder(HttpResponder &&other) noexcept
    : m_connection(std::exchange(other.m_connection, nullptr))
    , m_begun(std::exchange(other.m_begun, false))
{}

HttpResponder &HttpResponder::operator=(HttpResponder &&other) noexcept
{
    std::swap(m_connection, other.m_connection);
    std::swap(m_begun, other.m_begun);
    return *this;
}

HttpResponder::~HttpResponder()
{
    if (m_begun)
        end();
    else if (m_connection)
        send(HttpResponse::error(500, "api_error"_L1, u"internal error"_s));
}

HttpConnection *HttpResponder::connection() const
{
    return m_connection;
}

void HttpResponder::send(const HttpResponse &response)
{
    if (const auto connection = std::exchange(m_connection, nullptr))
        connection->respond(response);
}

void HttpResponder::begin(const HttpResponse &head)
{
    m_begun = true;
    if (m_connection)
        m_connection->beginStream(head);
}

void HttpResponder::write(QByteArrayView data)
{
    if (m_connection && !data.isEmpty())
        m_connection->writeStream(data);
}

qint64 HttpResponder::unsent() const
{
    return m_connection ? m_connection->unsent() : 0;
}

void HttpResponder::end()
{
    m_begun = false;
    if (const auto connection = std::exchange(m_connection, nullptr))
        connection->endStream();
}

} // namespace wsagent
