#include "gateway/gatewaysettings.h"

#include "gateway/config/crossfieldgateway.h"
#include "gateway/config/secretref.h"

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

} // namespace

HostRules hostRules(const LoadedConfig &loaded)
{
    const QJsonValue panel = gatewayOf(loaded)["controlUi"_L1];
    HostRules rules{.originMayEqualAnyHost = panel["dangerouslyAllowHostHeaderOriginFallback"_L1].toBool()};
    const QJsonArray origins = panel["allowedOrigins"_L1].toArray();
    for (const QJsonValue &origin : origins)
        rules.allowedOrigins += origin.toString();
    return rules;
}

ClientAuth clientAuth(const LoadedConfig &loaded)
{
    const QJsonValue gateway = gatewayOf(loaded);
    const QString mode = authMode(loaded);
    const QJsonValue limit = gateway["auth"_L1]["rateLimit"_L1];
    const RateLimitSettings usual;
    return {.mode = mode == "none"_L1       ? HandshakeFacts::AuthMode::None
                    : mode == "password"_L1 ? HandshakeFacts::AuthMode::Password
                                            : HandshakeFacts::AuthMode::Token,
            .limit = {.maxAttempts = limit["maxAttempts"_L1].toInt(usual.maxAttempts),
                      .windowMs = limit["windowMs"_L1].toInteger(usual.windowMs),
                      .lockoutMs = limit["lockoutMs"_L1].toInteger(usual.lockoutMs),
                      .exemptLoopback = limit["exemptLoopback"_L1].toBool(usual.exemptLoopback)},
            .approvesSilently = gateway["nodes"_L1]["pairing"_L1]["autoApproveLocal"_L1].toBool(true)};
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
