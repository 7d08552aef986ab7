#include "gateway/sessions/sessionlist.h"

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// What follows the agent in a key.
QStringView restOf(const QString &key)
{
    constexpr auto prefix = "agent:"_L1;
    if (!key.startsWith(prefix))
        return key;
    return QStringView(key).sliced(key.indexOf(u':', prefix.size()) + 1);
}

bool isSystem(QStringView rest)
{
    return rest.startsWith("cron:"_L1) || rest.startsWith("hook:"_L1) || rest.startsWith("node-"_L1) ||
           rest.startsWith("heartbeat"_L1);
}

bool isWantedKind(const SessionRef &session, const SessionQuery &query)
{
    const QStringView rest = restOf(session.key);
    if (rest == "global"_L1)
        return query.includeGlobal;
    if (rest == "unknown"_L1)
        return query.includeUnknown;
    return !(query.excludeSubagents && rest.startsWith("subagent:"_L1)) &&
           !(query.excludeCron && rest.startsWith("cron:"_L1)) && !(query.excludeSystem && isSystem(rest));
}

bool isArchivedAsWanted(const SessionEntry &entry, SessionQuery::Archived wanted)
{
    return wanted == SessionQuery::Archived::All || entry.archived == (wanted == SessionQuery::Archived::Yes);
}

bool isFound(const SessionRef &session, const QString &text)
{
    const SessionEntry &entry = *session.entry;
    return session.key.contains(text, Qt::CaseInsensitive) ||
           entry.label.contains(text, Qt::CaseInsensitive) ||
           entry.displayName.contains(text, Qt::CaseInsensitive) ||
           entry.text("subject"_L1).contains(text, Qt::CaseInsensitive) ||
           entry.text("derivedTitle"_L1).contains(text, Qt::CaseInsensitive) ||
           entry.sessionId.contains(text, Qt::CaseInsensitive);
}

bool isWithin(const SessionEntry &entry, int minutes, qint64 now)
{
    constexpr qint64 minute = 60'000;
    return entry.updatedAt >= now - minutes * minute;
}

bool isEqual(const SessionEntry &entry, const QList<std::pair<QString, QString>> &members)
{
    return std::all_of(members.begin(), members.end(), [&entry](const std::pair<QString, QString> &member) {
        return entry.others[member.first].toString() == member.second;
    });
}

bool isWanted(const SessionRef &session, const SessionQuery &query)
{
    const SessionEntry &entry = *session.entry;
    return isArchivedAsWanted(entry, query.archived) && isWantedKind(session, query) &&
           (query.agentId.isEmpty() || session.agentId == query.agentId) &&
           (query.configuredAgents.isEmpty() || query.configuredAgents.contains(session.agentId)) &&
           (!query.pinned || entry.pinned == *query.pinned) &&
           (!query.requireLastInteraction || entry.lastInteractionAt > 0) &&
           (!query.activeMinutes || isWithin(entry, *query.activeMinutes, query.now)) &&
           (query.label.isEmpty() || entry.label == query.label) &&
           (query.spawnedBy.isEmpty() || entry.spawnedBy == query.spawnedBy) && isEqual(entry, query.equal) &&
           (query.search.isEmpty() || isFound(session, query.search)) &&
           (!query.activeOnly || (query.isActive && query.isActive(session.key)));
}

qint64 timeOf(const SessionEntry &entry, SessionQuery::SortBy by)
{
    switch (by) {
    case SessionQuery::SortBy::UpdatedAt:
        return entry.updatedAt;
    case SessionQuery::SortBy::LastInteractionAt:
        return entry.lastInteractionAt;
    case SessionQuery::SortBy::Activity:
        return std::max(entry.updatedAt, entry.lastInteractionAt);
    }
    Q_UNREACHABLE();
}

} // namespace

SessionSelection selectSessions(QList<SessionRef> sessions, const SessionQuery &query)
{
    sessions.removeIf([&query](const SessionRef &session) { return !isWanted(session, query); });
    const qsizetype total = sessions.size();
    const qsizetype first = std::min<qsizetype>(query.offset, total);
    const qsizetype last = query.limit > 0 ? std::min<qsizetype>(first + query.limit, total) : total;
    const auto isBefore = [&query](const SessionRef &a, const SessionRef &b) {
        if (query.sortBy == SessionQuery::SortBy::UpdatedAt && a.entry->pinned != b.entry->pinned)
            return a.entry->pinned;
        const qint64 left = timeOf(*a.entry, query.sortBy);
        const qint64 right = timeOf(*b.entry, query.sortBy);
        return left != right ? left > right : a.key < b.key;
    };
    std::partial_sort(sessions.begin(), sessions.begin() + last, sessions.end(), isBefore);
    return {.page = sessions.sliced(first, last - first), .total = total};
}

} // namespace wsagent
