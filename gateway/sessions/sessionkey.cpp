#include "gateway/sessions/sessionkey.h"

#include "gateway/config/config.h"

#include <QJsonObject>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr auto prefix = "agent:"_L1;

bool isFirstOfId(QChar c)
{
    return (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9');
}

bool hasControl(const QString &text)
{
    return std::any_of(text.begin(), text.end(), [](QChar c) { return c < u' ' || c == u'\x7f'; });
}

Error unknownAgent(const QString &id)
{
    return {u"Agent \"%1\" no longer exists in configuration"_s.arg(id), u"ws-agent agents list"_s,
            ErrorKind::NotFound};
}

} // namespace

SessionKeyRules sessionKeyRules(const QJsonObject &effective)
{
    SessionKeyRules rules;
    rules.agents.clear();
    const Config config = typedConfig(effective, {});
    for (const AgentConfig &agent : config.agents) {
        rules.agents += agent.id;
        if (agent.isDefault)
            rules.defaultAgent = agent.id;
    }
    rules.mainKey = effective["session"_L1]["mainKey"_L1].toString(rules.mainKey).toLower();
    return rules;
}

QString SessionKey::text() const
{
    return isShared() ? rest : prefix + agentId + u':' + rest;
}

SessionKey::Kind SessionKey::kind() const
{
    if (rest == "global"_L1)
        return Kind::Global;
    if (rest == "unknown"_L1)
        return Kind::Unknown;
    const QString conversation = rest.section(u':', 1, 1);
    return conversation == "group"_L1 || conversation == "channel"_L1 ? Kind::Group : Kind::Direct;
}

bool SessionKey::isSystem() const
{
    constexpr std::array families = {"cron:"_L1, "hook:"_L1, "node-"_L1, "heartbeat"_L1};
    return std::any_of(families.begin(), families.end(),
                       [this](QLatin1StringView family) { return rest.startsWith(family); });
}

QString SessionKey::channel() const
{
    constexpr std::array conversations = {"dm"_L1, "group"_L1, "channel"_L1};
    const QStringList parts = rest.split(u':');
    const auto isConversation = [&](qsizetype i) {
        return std::find(conversations.begin(), conversations.end(), parts.value(i)) != conversations.end();
    };
    // <channel>:dm:<peer> and <channel>:<account>:dm:<peer>
    return parts.size() > 2 && (isConversation(1) || (isConversation(2) && !isConversation(0)))
               ? parts.first()
               : QString();
}

bool SessionKey::isThread() const
{
    return rest.contains(":thread:"_L1) || rest.contains(":topic:"_L1);
}

QLatin1StringView kindName(SessionKey::Kind kind)
{
    switch (kind) {
    case SessionKey::Kind::Direct:
        return "direct"_L1;
    case SessionKey::Kind::Group:
        return "group"_L1;
    case SessionKey::Kind::Global:
        return "global"_L1;
    case SessionKey::Kind::Unknown:
        return "unknown"_L1;
    }
    Q_UNREACHABLE();
}

Result<SessionKey> parseSessionKey(const QString &given, const QString &agentId, const SessionKeyRules &rules)
{
    const QString key = given.trimmed().toLower();
    if (key.isEmpty())
        return Error{u"session key required"_s};
    if (key.size() > longestSessionKey)
        return Error{u"session key must not have more than %1 characters"_s.arg(longestSessionKey)};
    if (hasControl(key))
        return Error{u"session key must not contain control characters"_s};

    const QString asked = agentId.trimmed().toLower();
    SessionKey parsed{.agentId = asked.isEmpty() ? rules.defaultAgent : asked, .rest = key};
    if (key.startsWith(prefix)) {
        parsed.agentId = key.section(u':', 1, 1);
        parsed.rest = key.section(u':', 2);
        if (!isAgentId(parsed.agentId) || parsed.rest.isEmpty())
            return Error{u"invalid session key: %1"_s.arg(given)};
        if (!asked.isEmpty() && asked != parsed.agentId)
            return Error{
                u"session key %1 belongs to agent \"%2\", not \"%3\""_s.arg(key, parsed.agentId, asked)};
    } else if (key == "main"_L1) {
        parsed.rest = rules.mainKey;
    }
    if (parsed.rest == "main"_L1)
        parsed.rest = rules.mainKey;
    return rules.agents.contains(parsed.agentId) ? Result(parsed) : unknownAgent(parsed.agentId);
}

QString mainSessionKey(const QString &agentId, const SessionKeyRules &rules)
{
    return SessionKey{.agentId = agentId, .rest = rules.mainKey}.text();
}

bool isMainSession(const SessionKey &key, const SessionKeyRules &rules)
{
    return key.rest == rules.mainKey;
}

bool isAgentId(QStringView id)
{
    constexpr int longest = 64;
    return !id.isEmpty() && id.size() <= longest && isFirstOfId(id.front()) &&
           std::all_of(id.begin(), id.end(),
                       [](QChar c) { return isFirstOfId(c) || c == u'_' || c == u'-'; });
}

} // namespace wsagent
