#include "gateway/net/plainstream.h"
#include "gateway/net/streamfactory.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace wsagent {

AcceptedStream StreamFactory::accept(qintptr socket)
{
    if (!m_poll)
        m_poll = std::make_shared<SocketPoll>();
    const int descriptor = int(socket);
    auto stream = std::make_unique<PlainStream>(descriptor, m_poll);
    sockaddr_storage address = {};
    socklen_t size = sizeof address;
    auto *generic = reinterpret_cast<sockaddr *>(&address);
    if (::getpeername(descriptor, generic, &size) != 0)
        return {};
    const int atOnce = 1; // answers are written as a whole, so that there is nothing to wait for
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &atOnce, sizeof atOnce);
    return {.stream = std::move(stream), .peer = QHostAddress(generic)};
}

} // namespace wsagent
