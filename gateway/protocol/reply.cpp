#include "gateway/protocol/reply.h"

#include "gateway/protocol/frame.h"

#include <utility>

namespace wsagent {

Reply::Reply(QString requestId, Send send, Send sendFirst)
    : m_requestId(std::move(requestId))
    , m_send(std::move(send))
    , m_sendFirst(std::move(sendFirst))
{}

Reply::Reply(Reply &&other) noexcept
    : m_requestId(std::move(other.m_requestId))
    , m_send(std::exchange(other.m_send, nullptr))
    , m_sendFirst(std::move(other.m_sendFirst))
{}

Reply &Reply::operator=(Reply &&other) noexcept
{
    std::swap(m_requestId, other.m_requestId);
    std::swap(m_send, other.m_send);
    std::swap(m_sendFirst, other.m_sendFirst);
    return *this;
}

Reply::~Reply()
{
    fail(internalError());
}

void Reply::accepted(const QJsonValue &payload)
{
    if (m_send)
        (m_sendFirst ? m_sendFirst : m_send)(responseText(m_requestId, payload));
}

void Reply::ok(const QJsonValue &payload)
{
    if (const auto send = std::exchange(m_send, nullptr))
        send(responseText(m_requestId, payload));
}

void Reply::fail(const ProtocolError &error)
{
    if (const auto send = std::exchange(m_send, nullptr))
        send(errorText(m_requestId, error));
}

} // namespace wsagent
