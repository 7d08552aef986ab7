#pragma once

#include "gateway/sessions/sessionentry.h"

#include <QList>
#include <QStringList>

#include <functional>
#include <optional>

namespace wsagent {

/// One session among those that are looked through.
struct SessionRef
{
    QString key = {}; ///< canonical
    QString agentId = {};
    const SessionEntry *entry = nullptr;
};

/// Which sessions, in which order, how many (`gateway-methods.md` 4.1).
struct SessionQuery
{
    enum class SortBy { UpdatedAt, LastInteractionAt, Activity };
    enum class Archived { No, Yes, All };

    int limit = 0; ///< 0: all
    int offset = 0;
    SortBy sortBy = SortBy::UpdatedAt;
    Archived archived = Archived::No;
    std::optional<int> activeMinutes = {};
    std::optional<bool> pinned = {};
    bool activeOnly = false;
    bool requireLastInteraction = false;
    bool includeGlobal = false;
    bool includeUnknown = false;
    bool excludeSubagents = false;
    bool excludeCron = false;
    bool excludeSystem = false;
    QString agentId = {};
    QStringList configuredAgents = {}; ///< empty: all
    QString label = {};
    QString spawnedBy = {};
    QString search = {};
    QList<std::pair<QString, QString>> equal = {}; ///< further members of the entry that must be so
    std::function<bool(const QString &key)> isActive = {};
    qint64 now = 0;
};

struct SessionSelection
{
    QList<SessionRef> page = {};
    qsizetype total = 0; ///< that fit, on all pages
};

/// Pure. Ten thousand sessions take milliseconds.
SessionSelection selectSessions(QList<SessionRef> sessions, const SessionQuery &query);

} // namespace wsagent
