#include "gateway/net/hostpolicy.h"

#include <QUrl>

#include <algorithm>
#include <array>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array plainLoopbacks = {QByteArrayView("127.0.0.1"), QByteArrayView("localhost"),
                                       QByteArrayView("[::1]")};

/// "localhost" of "localhost:18789", "::1" of "[::1]:18789".
QString nameOf(const QByteArray &host)
{
    const QString text = QString::fromLatin1(host);
    if (text.startsWith(u'['))
        return text.sliced(1, std::max<qsizetype>(text.indexOf(u']') - 1, 0));
    return text.section(u':', 0, 0);
}

/// What most who ask call it; looking closer takes longer.
bool isPlainLoopback(const QByteArray &host)
{
    return std::any_of(plainLoopbacks.begin(), plainLoopbacks.end(), [&host](QByteArrayView name) {
        return host.startsWith(name) && (host.size() == name.size() || host.at(name.size()) == ':');
    });
}

bool isLoopbackName(const QString &name)
{
    return name == "localhost"_L1 || QHostAddress(name).isLoopback();
}

bool isPrivate(const QHostAddress &address)
{
    static const Networks networks{{QHostAddress(u"10.0.0.0"_s), 8},     {QHostAddress(u"172.16.0.0"_s), 12},
                                   {QHostAddress(u"192.168.0.0"_s), 16}, {QHostAddress(u"100.64.0.0"_s), 10},
                                   {QHostAddress(u"169.254.0.0"_s), 16}, {QHostAddress(u"fc00::"_s), 7},
                                   {QHostAddress(u"fe80::"_s), 10}};
    return std::any_of(networks.begin(), networks.end(),
                       [&address](const auto &network) { return address.isInSubnet(network); });
}

bool isLocalNetworkName(const QString &name)
{
    return name.endsWith(".local"_L1) || name.endsWith(".ts.net"_L1);
}

struct Origin
{
    QString text;    ///< normalised: "http://127.0.0.1:18789"
    QByteArray host; ///< with the port when it is not the scheme's own
    QString name;
};

std::optional<Origin> parseOrigin(const QByteArray &field)
{
    const QUrl url(QString::fromLatin1(field), QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty() || (url.scheme() != "http"_L1 && url.scheme() != "https"_L1))
        return std::nullopt;
    const QString host = url.host().contains(u':') ? u'[' + url.host() + u']' : url.host();
    const int usual = url.scheme() == "http"_L1 ? 80 : 443;
    const QString authority = url.port(usual) == usual ? host : host + u':' + QString::number(url.port());
    return Origin{url.scheme() + "://"_L1 + authority, authority.toLower().toLatin1(), url.host()};
}

bool isOfAProxy(const HttpField &field)
{
    return field.name == "forwarded" || field.name == "x-real-ip" || field.name.startsWith("x-forwarded-");
}

/// The last one in the chain whom no trusted proxy stands for: what is further left, he may have written
/// himself.
std::optional<QHostAddress> clientNamed(const HttpRequest &request, const HostRules &rules)
{
    QByteArrayList chain;
    for (const HttpField &field : request.fields) {
        if (field.name == "x-forwarded-for")
            chain += field.value.split(',');
    }
    if (chain.isEmpty() && rules.allowRealIpFallback && request.has("x-real-ip"))
        chain += request.field("x-real-ip");
    QHostAddress client;
    for (auto each = chain.rbegin(); each != chain.rend(); ++each) {
        client = QHostAddress(QString::fromLatin1(each->trimmed()));
        if (client.isNull())
            return std::nullopt;
        if (!isInNetworks(client, rules.trustedProxies))
            break;
    }
    return client.isNull() ? std::nullopt : std::optional(client);
}

/// Two fields of that name could mean two users: nobody, then.
ProxyUser userNamed(const HttpRequest &request, const QHostAddress &proxy, const HostRules &rules)
{
    const auto &users = rules.proxyUsers;
    if (!users || (proxy.isLoopback() && !users->allowLoopback))
        return {};
    const auto said = [&request](const QByteArray &name) {
        return std::count_if(request.fields.begin(), request.fields.end(),
                             [&name](const HttpField &field) { return field.name == name; });
    };
    const QString name = QString::fromUtf8(request.field(users->userHeader)).trimmed();
    if (name.isEmpty() || said(users->userHeader) != 1 ||
        !std::all_of(users->requiredHeaders.begin(), users->requiredHeaders.end(), [&](const auto &header) {
            return said(header) > 0 && !request.field(header).trimmed().isEmpty();
        }))
        return {};
    const bool allowed = users->allowUsers.isEmpty() || users->allowUsers.contains(name);
    return {.verdict = allowed ? ProxyUser::Verdict::Allowed : ProxyUser::Verdict::NotAllowed, .name = name};
}

bool isListed(const Origin &origin, const HostRules &rules)
{
    return std::any_of(rules.allowedOrigins.begin(), rules.allowedOrigins.end(),
                       [&origin](const QString &allowed) {
                           if (allowed == "*"_L1)
                               return true;
                           const auto parsed = parseOrigin(allowed.toLatin1());
                           return parsed && parsed->text == origin.text;
                       });
}

} // namespace

bool isOwnHost(const QByteArray &host, const HostRules &rules)
{
    if (host.isEmpty()) // HTTP/1.0
        return true;
    if (isPlainLoopback(host))
        return true;
    const QString name = nameOf(host);
    if (name == "localhost"_L1 || isLocalNetworkName(name) || !QHostAddress(name).isNull())
        return true;
    if (rules.publicNames.contains(name, Qt::CaseInsensitive))
        return true;
    return std::any_of(rules.allowedOrigins.begin(), rules.allowedOrigins.end(),
                       [&name](const QString &allowed) {
                           const auto origin = parseOrigin(allowed.toLatin1());
                           return origin && origin->name.compare(name, Qt::CaseInsensitive) == 0;
                       });
}

bool isInNetworks(const QHostAddress &address, const Networks &networks)
{
    bool mapped = false;
    const QHostAddress v4(address.toIPv4Address(&mapped)); // of "::ffff:192.0.2.1"
    return std::any_of(networks.begin(), networks.end(), [&](const auto &network) {
        return address.isInSubnet(network.first, network.second) ||
               (mapped && v4.isInSubnet(network.first, network.second));
    });
}

bool isLocalPeer(const QHostAddress &address, const HttpRequest &request)
{
    return address.isLoopback() && !isForwarded(request);
}

bool isForwarded(const HttpRequest &request)
{
    return std::any_of(request.fields.begin(), request.fields.end(), isOfAProxy);
}

bool isTunnelled(const QHostAddress &address, const HttpRequest &request)
{
    return isLocalPeer(address, request) && isPrivate(QHostAddress(nameOf(request.host)));
}

bool isPortMapped(const QHostAddress &address, const HttpRequest &request)
{
    if (!isPrivate(address) || isForwarded(request) || !isLoopbackName(nameOf(request.host)))
        return false;
    const auto origin = parseOrigin(request.field("origin"));
    return origin && isLoopbackName(origin->name);
}

std::optional<ForwardedRequest> throughProxy(const HttpRequest &request, const HttpPeer &peer,
                                             const HostRules &rules)
{
    if (rules.trustedProxies.isEmpty() || !isInNetworks(peer.address, rules.trustedProxies))
        return std::nullopt;
    const auto client = clientNamed(request, rules);
    if (!client)
        return std::nullopt;
    ForwardedRequest forwarded{.head = request, .peer = peer};
    forwarded.peer.address = *client;
    forwarded.peer.user = userNamed(request, peer.address, rules);
    forwarded.peer.secure =
        peer.secure || request.field("x-forwarded-proto").compare("https", Qt::CaseInsensitive) == 0;
    forwarded.head.fields.removeIf(isOfAProxy);
    return forwarded;
}

OriginVerdict checkOrigin(const HttpRequest &request, bool localPeer, const HostRules &rules)
{
    const QByteArray field = request.field("origin");
    const auto origin = parseOrigin(field);
    if (!origin)
        return OriginVerdict::Missing;
    if (isListed(*origin, rules))
        return OriginVerdict::Allowed;
    if (origin->host == request.host) {
        const bool loopback = isLoopbackName(origin->name);
        if (rules.originMayEqualAnyHost || (loopback && localPeer) || isLocalNetworkName(origin->name) ||
            (!loopback && isPrivate(QHostAddress(origin->name))))
            return OriginVerdict::Allowed;
    }
    return localPeer && isLoopbackName(origin->name) ? OriginVerdict::Allowed : OriginVerdict::NotAllowed;
}

bool mayChange(const HttpRequest &request, bool secure, const HostRules &rules)
{
    if (!request.has("origin"))
        return true;
    const auto origin = parseOrigin(request.field("origin"));
    if (!origin)
        return false;
    const bool sameScheme = origin->text.startsWith(secure ? "https:"_L1 : "http:"_L1);
    return (sameScheme && origin->host == request.host) || isListed(*origin, rules);
}

} // namespace wsagent
