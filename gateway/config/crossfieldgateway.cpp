#include "gateway/config/crossfieldgateway.h"

#include "gateway/config/retiredkeys.h"

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

bool isSet(const QJsonValue &secret)
{
    return secret.isObject() || !secret.toString().trimmed().isEmpty();
}

class GatewayRules
{
public:
    GatewayRules(const QJsonObject &gateway, const ConfigVariables &environment)
        : m_gateway(gateway)
        , m_auth(gateway.value("auth"_L1).toObject())
        , m_mode(effectiveAuthMode(m_auth))
        , m_environment(environment)
    {}

    QList<ConfigIssue> check()
    {
        checkMode();
        checkBind();
        checkTls();
        const QString tailscale = m_gateway.value("tailscale"_L1)["mode"_L1].toString();
        if (tailscale == "funnel"_L1 && m_mode != "password"_L1)
            error(u"gateway.tailscale.mode"_s,
                  u"funnel is open to everybody and needs gateway.auth.mode password"_s);
        return m_issues;
    }

private:
    void checkMode()
    {
        if (!m_auth.contains("mode"_L1) && isSet(m_auth.value("token"_L1)) &&
            isSet(m_auth.value("password"_L1)))
            error(u"gateway.auth.mode"_s, u"must say which one counts, as a token and a password are set"_s);
        const QJsonObject proxy = m_auth.value("trustedProxy"_L1).toObject();
        if (m_mode == "trusted-proxy"_L1 && proxy.value("userHeader"_L1).toString().isEmpty())
            error(u"gateway.auth.trustedProxy.userHeader"_s,
                  u"is needed with gateway.auth.mode trusted-proxy"_s);
    }

    void checkBind()
    {
        const QString bind = m_gateway.value("bind"_L1).toString(u"loopback"_s);
        const QString host = m_gateway.value("customBindHost"_L1).toString();
        const QString meaning = bindModeFor(host);
        if (bind == "custom"_L1 && host.isEmpty())
            error(u"gateway.customBindHost"_s, u"is needed with gateway.bind custom"_s);
        else if (!host.isEmpty() && meaning.isEmpty())
            error(u"gateway.customBindHost"_s, u"must be an IPv4 address"_s);

        const bool local = bind == "loopback"_L1 || (bind == "custom"_L1 && meaning == "loopback"_L1);
        if (local)
            return;
        if (m_mode == "none"_L1)
            error(u"gateway.auth.mode"_s, u"none is for gateway.bind loopback only"_s);
        else if (m_mode == "token"_L1 && !usable(u"token"_s, u"WS_AGENT_GATEWAY_TOKEN"_s))
            error(u"gateway.auth.token"_s, u"is needed, as gateway.bind %1 lets others in"_s.arg(bind));
        else if (m_mode == "password"_L1 && !usable(u"password"_s, u"WS_AGENT_GATEWAY_PASSWORD"_s))
            error(u"gateway.auth.password"_s, u"is needed, as gateway.bind %1 lets others in"_s.arg(bind));
    }

    void checkTls()
    {
        const QJsonObject tls = m_gateway.value("tls"_L1).toObject();
        const bool certificate = !tls.value("certPath"_L1).toString().isEmpty();
        const bool key = !tls.value("keyPath"_L1).toString().isEmpty();
        if (certificate && !key)
            error(u"gateway.tls.keyPath"_s, u"is needed with certPath"_s);
        if (key && !certificate)
            error(u"gateway.tls.certPath"_s, u"is needed with keyPath"_s);
        if (tls.value("enabled"_L1).toBool() && !certificate && !tls.value("autoGenerate"_L1).toBool(true))
            error(u"gateway.tls.certPath"_s, u"is needed when autoGenerate is off"_s);
    }

    bool usable(const QString &key, const QString &variable) const
    {
        return isSet(m_auth.value(key)) || !m_environment.value(variable).trimmed().isEmpty();
    }

    void error(const QString &path, const QString &message)
    {
        m_issues.append({.code = u"config.invalid"_s, .path = path, .message = message});
    }

    const QJsonObject &m_gateway;
    const QJsonObject m_auth;
    const QString m_mode;
    const ConfigVariables &m_environment;
    QList<ConfigIssue> m_issues;
};

} // namespace

QList<ConfigIssue> gatewayIssues(const QJsonObject &gateway, const ConfigVariables &environment)
{
    return GatewayRules(gateway, environment).check();
}

QString effectiveAuthMode(const QJsonObject &auth)
{
    const bool passwordOnly = isSet(auth.value("password"_L1)) && !isSet(auth.value("token"_L1));
    return auth.value("mode"_L1).toString(passwordOnly ? u"password"_s : u"token"_s);
}

} // namespace wsagent
