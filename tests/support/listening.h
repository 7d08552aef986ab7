#pragma once

#include <QtGlobal>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace wsagent::test {

/// A socket of this process that listens on a port the system chose.
class Listening
{
public:
    static constexpr quint32 everywhere = INADDR_ANY;

    explicit Listening(quint32 host = INADDR_LOOPBACK)
        : m_fd(::socket(AF_INET, SOCK_STREAM, 0))
    {
        sockaddr_in address = {};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(host);
        if (listenOn(address))
            m_port = ntohs(address.sin_port);
    }

    /// IPv6; on the address of all interfaces IPv4 as well. The port is 0 where the host has no IPv6.
    explicit Listening(const in6_addr &host)
        : m_fd(::socket(AF_INET6, SOCK_STREAM, 0))
    {
        const int off = 0;
        ::setsockopt(m_fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
        sockaddr_in6 address = {};
        address.sin6_family = AF_INET6;
        address.sin6_addr = host;
        if (listenOn(address))
            m_port = ntohs(address.sin6_port);
    }

    ~Listening() { ::close(m_fd); }
    Q_DISABLE_COPY_MOVE(Listening)

    int port() const { return m_port; }

private:
    template <typename Address>
    bool listenOn(Address &address) const
    {
        socklen_t size = sizeof address;
        auto *generic = reinterpret_cast<sockaddr *>(&address);
        return ::bind(m_fd, generic, size) == 0 && ::listen(m_fd, 1) == 0 &&
               ::getsockname(m_fd, generic, &size) == 0;
    }

    int m_fd;
    int m_port = 0;
};

} // namespace wsagent::test
