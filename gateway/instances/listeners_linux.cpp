#include "gateway/instances/hostprobe.h"
#include "gateway/instances/proclisteners.h"

#include <QDir>
#include <QFile>

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

bool isProcess(const QString &name)
{
    return !name.isEmpty() && name.front().isDigit();
}

/// inode → pid, for the given inodes and as far as this user may see.
QHash<QByteArray, qint64> ownersOf(const QSet<QByteArray> &inodes, const QString &procRoot)
{
    QHash<QByteArray, qint64> owners;
    for (const QString &process : QDir(procRoot).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        if (!isProcess(process) || owners.size() == inodes.size())
            continue;
        const QString directory = procRoot + u'/' + process + "/fd"_L1;
        for (const QString &fd :
             QDir(directory).entryList(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot)) {
            char target[64] = {};
            const QByteArray link = (directory + u'/' + fd).toUtf8();
            const ssize_t length = ::readlink(link.constData(), target, sizeof target - 1);
            const QByteArray text(target, qMax<ssize_t>(length, 0)); // "socket:[12345]"
            if (!text.startsWith("socket:["))
                continue;
            const QByteArray inode = text.mid(8, text.size() - 9);
            if (inodes.contains(inode))
                owners.insert(inode, process.toLongLong());
        }
    }
    return owners;
}

void describeOwner(Listener &listener, const QString &procRoot)
{
    const QString directory = procRoot + u'/' + QString::number(*listener.pid);
    listener.processName = QString::fromLocal8Bit(contentOf(directory + "/comm"_L1)).trimmed();
    listener.commandLine =
        QString::fromLocal8Bit(contentOf(directory + "/cmdline"_L1).replace('\0', ' ')).trimmed();
}

} // namespace

QList<Listener> listeningSockets(const HostProbeOptions &options)
{
    const QList<ProcListener> sockets = parseProcNetTcp(contentOf(options.procRoot + "/net/tcp"_L1)) +
                                        parseProcNetTcp(contentOf(options.procRoot + "/net/tcp6"_L1));
    QSet<QByteArray> interesting;
    for (const ProcListener &socket : sockets) {
        if (options.ownersOf.contains(socket.port))
            interesting += socket.inode;
    }
    const auto owners =
        interesting.isEmpty() ? QHash<QByteArray, qint64>() : ownersOf(interesting, options.procRoot);

    QList<Listener> listeners;
    for (const ProcListener &socket : sockets) {
        Listener listener{.port = socket.port, .address = socket.address};
        if (const auto owner = owners.constFind(socket.inode); owner != owners.constEnd()) {
            listener.pid = *owner;
            describeOwner(listener, options.procRoot);
        }
        listeners += listener;
    }
    return listeners;
}

} // namespace wsagent
