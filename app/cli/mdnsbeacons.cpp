#include "app/cli/mdnsbeacons.h"

#include <QRegularExpression>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// The columns of a resolved record: "=;eth0;IPv4;name;type;domain;host;address;port;text".
enum Column { Mark, Interface, Protocol, Name, Type, Domain, Host, Address, Port, Text };

/// "\032" is the byte 32: avahi writes bytes of names as three decimal digits.
QString unescaped(const QString &text)
{
    QByteArray bytes;
    const QByteArray source = text.toUtf8();
    for (qsizetype i = 0; i < source.size(); ++i) {
        bool isNumber = false;
        const int value = source[i] == '\\' ? source.mid(i + 1, 3).toInt(&isNumber) : 0;
        if (isNumber && value < 256 && i + 3 < source.size()) {
            bytes += char(value);
            i += 3;
        } else if (source[i] == '\\' && i + 1 < source.size()) {
            bytes += source[++i];
        } else {
            bytes += source[i];
        }
    }
    return QString::fromUtf8(bytes);
}

QMap<QString, QString> textRecord(const QString &column)
{
    static const QRegularExpression quoted(uR"re("([^"=]+)=([^"]*)")re"_s);
    QMap<QString, QString> record;
    auto matches = quoted.globalMatch(column);
    while (matches.hasNext()) {
        const auto match = matches.next();
        record.insert(match.captured(1), match.captured(2));
    }
    return record;
}

} // namespace

QString Beacon::url() const
{
    const bool tls = text.value(u"gatewayTls"_s) == "1"_L1;
    const QString where = address.contains(u':') ? u"[%1]"_s.arg(address) : address;
    return u"%1://%2:%3"_s.arg(tls ? u"wss"_s : u"ws"_s, where).arg(port);
}

QList<Beacon> beaconsFromAvahi(const QByteArray &output)
{
    QMap<QString, Beacon> found;
    const QStringList lines = QString::fromUtf8(output).split(u'\n', Qt::SkipEmptyParts);
    for (const QString &line : lines) {
        const QStringList columns = line.split(u';');
        if (columns.size() <= Text || columns[Mark] != "="_L1)
            continue;
        bool isPort = false;
        const Beacon beacon{.instanceName = unescaped(columns[Name]),
                            .host = columns[Host],
                            .address = columns[Address],
                            .port = columns[Port].toUShort(&isPort),
                            .text = textRecord(columns.mid(Text).join(u';'))};
        if (!isPort || beacon.port == 0 || beacon.address.isEmpty())
            continue;
        if (!found.contains(beacon.instanceName) || columns[Protocol] == "IPv4"_L1)
            found.insert(beacon.instanceName, beacon);
    }
    return found.values();
}

QJsonObject toJson(const Beacon &beacon)
{
    QJsonObject text;
    for (auto it = beacon.text.begin(); it != beacon.text.end(); ++it)
        text.insert(it.key(), it.value());
    QJsonObject json{{"instanceName"_L1, beacon.instanceName},
                     {"host"_L1, beacon.host},
                     {"port"_L1, beacon.port},
                     {"wsUrl"_L1, beacon.url()},
                     {"tls"_L1, beacon.text.value(u"gatewayTls"_s) == "1"_L1},
                     {"txt"_L1, text}};
    if (beacon.text.contains(u"gatewayTlsSha256"_s))
        json.insert("fingerprint"_L1, beacon.text.value(u"gatewayTlsSha256"_s));
    if (beacon.text.contains(u"profile"_s))
        json.insert("profile"_L1, beacon.text.value(u"profile"_s));
    return json;
}

} // namespace wsagent
