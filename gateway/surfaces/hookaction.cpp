#include "gateway/surfaces/hookaction.h"

#include "gateway/base/jsontexts.h"

#include <QCryptographicHash>
#include <QJsonDocument>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostItems = 200;

bool isBlank(const QString &text)
{
    return text.trimmed().isEmpty();
}

/// One of two words; an error for another one.
Result<bool, QString> isFirst(const QJsonValue &value, const QString &member, QLatin1StringView first,
                              QLatin1StringView second, bool usual)
{
    if (value.isUndefined() || value.isNull())
        return usual;
    if (value == first || value == second)
        return value == first;
    return u"%1 has to be %2 or %3"_s.arg(member, first, second);
}

/// Where the answer goes is told as a whole, or not at all.
QString deliveryError(const HookAction &action)
{
    if (!action.deliver)
        return {};
    if (isBlank(action.channel) != isBlank(action.to) && action.channel != "last"_L1)
        return u"channel and to belong together"_s;
    if (!action.accountId.isEmpty() && isBlank(action.to))
        return u"accountId needs channel and to"_s;
    return {};
}

bool fits(const QJsonValue &match, const HookInput &input)
{
    static const auto bare = [](QString path) {
        while (path.startsWith(u'/'))
            path.remove(0, 1);
        while (path.endsWith(u'/'))
            path.chop(1);
        return path;
    };
    const QString path = bare(match["path"_L1].toString());
    const QString source = match["source"_L1].toString();
    return (path.isEmpty() || path == bare(input.path)) &&
           (source.isEmpty() || input.payload["source"_L1].toString() == source);
}

/// A number is written as one, too.
QString filled(const QJsonValue &value, const HookInput &input)
{
    return filledTemplate(value.isDouble() ? value.toVariant().toString() : value.toString(), input);
}

HookAction filledAction(const QJsonValue &mapping, const HookInput &input)
{
    const bool isWake = mapping["action"_L1] == "wake"_L1;
    const QString session = mapping["sessionKey"_L1].toString();
    return {.kind = isWake ? HookAction::Kind::Wake : HookAction::Kind::Agent,
            .text = filled(mapping[isWake ? "textTemplate"_L1 : "messageTemplate"_L1], input),
            .name = filledTemplate(mapping["name"_L1].toString(input.path), input),
            .agentId = mapping["agentId"_L1].toString(),
            .sessionKey = isWake ? QString() : filledTemplate(session, input),
            .sessionIsRequested = !isWake && session.contains("{{"_L1),
            .isFresh = mapping["sessionMode"_L1] != "persistent"_L1,
            .isTrusted = mapping["allowUnsafeExternalContent"_L1].toBool(),
            .now = mapping["wakeMode"_L1] != "next-heartbeat"_L1,
            .deliver = mapping["deliver"_L1].toBool(true),
            .channel = mapping["channel"_L1].toString(u"last"_s),
            .to = filled(mapping["to"_L1], input),
            .model = filled(mapping["model"_L1], input),
            .thinking = filled(mapping["thinking"_L1], input),
            .timeoutSeconds = mapping["timeoutSeconds"_L1].toInt()};
}

/// The request once for each item of the list, which holds then only that one.
QList<HookInput> eachItem(const QString &list, const HookInput &input)
{
    if (list.isEmpty())
        return {input};
    QList<HookInput> inputs;
    const QJsonArray items = input.payload[list].toArray();
    for (const QJsonValue &item : items) {
        if (inputs.size() == mostItems)
            break;
        QJsonObject payload = input.payload.toObject();
        payload.insert(list, QJsonArray{item});
        HookInput one = input;
        one.payload = payload;
        inputs += one;
    }
    return inputs;
}

bool hasOneOf(const QStringList &prefixes, const SessionKey &key)
{
    const auto begins = [](const QString &text, const QString &prefix) {
        return text.startsWith(prefix, Qt::CaseInsensitive);
    };
    return std::any_of(prefixes.begin(), prefixes.end(), [&](const QString &prefix) {
        return begins(key.rest, prefix) || begins(key.text(), prefix);
    });
}

} // namespace

Result<QJsonValue, QString> hookPayload(const QByteArray &body)
{
    QJsonParseError error;
    const QJsonArray wrapped = QJsonDocument::fromJson('[' + body + ']', &error).array();
    if (error.error != QJsonParseError::NoError)
        return error.errorString();
    return wrapped.size() == 1 ? Result<QJsonValue, QString>(wrapped.first())
                               : u"the body has to be one JSON value"_s;
}

Result<HookAction, QString> wakeAction(const QJsonValue &payload)
{
    HookAction action{.kind = HookAction::Kind::Wake,
                      .text = payload["text"_L1].toString(),
                      .name = u"wake"_s,
                      .agentId = payload["agentId"_L1].toString(),
                      .sessionKey = payload["sessionKey"_L1].toString()};
    if (isBlank(action.text))
        return u"text required"_s;
    const auto now = isFirst(payload["mode"_L1], u"mode"_s, "now"_L1, "next-heartbeat"_L1, true);
    if (!now)
        return now.error();
    action.now = *now;
    action.sessionIsRequested = !action.sessionKey.isEmpty();
    if (action.sessionIsRequested && !action.now)
        return u"sessionKey goes only with mode now"_s;
    return action;
}

Result<HookAction, QString> agentAction(const QJsonValue &payload)
{
    HookAction action{.text = payload["message"_L1].toString(),
                      .name = payload["name"_L1].toString(u"Hook"_s),
                      .agentId = payload["agentId"_L1].toString(),
                      .sessionKey = payload["sessionKey"_L1].toString(),
                      .deliver = payload["deliver"_L1].toBool(true),
                      .channel = payload["channel"_L1].toString(),
                      .to = payload["to"_L1].toString(),
                      .accountId = payload["accountId"_L1].toString(),
                      .model = payload["model"_L1].toString(),
                      .thinking = payload["thinking"_L1].toString(),
                      .timeoutSeconds = std::max(payload["timeoutSeconds"_L1].toInt(), 0)};
    if (isBlank(action.text))
        return u"message required"_s;
    const auto fresh =
        isFirst(payload["sessionMode"_L1], u"sessionMode"_s, "isolated"_L1, "persistent"_L1, true);
    const auto now = isFirst(payload["wakeMode"_L1], u"wakeMode"_s, "now"_L1, "next-heartbeat"_L1, true);
    if (!fresh || !now)
        return !fresh ? fresh.error() : now.error();
    if (const QString wrong = deliveryError(action); !wrong.isEmpty())
        return wrong;
    action.isFresh = *fresh;
    action.now = *now;
    action.sessionIsRequested = !action.sessionKey.isEmpty();
    return action;
}

std::optional<QList<HookAction>> mappedActions(const QJsonArray &mappings, const HookInput &input)
{
    const auto mapping = std::find_if(mappings.begin(), mappings.end(), [&input](const QJsonValue &each) {
        return fits(each["match"_L1], input);
    });
    if (mapping == mappings.end())
        return std::nullopt;
    QList<HookAction> actions;
    const QList<HookInput> inputs = eachItem((*mapping)["forEach"_L1].toString(), input);
    for (const HookInput &each : inputs) {
        const HookAction action = filledAction(*mapping, each);
        if (!isBlank(action.text))
            actions += action;
    }
    return actions;
}

std::optional<QString> objectionTo(const HookAction &action, const SessionKey &key,
                                   const QJsonObject &settings)
{
    // The agent that it comes to, however it was named: a session names one, too.
    const QStringList agents = textsIn(settings["allowedAgentIds"_L1]);
    if (settings["allowedAgentIds"_L1].isArray() && !agents.contains(u"*"_s) && !agents.contains(key.agentId))
        return u"agent \"%1\" is not one of hooks.allowedAgentIds"_s.arg(key.agentId);
    if (!action.sessionIsRequested)
        return std::nullopt;
    if (!settings["allowRequestSessionKey"_L1].toBool())
        return u"sessionKey is not allowed (hooks.allowRequestSessionKey)"_s;
    QStringList prefixes = textsIn(settings["allowedSessionKeyPrefixes"_L1]);
    prefixes.removeIf(isBlank);
    if (!prefixes.isEmpty() && !hasOneOf(prefixes, key))
        return u"sessionKey has none of the prefixes of hooks.allowedSessionKeyPrefixes"_s;
    return std::nullopt;
}

QByteArray fingerprint(const HookAction &action)
{
    const QJsonArray members{
        int(action.kind), action.text,  action.name,     action.agentId,       action.sessionKey,
        action.isFresh,   action.now,   action.deliver,  action.channel,       action.to,
        action.accountId, action.model, action.thinking, action.timeoutSeconds};
    return QCryptographicHash::hash(QJsonDocument(members).toJson(QJsonDocument::Compact),
                                    QCryptographicHash::Sha256);
}

} // namespace wsagent
