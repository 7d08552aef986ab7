#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QList>
#include <QMap>
#include <QString>

namespace wsagent {

/// A gateway that has told of itself in this network.
struct Beacon
{
    QString instanceName = {};
    QString host = {};
    QString address = {}; ///< as resolved; what the text record says of it is not believed
    int port = 0;
    QMap<QString, QString> text = {}; ///< the TXT record

    QString url() const;
    bool operator==(const Beacon &) const = default;
};

/// What `avahi-browse -rpt` prints, one beacon for each instance name, IPv4 before IPv6. Lines that are none
/// are left out.
QList<Beacon> beaconsFromAvahi(const QByteArray &output);

QJsonObject toJson(const Beacon &beacon);

} // namespace wsagent
