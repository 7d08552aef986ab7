#include "gateway/instances/proclisteners.h"

#include <arpa/inet.h>

namespace wsagent {

namespace {

/// The kernel prints each 32-bit word of an address in host byte order.
QString addressFrom(const QByteArray &hex)
{
    QByteArray bytes = QByteArray::fromHex(hex);
    if (bytes.size() != 4 && bytes.size() != 16)
        return {};
    if constexpr (Q_BYTE_ORDER == Q_LITTLE_ENDIAN) {
        for (qsizetype word = 0; word < bytes.size(); word += 4)
            std::reverse(bytes.begin() + word, bytes.begin() + word + 4);
    }
    char text[INET6_ADDRSTRLEN] = {};
    const int family = bytes.size() == 4 ? AF_INET : AF_INET6;
    return QString::fromLatin1(inet_ntop(family, bytes.constData(), text, sizeof text));
}

} // namespace

QList<ProcListener> parseProcNetTcp(const QByteArray &text)
{
    constexpr int localAddress = 1;
    constexpr int state = 3;
    constexpr int inode = 9;

    QList<ProcListener> listeners;
    for (const QByteArray &line : text.split('\n')) {
        const QList<QByteArray> fields = line.simplified().split(' ');
        if (fields.size() <= inode || fields[state] != "0A")
            continue;
        const QList<QByteArray> local = fields[localAddress].split(':');
        bool ok = false;
        const int port = local.value(1).toInt(&ok, 16);
        const QString address = addressFrom(local.first());
        if (ok && !address.isEmpty())
            listeners += ProcListener{address, port, fields[inode]};
    }
    return listeners;
}

} // namespace wsagent
