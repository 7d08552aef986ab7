#include "gateway/instances/bindprobe.h"

#include "gateway/instances/portblock.h"

#include <QtGlobal>

#include <algorithm>
#include <array>
#ifdef Q_OS_WIN
#include <winsock2.h>
#include <ws2tcpip.h>
#else
#include <cerrno>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>
#endif

namespace wsagent {

namespace {

#ifdef Q_OS_WIN

using Socket = SOCKET;
constexpr int addressInUse = WSAEADDRINUSE;
constexpr int accessDenied = WSAEACCES; // also: somebody else has it exclusively

int lastError()
{
    return WSAGetLastError();
}
bool isValid(Socket socket)
{
    return socket != INVALID_SOCKET;
}
void close(Socket socket)
{
    closesocket(socket);
}

void makeExclusive(Socket socket)
{
    const BOOL on = TRUE;
    setsockopt(socket, SOL_SOCKET, SO_EXCLUSIVEADDRUSE, reinterpret_cast<const char *>(&on), sizeof on);
}

#else

using Socket = int;
constexpr int addressInUse = EADDRINUSE;
constexpr int accessDenied = EACCES;

int lastError()
{
    return errno;
}
bool isValid(Socket socket)
{
    return socket >= 0;
}
void close(Socket socket)
{
    ::close(socket);
}

/// What a gateway sets, too: connections that linger after the end of a former one are no hindrance. Who
/// listens still is; only SO_REUSEPORT would share with him.
void makeExclusive(Socket socket)
{
    const int on = 1;
    ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
}

#endif

/// The error of an exclusive listen, 0 when it worked.
int listenError(const sockaddr *address, socklen_t size)
{
    const Socket socket = ::socket(address->sa_family, SOCK_STREAM, 0);
    if (!isValid(socket))
        return lastError();
    makeExclusive(socket);
    if (address->sa_family == AF_INET6) {
        const int on = 1;
        ::setsockopt(socket, IPPROTO_IPV6, IPV6_V6ONLY, reinterpret_cast<const char *>(&on), sizeof on);
    }
    const bool listening = ::bind(socket, address, size) == 0 && ::listen(socket, 1) == 0;
    const int error = listening ? 0 : lastError();
    close(socket);
    return error;
}

int listenError(int port, quint32 host)
{
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(quint16(port));
    address.sin_addr.s_addr = htonl(host);
    return listenError(reinterpret_cast<const sockaddr *>(&address), sizeof address);
}

int listenError(int port, const in6_addr &host)
{
    sockaddr_in6 address = {};
    address.sin6_family = AF_INET6;
    address.sin6_port = htons(quint16(port));
    address.sin6_addr = host;
    return listenError(reinterpret_cast<const sockaddr *>(&address), sizeof address);
}

} // namespace

BindState probePort(int port)
{
    if (port < 1 || port > highestPort)
        return BindState::Unknown;
    const std::array errors{listenError(port, quint32(INADDR_LOOPBACK)),
                            listenError(port, quint32(INADDR_ANY)), listenError(port, in6addr_loopback),
                            listenError(port, in6addr_any)};
    const auto any = [&errors](int error) {
        return std::find(errors.begin(), errors.end(), error) != errors.end();
    };
    if (any(addressInUse))
        return BindState::Busy;
    if (any(accessDenied))
        return BindState::Denied;
    return any(0) ? BindState::Free : BindState::Unknown;
}

} // namespace wsagent
