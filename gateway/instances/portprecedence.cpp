#include "gateway/instances/validator.h"

#include <cmath>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr int defaultBase = 18789;
constexpr int devBase = 19001;
constexpr int firstNamedBase = 20000;
constexpr quint32 namedSlots = 106; ///< the last block ends at 32710, below the ephemeral range of Linux

quint32 fnv1a32(const QByteArray &bytes)
{
    quint32 hash = 2166136261u;
    for (const char byte : bytes)
        hash = (hash ^ quint8(byte)) * 16777619u;
    return hash;
}

std::optional<int> portFrom(const QString &text)
{
    bool ok = false;
    const int port = text.toInt(&ok);
    const bool digitsOnly = !text.isEmpty() && text.front().isDigit();
    return ok && digitsOnly && port >= 1 && port <= highestPort ? std::optional(port) : std::nullopt;
}

/// Container port mappings leak as "host:port" and "[v6]:port".
QString withoutHost(const QString &text)
{
    const qsizetype colon = text.lastIndexOf(u':');
    const bool bracketed = text.startsWith(u'[') && text.indexOf("]:"_L1) == colon - 1;
    const bool plainHost = colon > 0 && text.indexOf(u':') == colon;
    return bracketed || plainHost ? text.mid(colon + 1) : text;
}

Error invalid(const QString &key, const QString &value)
{
    return {u"%1=%2 is not a port (1-65535)."_s.arg(key, value), {}, ErrorKind::Usage};
}

} // namespace

Result<BasePort> basePort(const ProfileName &profile, const std::optional<QString> &flag,
                          const QString &environmentValue, const QJsonValue &configValue)
{
    if (flag) {
        const auto port = portFrom(flag->trimmed());
        return port ? Result<BasePort>(BasePort{*port, PortSource::Flag}) : invalid(u"--port"_s, *flag);
    }
    const QString variable = environmentValue.trimmed();
    if (!variable.isEmpty()) {
        const auto port = portFrom(withoutHost(variable));
        return port ? Result<BasePort>(BasePort{*port, PortSource::Environment})
                    : invalid(u"WS_AGENT_GATEWAY_PORT"_s, variable);
    }
    if (!configValue.isUndefined() && !configValue.isNull()) {
        const double number = configValue.toDouble();
        if (configValue.isDouble() && number == std::floor(number) && number >= 1 && number <= highestPort)
            return BasePort{int(number), PortSource::Config};
        return invalid(u"gateway.port"_s, configValue.toVariant().toString());
    }
    if (profile.isDefault())
        return BasePort{defaultBase, PortSource::Default};
    if (profile.display() == "dev"_L1)
        return BasePort{devBase, PortSource::Dev};
    const quint32 slot = fnv1a32(profile.display().toUtf8()) % namedSlots;
    return BasePort{firstNamedBase + recommendedSpacing * int(slot), PortSource::Derived};
}

QString portSourceName(PortSource source)
{
    switch (source) {
    case PortSource::Flag:
        return u"flag"_s;
    case PortSource::Environment:
        return u"env"_s;
    case PortSource::Config:
        return u"config"_s;
    case PortSource::Dev:
        return u"dev"_s;
    case PortSource::Derived:
        return u"derived"_s;
    case PortSource::Default:
        return u"default"_s;
    }
    Q_UNREACHABLE();
}

std::optional<PortBlock> configuredBlock(const ProfileName &profile, const InstanceFacts &facts)
{
    const auto base = basePort(profile, {}, {}, facts.gatewayPort);
    return base ? std::optional(PortBlock{base->port, facts.controlPort.toInt()}) : std::nullopt;
}

} // namespace wsagent
