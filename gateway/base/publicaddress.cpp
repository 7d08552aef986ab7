#include "gateway/base/publicaddress.h"

#include <algorithm>
#include <array>
#include <optional>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

struct Network
{
    const char *address;
    int bits;
};

constexpr std::array notPublic4 = {
    Network{"0.0.0.0", 8},      Network{"10.0.0.0", 8},     Network{"100.64.0.0", 10},
    Network{"127.0.0.0", 8},    Network{"169.254.0.0", 16}, Network{"172.16.0.0", 12},
    Network{"192.0.0.0", 24},   Network{"192.0.2.0", 24},   Network{"192.88.99.0", 24},
    Network{"192.168.0.0", 16}, Network{"198.18.0.0", 15},  Network{"198.51.100.0", 24},
    Network{"203.0.113.0", 24}, Network{"224.0.0.0", 4},    Network{"240.0.0.0", 4}};

/// The IPv4 address that an IPv6 address stands for: mapped, compatible, translated, 6to4, Teredo's server.
std::optional<QHostAddress> embedded(const QHostAddress &address)
{
    const Q_IPV6ADDR bytes = address.toIPv6Address();
    const auto from = [&bytes](int at) {
        return QHostAddress(quint32(bytes[at]) << 24 | quint32(bytes[at + 1]) << 16 |
                            quint32(bytes[at + 2]) << 8 | bytes[at + 3]);
    };
    if (address.isInSubnet(QHostAddress(u"::"_s), 96) ||
        address.isInSubnet(QHostAddress(u"::ffff:0:0"_s), 96) ||
        address.isInSubnet(QHostAddress(u"64:ff9b::"_s), 96) ||
        address.isInSubnet(QHostAddress(u"::ffff:0:0:0"_s), 96))
        return from(12);
    if (address.isInSubnet(QHostAddress(u"2002::"_s), 16))
        return from(2);
    return std::nullopt;
}

} // namespace

bool isPublicAddress(const QHostAddress &address)
{
    if (address.protocol() == QAbstractSocket::IPv4Protocol) {
        return std::none_of(notPublic4.begin(), notPublic4.end(), [&address](const Network &network) {
            return address.isInSubnet(QHostAddress(QString::fromLatin1(network.address)), network.bits);
        });
    }
    if (address.protocol() != QAbstractSocket::IPv6Protocol)
        return false;
    if (const auto inner = embedded(address))
        return isPublicAddress(*inner);
    // Everything else that is given to somebody lies in 2000::/3; of that, documentation and Teredo do not.
    return address.isInSubnet(QHostAddress(u"2000::"_s), 3) &&
           !address.isInSubnet(QHostAddress(u"2001:db8::"_s), 32) &&
           !address.isInSubnet(QHostAddress(u"2001::"_s), 32) &&
           !address.isInSubnet(QHostAddress(u"3fff::"_s), 20);
}

} // namespace wsagent
