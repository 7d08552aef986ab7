#include "gateway/gatewaysettings.h"

#include "gateway/base/jsontexts.h"
#include "gateway/base/version.h"
#include "gateway/config/crossfieldgateway.h"
#include "gateway/config/panelpath.h"
#include "gateway/config/secretref.h"
#include "gateway/surfaces/metrics.h"

#include <QJsonArray>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

QJsonValue gatewayOf(const LoadedConfig &loaded)
{
    return loaded.effective["gateway"_L1];
}

QString authMode(const LoadedConfig &loaded)
{
    return effectiveAuthMode(gatewayOf(loaded)["auth"_L1].toObject());
}

ProxyUserRules proxyUserRules(const QJsonValue &trusted)
{
    ProxyUserRules rules{.userHeader = trusted["userHeader"_L1].toString().toLower().toLatin1(),
                         .allowUsers = textsIn(trusted["allowUsers"_L1]),
                         .allowLoopback = trusted["allowLoopback"_L1].toBool()};
    for (const QString &header : textsIn(trusted["requiredHeaders"_L1]))
        rules.requiredHeaders += header.toLower().toLatin1();
    return rules;
}

/// Of "10.0.0.0/8" and single addresses.
Networks networks(const QJsonValue &list)
{
    Networks result;
    for (const QString &network : textsIn(list)) {
        const QHostAddress one(network);
        result += one.isNull() ? QHostAddress::parseSubnet(network)
                               : std::pair(one, one.protocol() == QAbstractSocket::IPv6Protocol ? 128 : 32);
    }
    return result;
}

} // namespace

std::optional<MdnsRecord::Detail> mdnsDetail(const LoadedConfig &loaded)
{
    const QString mode = loaded.effective["discovery"_L1]["mdns"_L1]["mode"_L1].toString();
    if (mode == "off"_L1 || loaded.environment.value(u"WS_AGENT_DISABLE_BONJOUR"_s) == "1"_L1)
        return std::nullopt;
    return mode == "full"_L1 ? MdnsRecord::Detail::Full : MdnsRecord::Detail::Minimal;
}

NodeCommandRules nodeCommandRules(const LoadedConfig &loaded)
{
    const QJsonValue nodes = gatewayOf(loaded)["nodes"_L1];
    return {.allow = textsIn(nodes["allowCommands"_L1]), .deny = textsIn(nodes["denyCommands"_L1])};
}

HostRules hostRules(const LoadedConfig &loaded)
{
    const QJsonValue panel = gatewayOf(loaded)["controlUi"_L1];
    HostRules rules{.originMayEqualAnyHost = panel["dangerouslyAllowHostHeaderOriginFallback"_L1].toBool()};
    rules.publicNames = textsIn(gatewayOf(loaded)["publicNames"_L1]);
    rules.allowedOrigins = textsIn(panel["allowedOrigins"_L1]);
    rules.allowRealIpFallback = gatewayOf(loaded)["allowRealIpFallback"_L1].toBool();
    rules.trustedProxies = networks(gatewayOf(loaded)["trustedProxies"_L1]);
    if (authMode(loaded) == "trusted-proxy"_L1)
        rules.proxyUsers = proxyUserRules(gatewayOf(loaded)["auth"_L1]["trustedProxy"_L1]);
    return rules;
}

ClientAuth clientAuth(const LoadedConfig &loaded)
{
    const QJsonValue gateway = gatewayOf(loaded);
    const QString mode = authMode(loaded);
    const QJsonValue limit = gateway["auth"_L1]["rateLimit"_L1];
    const QJsonValue pairing = gateway["nodes"_L1]["pairing"_L1];
    const RateLimitSettings usual;
    return {.mode = mode == "none"_L1            ? HandshakeFacts::AuthMode::None
                    : mode == "password"_L1      ? HandshakeFacts::AuthMode::Password
                    : mode == "trusted-proxy"_L1 ? HandshakeFacts::AuthMode::TrustedProxy
                                                 : HandshakeFacts::AuthMode::Token,
            .limit = {.maxAttempts = limit["maxAttempts"_L1].toInt(usual.maxAttempts),
                      .windowMs = limit["windowMs"_L1].toInteger(usual.windowMs),
                      .lockoutMs = limit["lockoutMs"_L1].toInteger(usual.lockoutMs),
                      .exemptLoopback = limit["exemptLoopback"_L1].toBool(usual.exemptLoopback)},
            .approvesSilently = pairing["autoApproveLocal"_L1].toBool(true),
            .approvedNetworks = networks(pairing["autoApproveCidrs"_L1]),
            .acceptV3 = gateway["protocol"_L1]["acceptV3"_L1].toBool()};
}

ClientLimits clientLimits(const LoadedConfig &loaded)
{
    ClientLimits limits;
    const int handshake = loaded.environment.value(u"WS_AGENT_HANDSHAKE_TIMEOUT_MS"_s).trimmed().toInt();
    if (handshake > 0)
        limits.handshake = std::chrono::milliseconds(handshake);
    return limits;
}

std::optional<QString> heldSecret(const LoadedConfig &loaded)
{
    const bool password = authMode(loaded) == "password"_L1;
    const QString variable =
        loaded.environment.value(password ? u"WS_AGENT_GATEWAY_PASSWORD"_s : u"WS_AGENT_GATEWAY_TOKEN"_s);
    if (!variable.trimmed().isEmpty())
        return variable.trimmed();
    const QJsonValue configured = gatewayOf(loaded)["auth"_L1][password ? "password"_L1 : "token"_L1];
    const auto reference = secretRefFrom(configured);
    return reference && !*reference ? std::optional(configured.toString()) : std::nullopt;
}

QByteArray strictTransport(const LoadedConfig &loaded)
{
    const QJsonValue fields = gatewayOf(loaded)["http"_L1]["securityHeaders"_L1];
    return fields["strictTransportSecurity"_L1].toString().trimmed().toLatin1();
}

TlsSettings tlsSettings(const LoadedConfig &loaded)
{
    const QJsonValue tls = gatewayOf(loaded)["tls"_L1];
    return {.enabled = tls["enabled"_L1].toBool(),
            .autoGenerate = tls["autoGenerate"_L1].toBool(true),
            .certPath = loaded.config.tlsCertPath,
            .keyPath = loaded.config.tlsKeyPath,
            .caPath = loaded.config.tlsCaPath};
}

std::optional<ControlUiSettings> controlUi(const LoadedConfig &loaded)
{
    const auto base = panelPath(loaded.effective);
    if (!base)
        return std::nullopt;
    return ControlUiSettings{
        .root = loaded.config.controlUiRoot, .basePath = *base, .version = QLatin1StringView(version)};
}

PanelIdentity panelIdentity(const LoadedConfig &loaded, const QString &defaultAgent)
{
    const QJsonValue assistant = loaded.effective["ui"_L1]["assistant"_L1];
    return {.agentId = defaultAgent,
            .assistantName = assistant["name"_L1].toString(u"WsAgent"_s),
            .assistantAvatar = assistant["avatar"_L1].toString(u"W"_s)};
}

std::optional<QString> metricsPath(const LoadedConfig &loaded)
{
    const QJsonValue metrics = loaded.effective["diagnostics"_L1]["metrics"_L1];
    if (!metrics["enabled"_L1].toBool())
        return std::nullopt;
    const QString path = metrics["path"_L1].toString(MetricsSettings().path);
    return path.startsWith(u'/') ? path : u'/' + path;
}

ReloadMode reloadMode(const LoadedConfig &loaded)
{
    const QString mode = gatewayOf(loaded)["reload"_L1]["mode"_L1].toString();
    if (mode == "off"_L1)
        return ReloadMode::Off;
    if (mode == "restart"_L1)
        return ReloadMode::Restart;
    return mode == "hot"_L1 ? ReloadMode::Hot : ReloadMode::Hybrid;
}

std::chrono::milliseconds reloadDebounce(const LoadedConfig &loaded)
{
    constexpr int usual = 300;
    return std::chrono::milliseconds(gatewayOf(loaded)["reload"_L1]["debounceMs"_L1].toInt(usual));
}

} // namespace wsagent
