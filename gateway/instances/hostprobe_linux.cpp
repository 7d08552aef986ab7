#include "gateway/instances/hostprobe.h"

#include "gateway/instances/listenertext.h"
#include "gateway/instances/lsof.h"
#include "gateway/instances/socketdiag.h"

#include <QFile>

#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <unistd.h>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// Files below /proc have no size and are read to their end.
QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

PortRange ephemeralRange(const QString &procRoot)
{
    const QByteArray text = contentOf(procRoot + "/sys/net/ipv4/ip_local_port_range"_L1);
    const QList<QByteArray> words = text.simplified().split(' ');
    const PortRange range{words.value(0).toInt(), words.value(1).toInt()};
    return range.first > 0 && range.first <= range.last ? range : PortRange{32768, 60999};
}

int unprivilegedStart(const QString &procRoot)
{
    bool ok = false;
    const int start =
        contentOf(procRoot + "/sys/net/ipv4/ip_unprivileged_port_start"_L1).trimmed().toInt(&ok);
    return ok ? start : 1024;
}

/// The capability decides: root in a container may lack it, others may have been given it.
bool mayBindLowPorts(const QString &procRoot)
{
    constexpr quint64 netBindService = 1ull << 10;
    for (const QByteArray &line : contentOf(procRoot + "/self/status"_L1).split('\n')) {
        if (line.startsWith("CapEff:"))
            return line.mid(7).trimmed().toULongLong(nullptr, 16) & netBindService;
    }
    return ::geteuid() == 0;
}

using Directory = std::unique_ptr<DIR, int (*)(DIR *)>;

Directory openDirectory(const QByteArray &path)
{
    return {::opendir(path.constData()), ::closedir};
}

/// Calls `visit` with each of the inodes among the open sockets of a process.
template <typename Visit>
void forEachSocket(const QByteArray &fdDirectory, Visit visit)
{
    const Directory fds = openDirectory(fdDirectory);
    if (!fds)
        return; // ended meanwhile, or of another user
    while (const dirent *fd = ::readdir(fds.get())) {
        char target[64] = {};
        const ssize_t length = ::readlinkat(::dirfd(fds.get()), fd->d_name, target, sizeof target - 1);
        const QByteArrayView text(target, qMax<ssize_t>(length, 0)); // "socket:[12345]"
        if (text.startsWith("socket:[") && text.endsWith(']'))
            visit(text.sliced(8, text.size() - 9).toByteArray());
    }
}

/// inode → pid, for the given inodes and as far as this user may see. The running gateways are looked at
/// first: nearly always that is all, and a host may have thousands of processes.
QHash<QByteArray, qint64> ownersOf(const QSet<QByteArray> &inodes, const HostProbeOptions &options)
{
    QHash<QByteArray, qint64> owners;
    const QByteArray root = QFile::encodeName(options.procRoot);
    const auto lookAt = [&](const QByteArray &name, qint64 pid) {
        forEachSocket(root + '/' + name + "/fd", [&](const QByteArray &inode) {
            // Children inherit sockets; the one that has been there longest opened it.
            if (inodes.contains(inode) && !owners.contains(inode))
                owners.insert(inode, pid);
        });
    };
    for (const RunningGateway &gateway : options.gateways)
        lookAt(QByteArray::number(gateway.pid), gateway.pid);
    if (owners.size() == inodes.size())
        return owners;
    const Directory processes = openDirectory(root);
    const dirent *process = nullptr;
    while (processes && owners.size() < inodes.size() && (process = ::readdir(processes.get()))) {
        if (const qint64 pid = QByteArrayView(process->d_name).toLongLong(); pid > 0)
            lookAt(process->d_name, pid);
    }
    return owners;
}

void describeOwner(Listener &listener, qint64 pid, const QString &procRoot)
{
    const QString directory = procRoot + u'/' + QString::number(pid);
    listener.pid = pid;
    listener.processName = QString::fromLocal8Bit(contentOf(directory + "/comm"_L1)).trimmed();
    listener.commandLine =
        QString::fromLocal8Bit(contentOf(directory + "/cmdline"_L1).replace('\0', ' ')).trimmed();
}

std::optional<QList<ProcListener>> procListeners(const QString &procRoot)
{
    if (procRoot == "/proc"_L1) {
        if (auto listeners = listenersBySocketDiag())
            return listeners;
    }
    if (!QFile::exists(procRoot + "/net/tcp"_L1))
        return std::nullopt;
    return parseProcNetTcp(contentOf(procRoot + "/net/tcp"_L1)) +
           parseProcNetTcp(contentOf(procRoot + "/net/tcp6"_L1));
}

} // namespace

Platform thisPlatform()
{
    return Platform::Linux;
}

PortRules portRules(const HostProbeOptions &options)
{
    return {.ephemeral = ephemeralRange(options.procRoot),
            .unprivilegedStart = unprivilegedStart(options.procRoot),
            .privileged = mayBindLowPorts(options.procRoot)};
}

QList<Listener> listeningSockets(const HostProbeOptions &options)
{
    const auto sockets = procListeners(options.procRoot);
    if (!sockets)
        return lsofListeners();
    QSet<QByteArray> interesting;
    for (const ProcListener &socket : *sockets) {
        if (options.ownersOf.contains(socket.port))
            interesting += socket.inode;
    }
    QHash<QByteArray, qint64> owners;
    if (!interesting.isEmpty())
        owners = ownersOf(interesting, options);

    QList<Listener> listeners;
    for (const ProcListener &socket : *sockets) {
        Listener listener{.port = socket.port, .address = socket.address};
        if (const auto owner = owners.constFind(socket.inode); owner != owners.constEnd())
            describeOwner(listener, *owner, options.procRoot);
        listeners += listener;
    }
    return listeners;
}

} // namespace wsagent
