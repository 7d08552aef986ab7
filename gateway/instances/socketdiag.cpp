#include "gateway/instances/socketdiag.h"

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <cstring>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace wsagent {

namespace {

class NetlinkSocket
{
public:
    NetlinkSocket()
        : m_fd(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG))
    {
        // The kernel answers while it is asked; a limit all the same, for nothing here may wait without one.
        const timeval limit{.tv_sec = 1, .tv_usec = 0};
        if (m_fd >= 0)
            ::setsockopt(m_fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    }
    ~NetlinkSocket()
    {
        if (m_fd >= 0)
            ::close(m_fd);
    }
    Q_DISABLE_COPY_MOVE(NetlinkSocket)

    bool askForListeners(unsigned char family) const
    {
        constexpr unsigned tcpListen = 10; // TCP_LISTEN of linux/tcp_states.h, which is the kernel's own
        struct
        {
            nlmsghdr header;
            inet_diag_req_v2 request;
        } message = {};
        message.header.nlmsg_len = sizeof message;
        message.header.nlmsg_type = SOCK_DIAG_BY_FAMILY;
        message.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
        message.request.sdiag_family = family;
        message.request.sdiag_protocol = IPPROTO_TCP;
        message.request.idiag_states = 1u << tcpListen;
        return ::send(m_fd, &message, sizeof message, 0) == sizeof message;
    }

    /// The size of what was received; 0 or less when there is nothing more.
    ssize_t receive(char *buffer, std::size_t size) const
    {
        ssize_t length = 0;
        do {
            length = ::recv(m_fd, buffer, size, MSG_TRUNC);
        } while (length < 0 && errno == EINTR);
        return length > static_cast<ssize_t>(size) ? -1 : length;
    }

private:
    int m_fd;
};

ProcListener listenerOf(const inet_diag_msg &message)
{
    std::array<char, INET6_ADDRSTRLEN> text = {};
    ::inet_ntop(message.idiag_family, message.id.idiag_src, text.data(), text.size());
    return {.address = QString::fromLatin1(text.data()),
            .port = ntohs(message.id.idiag_sport),
            .inode = QByteArray::number(message.idiag_inode)};
}

/// Reads one answer to its end; false when it is an error or stops before.
bool readListeners(const NetlinkSocket &socket, QList<ProcListener> &listeners)
{
    alignas(nlmsghdr) std::array<char, 32 * 1024> buffer; // as the kernel's own dumps
    while (true) {
        const ssize_t length = socket.receive(buffer.data(), buffer.size());
        if (length <= 0)
            return false;
        auto left = static_cast<unsigned>(length);
        for (auto *header = reinterpret_cast<nlmsghdr *>(buffer.data()); NLMSG_OK(header, left);
             header = NLMSG_NEXT(header, left)) {
            if (header->nlmsg_type == NLMSG_DONE)
                return true;
            if (header->nlmsg_type != SOCK_DIAG_BY_FAMILY ||
                header->nlmsg_len < NLMSG_LENGTH(sizeof(inet_diag_msg)))
                return false;
            inet_diag_msg message;
            std::memcpy(&message, NLMSG_DATA(header), sizeof message);
            if (message.id.idiag_sport != 0)
                listeners += listenerOf(message);
        }
    }
}

} // namespace

std::optional<QList<ProcListener>> listenersBySocketDiag()
{
    const NetlinkSocket socket;
    QList<ProcListener> listeners;
    for (const unsigned char family : {AF_INET, AF_INET6}) {
        if (!socket.askForListeners(family) || !readListeners(socket, listeners))
            return std::nullopt;
    }
    return listeners;
}

} // namespace wsagent
