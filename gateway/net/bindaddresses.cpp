#include "gateway/net/bindaddresses.h"

#include <QNetworkInterface>

namespace wsagent {

using namespace Qt::StringLiterals;

Result<QList<QHostAddress>> bindAddresses(const QString &mode, const QString &customHost,
                                          const QHostAddress &tailnet)
{
    const QHostAddress loopback(QHostAddress::LocalHost);
    const QHostAddress loopback6(QHostAddress::LocalHostIPv6);
    if (mode.isEmpty() || mode == "loopback"_L1 || mode == "auto"_L1)
        return QList{loopback, loopback6};
    if (mode == "lan"_L1)
        return QList{QHostAddress(QHostAddress::AnyIPv4)};
    if (mode == "tailnet"_L1)
        return tailnet.isNull() ? QList{loopback, loopback6} : QList{tailnet, loopback};
    const QHostAddress custom(customHost);
    if (mode != "custom"_L1 || custom.protocol() != QAbstractSocket::IPv4Protocol)
        return Error{u"gateway.bind %1 needs an IPv4 address in gateway.customBindHost"_s.arg(mode),
                     u"ws-agent config set gateway.bind loopback"_s, ErrorKind::ConfigInvalid};
    return custom == loopback ? QList{loopback} : QList{custom, loopback};
}

QHostAddress tailnetAddress()
{
    const auto network = QHostAddress::parseSubnet(u"100.64.0.0/10"_s);
    const QList<QHostAddress> addresses = QNetworkInterface::allAddresses();
    for (const QHostAddress &address : addresses) {
        if (address.isInSubnet(network))
            return address;
    }
    return {};
}

} // namespace wsagent
