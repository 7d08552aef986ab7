#include "gateway/instances/hostprobe.h"

#include "gateway/instances/listenertext.h"

#include <QFileInfo>
#include <QProcess>

#include <winsock2.h>

#include <iphlpapi.h>
#include <windows.h>
#include <ws2tcpip.h>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 5000; ///< milliseconds

QByteArray netsh(const QString &what)
{
    QProcess process;
    process.start(u"netsh"_s, {u"int"_s, u"ipv4"_s, u"show"_s, what, u"tcp"_s}, QProcess::ReadOnly);
    return process.waitForFinished(patience) ? process.readAllStandardOutput() : QByteArray();
}

/// The table of listeners with their pids; asked twice or more, because it may grow in between.
QByteArray listenerTable(ULONG family)
{
    QByteArray table;
    DWORD size = 16 * 1024;
    DWORD result = ERROR_INSUFFICIENT_BUFFER;
    for (int attempt = 0; attempt < 5 && result == ERROR_INSUFFICIENT_BUFFER; ++attempt) {
        table.resize(size);
        result = GetExtendedTcpTable(table.data(), &size, FALSE, family, TCP_TABLE_OWNER_PID_LISTENER, 0);
    }
    return result == NO_ERROR ? table : QByteArray();
}

QString addressText(int family, const void *address)
{
    char text[INET6_ADDRSTRLEN] = {};
    return QString::fromLatin1(inet_ntop(family, address, text, sizeof text));
}

QList<Listener> listenersV4()
{
    QList<Listener> listeners;
    const QByteArray bytes = listenerTable(AF_INET);
    if (bytes.isEmpty())
        return listeners;
    const auto *table = reinterpret_cast<const MIB_TCPTABLE_OWNER_PID *>(bytes.constData());
    for (DWORD i = 0; i < table->dwNumEntries; ++i) {
        const MIB_TCPROW_OWNER_PID &row = table->table[i];
        listeners += Listener{.port = ntohs(u_short(row.dwLocalPort)),
                              .address = addressText(AF_INET, &row.dwLocalAddr),
                              .pid = qint64(row.dwOwningPid)};
    }
    return listeners;
}

QList<Listener> listenersV6()
{
    QList<Listener> listeners;
    const QByteArray bytes = listenerTable(AF_INET6);
    if (bytes.isEmpty())
        return listeners;
    const auto *table = reinterpret_cast<const MIB_TCP6TABLE_OWNER_PID *>(bytes.constData());
    for (DWORD i = 0; i < table->dwNumEntries; ++i) {
        const MIB_TCP6ROW_OWNER_PID &row = table->table[i];
        listeners += Listener{.port = ntohs(u_short(row.dwLocalPort)),
                              .address = addressText(AF_INET6, row.ucLocalAddr),
                              .pid = qint64(row.dwOwningPid)};
    }
    return listeners;
}

/// The image stands for the command line, which Windows shows only to who may read the process' memory.
void describeOwner(Listener &listener)
{
    const HANDLE process = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, DWORD(*listener.pid));
    if (!process)
        return;
    wchar_t image[MAX_PATH] = {};
    DWORD length = MAX_PATH;
    if (QueryFullProcessImageNameW(process, 0, image, &length)) {
        listener.commandLine = QString::fromWCharArray(image, int(length));
        listener.processName = QFileInfo(listener.commandLine).fileName();
    }
    CloseHandle(process);
}

} // namespace

Platform thisPlatform()
{
    return Platform::Windows;
}

PortRules portRules(const HostProbeOptions &)
{
    return {.ephemeral = parseDynamicPorts(netsh(u"dynamicport"_s)).value_or(PortRange{49152, 65535}),
            .excluded = parseExcludedPorts(netsh(u"excludedportrange"_s)),
            .unprivilegedStart = 1,
            .privileged = true};
}

QList<Listener> listeningSockets(const HostProbeOptions &options)
{
    QList<Listener> listeners = listenersV4() + listenersV6();
    for (Listener &listener : listeners) {
        if (options.ownersOf.contains(listener.port))
            describeOwner(listener);
    }
    return listeners;
}

} // namespace wsagent
