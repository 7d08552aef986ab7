#include "gateway/instances/listenertext.h"

#include <QtEndian>

#include <cstring>
#ifdef Q_OS_WIN
#include <winsock2.h>
#include <ws2tcpip.h>
#else
#include <arpa/inet.h>
#endif

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

bool isPort(int number)
{
    return number >= 1 && number <= highestPort;
}

/// The kernel prints each 32-bit word of an address in host byte order.
QString addressFrom(const QByteArray &hex)
{
    QByteArray bytes = QByteArray::fromHex(hex);
    if (bytes.size() * 2 != hex.size() || (bytes.size() != 4 && bytes.size() != 16))
        return {};
    // "0100007F" is the number 0x0100007F as this host would print it, whose bytes in memory are the address.
    for (qsizetype word = 0; word < bytes.size(); word += 4) {
        const auto number = qFromBigEndian<quint32>(bytes.constData() + word);
        std::memcpy(bytes.data() + word, &number, sizeof number);
    }
    char text[INET6_ADDRSTRLEN] = {};
    const int family = bytes.size() == 4 ? AF_INET : AF_INET6;
    return QString::fromLatin1(inet_ntop(family, bytes.constData(), text, sizeof text));
}

/// "127.0.0.1:80", "[::1]:80", "*:80"; a zone ("%lo0") does not belong to the address.
std::optional<Listener> endpointFrom(const QByteArray &name, bool v6)
{
    const qsizetype colon = name.lastIndexOf(':');
    Listener listener{.port = name.mid(colon + 1).toInt()};
    QByteArray address = name.left(qMax<qsizetype>(colon, 0));
    if (address.startsWith('[') && address.endsWith(']'))
        address = address.mid(1, address.size() - 2);
    if (const qsizetype zone = address.indexOf('%'); zone >= 0)
        address.truncate(zone);
    if (address == "*")
        address = v6 ? "::" : "0.0.0.0";
    listener.address = QString::fromLatin1(address);
    return isPort(listener.port) && !address.isEmpty() ? std::optional(listener) : std::nullopt;
}

/// The first whole numbers of a line, as many as it begins with.
QList<int> leadingNumbers(const QByteArray &line)
{
    QList<int> numbers;
    for (const QByteArray &word : line.simplified().split(' ')) {
        bool ok = false;
        numbers += word.toInt(&ok);
        if (!ok) {
            numbers.removeLast();
            break;
        }
    }
    return numbers;
}

} // namespace

QList<ProcListener> parseProcNetTcp(const QByteArray &text)
{
    constexpr int localAddress = 1;
    constexpr int state = 3;
    constexpr int inode = 9;

    QList<ProcListener> listeners;
    for (const QByteArray &line : text.split('\n')) {
        if (!line.contains(" 0A ")) // cheap: a busy host has very many other lines
            continue;
        const QList<QByteArray> fields = line.simplified().split(' ');
        if (fields.size() <= inode || fields[state] != "0A")
            continue;
        const QList<QByteArray> local = fields[localAddress].split(':');
        const int port = local.value(1).toInt(nullptr, 16);
        const QString address = addressFrom(local.first());
        if (isPort(port) && !address.isEmpty())
            listeners += ProcListener{address, port, fields[inode]};
    }
    return listeners;
}

QList<Listener> parseLsof(const QByteArray &text)
{
    QList<Listener> listeners;
    std::optional<qint64> pid;
    QString name;
    bool v6 = false;
    for (const QByteArray &line : text.split('\n')) {
        const QByteArray value = line.mid(1);
        if (line.startsWith('p')) {
            bool ok = false;
            const qint64 number = value.toLongLong(&ok);
            pid = ok ? std::optional(number) : std::nullopt;
            name.clear();
        } else if (line.startsWith('c')) {
            name = QString::fromLocal8Bit(value);
        } else if (line.startsWith('t')) {
            v6 = value == "IPv6";
        } else if (line.startsWith('n')) {
            auto listener = endpointFrom(value, v6);
            if (!listener || !pid)
                continue;
            listener->pid = pid;
            listener->processName = name;
            listeners += *listener;
        }
    }
    return listeners;
}

std::optional<PortRange> parseDynamicPorts(const QByteArray &text)
{
    QList<int> numbers;
    for (const QByteArray &line : text.split('\n')) {
        bool ok = false;
        const int number = line.mid(line.lastIndexOf(':') + 1).trimmed().toInt(&ok);
        if (ok && line.contains(':'))
            numbers += number;
    }
    if (numbers.size() != 2)
        return std::nullopt;
    const PortRange range{numbers[0], numbers[0] + numbers[1] - 1};
    return isPort(range.first) && isPort(range.last) && range.first <= range.last ? std::optional(range)
                                                                                  : std::nullopt;
}

QList<PortRange> parseExcludedPorts(const QByteArray &text)
{
    QList<PortRange> ranges;
    for (const QByteArray &line : text.split('\n')) {
        const QList<int> numbers = leadingNumbers(line);
        if (numbers.size() == 2 && isPort(numbers[0]) && isPort(numbers[1]) && numbers[0] <= numbers[1])
            ranges += PortRange{numbers[0], numbers[1]};
    }
    return ranges;
}

} // namespace wsagent
