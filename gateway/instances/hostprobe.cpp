#include "gateway/instances/hostprobe.h"

#include "gateway/base/files.h"
#include "gateway/base/json5.h"
#include "gateway/instances/pathidentity.h"

#include <QDir>
#include <QFile>
#include <QJsonObject>

#include <array>
#include <cerrno>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr int openclawDefaultBase = 18789;

Platform thisPlatform()
{
#if defined(Q_OS_MACOS)
    return Platform::MacOs;
#elif defined(Q_OS_WIN)
    return Platform::Windows;
#else
    return Platform::Linux;
#endif
}

QByteArray firstLine(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readLine(256).simplified() : QByteArray();
}

PortRange ephemeralRange(const QString &procRoot)
{
    const QList<QByteArray> words = firstLine(procRoot + "/sys/net/ipv4/ip_local_port_range"_L1).split(' ');
    const PortRange range{words.value(0).toInt(), words.value(1).toInt()};
    const PortRange usual =
        thisPlatform() == Platform::Linux ? PortRange{32768, 60999} : PortRange{49152, 65535};
    return range.first > 0 && range.first <= range.last ? range : usual;
}

int unprivilegedPortStart(const QString &procRoot)
{
    bool ok = false;
    const int start = firstLine(procRoot + "/sys/net/ipv4/ip_unprivileged_port_start"_L1).toInt(&ok);
    return ok ? start : 1024;
}

/// Root, or the capability to bind low ports.
bool mayBindLowPorts(const QString &procRoot)
{
    if (::geteuid() == 0)
        return true;
    constexpr quint64 netBindService = 1ull << 10;
    QFile status(procRoot + "/self/status"_L1);
    if (!status.open(QIODevice::ReadOnly))
        return false;
    for (const QByteArray &line : status.readAll().split('\n')) {
        if (line.startsWith("CapEff:"))
            return line.mid(7).trimmed().toULongLong(nullptr, 16) & netBindService;
    }
    return false;
}

/// The base ports of OpenClaw gateways (also under their former names) set up in this home.
QList<int> openclawBases(const QString &home)
{
    QList<int> bases;
    const QDir directory(home);
    for (const QString &product : {u"openclaw"_s, u"moltbot"_s, u"clawdbot"_s}) {
        const QStringList states = directory.entryList({u'.' + product, u'.' + product + "-*"_L1},
                                                       QDir::Dirs | QDir::Hidden, QDir::Name);
        for (const QString &state : states) {
            const auto content =
                readFile(directory.filePath(state + u'/' + product + ".json"_L1), 8 * 1024 * 1024);
            if (!content)
                continue;
            const auto document = Json5Document::parse(*content);
            const int port = document ? document->value()["gateway"_L1]["port"_L1].toInt() : 0;
            bases += port > 0 ? port : openclawDefaultBase;
        }
    }
    return bases;
}

QHash<QString, QString> ownVariables(const QProcessEnvironment &environment)
{
    QHash<QString, QString> variables;
    for (const QString &key : environment.keys()) {
        if (key.startsWith("WS_AGENT_"_L1))
            variables.insert(key, environment.value(key));
    }
    return variables;
}

/// The errno of an exclusive listen, 0 when it worked.
int listenError(int family, const sockaddr *address, socklen_t size)
{
    const int fd = ::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return errno;
    const int on = 1;
    if (family == AF_INET6)
        ::setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    const bool listening = ::bind(fd, address, size) == 0 && ::listen(fd, 1) == 0;
    const int error = listening ? 0 : errno;
    ::close(fd);
    return error;
}

} // namespace

HostFacts collectHostFacts(const HostProbeOptions &options)
{
    HostFacts facts;
    facts.platform = thisPlatform();
    facts.home = options.home;
    facts.environment = ownVariables(options.environment);
    facts.ephemeral = ephemeralRange(options.procRoot);
    facts.unprivilegedPortStart = unprivilegedPortStart(options.procRoot);
    facts.privileged = mayBindLowPorts(options.procRoot);
    facts.openclawBases = openclawBases(options.home);
    facts.resolve = resolvePath;
    if (options.listeners)
        facts.listeners = listeningSockets(options);
    return facts;
}

BindState probePort(int port)
{
    const auto v4 = [port](in_addr_t host) {
        sockaddr_in address = {};
        address.sin_family = AF_INET;
        address.sin_port = htons(quint16(port));
        address.sin_addr.s_addr = htonl(host);
        return listenError(AF_INET, reinterpret_cast<const sockaddr *>(&address), sizeof address);
    };
    const auto v6 = [port](const in6_addr &host) {
        sockaddr_in6 address = {};
        address.sin6_family = AF_INET6;
        address.sin6_port = htons(quint16(port));
        address.sin6_addr = host;
        return listenError(AF_INET6, reinterpret_cast<const sockaddr *>(&address), sizeof address);
    };
    for (const int error :
         std::array{v4(INADDR_LOOPBACK), v4(INADDR_ANY), v6(in6addr_loopback), v6(in6addr_any)}) {
        if (error == EADDRINUSE)
            return BindState::Busy;
        if (error == EACCES)
            return BindState::Denied;
    }
    return BindState::Free;
}

} // namespace wsagent
