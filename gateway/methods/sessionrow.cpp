#include "gateway/methods/sessionrow.h"

#include <array>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// What the index holds under the name that clients know. The rest of it is none of their business.
constexpr std::array shown = {
    "chatType"_L1,
    "subject"_L1,
    "classification"_L1,
    "unread"_L1,
    "lastReadAt"_L1,
    "lastActivityAt"_L1,
    "createdVia"_L1,
    "status"_L1,
    "lastRunId"_L1,
    "lastRunError"_L1,
    "startedAt"_L1,
    "endedAt"_L1,
    "runtimeMs"_L1,
    "systemSent"_L1,
    "abortedLastRun"_L1,
    "model"_L1,
    "modelProvider"_L1,
    "contextTokens"_L1,
    "inputTokens"_L1,
    "outputTokens"_L1,
    "totalTokens"_L1,
    "totalTokensFresh"_L1,
    "estimatedCostUsd"_L1,
    "thinkingLevel"_L1,
    "verboseLevel"_L1,
    "reasoningLevel"_L1,
    "elevatedLevel"_L1,
    "responseUsage"_L1,
    "fastMode"_L1,
    "permissionMode"_L1,
    "toolOverrides"_L1,
    "parentSessionKey"_L1,
    "spawnDepth"_L1,
    "execNode"_L1,
    "visibility"_L1,
    "category"_L1,
    "icon"_L1,
    "color"_L1,
    "boardFace"_L1,
    "statusNote"_L1,
    "compactionCount"_L1,
    "sendPolicy"_L1,
    "groupActivation"_L1,
    "lastChannel"_L1,
    "lastTo"_L1,
    "lastAccountId"_L1,
    "deliveryContext"_L1,
    "archivedAt"_L1,
    "providerOverride"_L1,
    "modelOverride"_L1,
    "markedUnreadAt"_L1,
};

void addText(QJsonObject &row, QLatin1StringView name, const QString &text)
{
    if (!text.isEmpty())
        row.insert(name, text);
}

void addTime(QJsonObject &row, QLatin1StringView name, qint64 time)
{
    if (time > 0)
        row.insert(name, time);
}

QJsonObject baseRow(const SessionKey &key, const SessionEntry &entry, const SessionKeyRules &rules)
{
    QJsonObject row{{"key"_L1, key.text()},
                    {"kind"_L1, QString(kindName(key.kind()))},
                    {"agentId"_L1, key.agentId},
                    {"sessionId"_L1, entry.sessionId},
                    {"lifecycleRevision"_L1, entry.lifecycleRevision},
                    {"updatedAt"_L1, entry.updatedAt > 0 ? QJsonValue(entry.updatedAt) : QJsonValue()},
                    {"isMain"_L1, isMainSession(key, rules)},
                    {"isBackground"_L1, key.isSystem() || key.isSubagent()},
                    {"archived"_L1, entry.archived},
                    {"pinned"_L1, entry.pinned}};
    addText(row, "label"_L1, entry.label);
    addText(row, "displayName"_L1, entry.displayName);
    addText(row, "spawnedBy"_L1, entry.spawnedBy);
    addText(row, "channel"_L1, entry.channel);
    addTime(row, "createdAt"_L1, entry.createdAt);
    addTime(row, "lastInteractionAt"_L1, entry.lastInteractionAt);
    for (const QLatin1StringView name : shown) {
        if (const QJsonValue value = entry.others[name]; !value.isUndefined())
            row.insert(name, value);
    }
    return row;
}

} // namespace

SessionRows::SessionRows(const SessionServices &services, const QList<SessionRef> &all)
    : m_services(services)
{
    for (const SessionRef &session : all) {
        if (!session.entry->spawnedBy.isEmpty())
            m_children[session.entry->spawnedBy] += session.key;
    }
}

QJsonObject SessionRows::row(const SessionKey &key, const SessionEntry &entry,
                             const RowOptions &options) const
{
    const SessionRuns &runs = *m_services.runs;
    QJsonObject row = baseRow(key, entry, m_services.store->rules());
    const QStringList active = activeRuns(runs, key.text());
    row.insert("hasActiveRun"_L1, !active.isEmpty());
    if (!active.isEmpty()) {
        row.insert("activeRunIds"_L1, QJsonArray::fromStringList(active));
        row.insert("status"_L1, u"running"_s);
    } else if (row["status"_L1] == "running"_L1) {
        row.insert("status"_L1, u"killed"_s); // by the end of the gateway that ran it
    }
    const QJsonObject model = resolvedModel(runs, key, entry);
    for (const auto name : {"modelProvider"_L1, "model"_L1}) {
        if (model.contains(name))
            row.insert(name, model[name]);
    }
    if (entry.others.contains("modelOverride"_L1))
        row.insert("modelOverrideSource"_L1, u"user"_s);
    if (const QStringList children = m_children.value(key.text()); !children.isEmpty())
        row.insert("childSessions"_L1, QJsonArray::fromStringList(children));
    if (options.derivedTitle)
        addText(row, "derivedTitle"_L1, entry.text("derivedTitle"_L1));
    if (options.lastMessage)
        addText(row, "lastMessagePreview"_L1, entry.text("lastMessagePreview"_L1));
    return row;
}

QJsonObject SessionRows::row(const SessionRef &session, const RowOptions &options) const
{
    return row(keyOf(session), *session.entry, options);
}

SessionKey keyOf(const SessionRef &session)
{
    constexpr auto prefix = "agent:"_L1;
    const bool isShared = !session.key.startsWith(prefix);
    return {.agentId = session.agentId, .rest = isShared ? session.key : session.key.section(u':', 2)};
}

QStringList activeRuns(const SessionRuns &runs, const QString &sessionKey)
{
    return runs.activeRunIds ? runs.activeRunIds(sessionKey) : QStringList();
}

QJsonObject sessionDefaults(const SessionRuns &runs, const QString &agentId)
{
    // Without a model there is the built-in one (D10).
    return runs.defaults ? runs.defaults(agentId)
                         : QJsonObject{{"modelProvider"_L1, u"builtin"_s},
                                       {"model"_L1, u"operator"_s},
                                       {"contextTokens"_L1, QJsonValue()}};
}

QJsonObject resolvedModel(const SessionRuns &runs, const SessionKey &key, const SessionEntry &entry)
{
    if (entry.others.contains("modelOverride"_L1))
        return {{"modelProvider"_L1, entry.value("providerOverride"_L1)},
                {"model"_L1, entry.value("modelOverride"_L1)}};
    const QJsonObject defaults = sessionDefaults(runs, key.agentId);
    return {{"modelProvider"_L1, defaults["modelProvider"_L1]}, {"model"_L1, defaults["model"_L1]}};
}

} // namespace wsagent
