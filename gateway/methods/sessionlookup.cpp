#include "gateway/methods/sessionlookup.h"

#include "gateway/methods/sessionrow.h"

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

SessionQuery::SortBy sortOrder(const QString &name)
{
    if (name == "lastInteractionAt"_L1)
        return SessionQuery::SortBy::LastInteractionAt;
    return name == "activity"_L1 ? SessionQuery::SortBy::Activity : SessionQuery::SortBy::UpdatedAt;
}

} // namespace

Result<SessionKey, ProtocolError> calledSession(const SessionStore &store, const QJsonObject &params,
                                                QLatin1StringView name)
{
    const auto key = store.resolve(params[name].toString(), params["agentId"_L1].toString());
    return key ? Result<SessionKey, ProtocolError>(*key) : invalidRequest(key.error().message);
}

ProtocolError storeFailure(const Error &error)
{
    return {.code = ProtocolError::Code::Unavailable, .message = error.message};
}

ProtocolError sessionChanged()
{
    return invalidRequest(u"session changed; reload it and try again"_s,
                          {{"reason"_L1, u"session-changed"_s}});
}

std::optional<ProtocolError> brokenGuard(const QJsonObject &params, const SessionEntry &entry)
{
    const QJsonValue id = params["expectedSessionId"_L1];
    const QJsonValue revision = params["expectedLifecycleRevision"_L1];
    const bool holds = (id.isUndefined() || id == entry.sessionId) &&
                       (revision.isUndefined() || revision == entry.lifecycleRevision);
    return holds ? std::nullopt : std::optional(sessionChanged());
}

Result<SessionQuery, ProtocolError> sessionQuery(const QJsonObject &params, const SessionServices &services,
                                                 qint64 now)
{
    const auto flag = [&params](QLatin1StringView name) {
        return params[name].toBool();
    };
    SessionQuery query{.limit = params["limit"_L1].toInt(),
                       .offset = params["offset"_L1].toInt(),
                       .sortBy = sortOrder(params["sortBy"_L1].toString()),
                       .activeOnly = flag("activeOnly"_L1),
                       .requireLastInteraction = flag("requireLastInteraction"_L1),
                       .includeGlobal = flag("includeGlobal"_L1),
                       .includeUnknown = flag("includeUnknown"_L1),
                       .excludeSubagents = flag("excludeSubagents"_L1),
                       .excludeCron = flag("excludeCron"_L1),
                       .excludeSystem = flag("excludeSystem"_L1),
                       .agentId = params["agentId"_L1].toString().toLower(),
                       .label = params["label"_L1].toString(),
                       .search = params["search"_L1].toString().trimmed(),
                       .now = now};
    if (const QJsonValue archived = params["archived"_L1]; archived == "all"_L1)
        query.archived = SessionQuery::Archived::All;
    else if (archived.isBool())
        query.archived = archived.toBool() ? SessionQuery::Archived::Yes : SessionQuery::Archived::No;
    else if (!archived.isUndefined())
        return invalidRequest(u"invalid sessions.list params: at /archived: must be boolean or \"all\""_s);
    if (params.contains("activeMinutes"_L1))
        query.activeMinutes = params["activeMinutes"_L1].toInt();
    if (params.contains("pinned"_L1))
        query.pinned = flag("pinned"_L1);
    if (flag("configuredAgentsOnly"_L1))
        query.configuredAgents = services.store->rules().agents;
    if (const QString parent = params["spawnedBy"_L1].toString(); !parent.isEmpty()) {
        const auto key = services.store->resolve(parent);
        query.spawnedBy = key ? key->text() : parent;
    }
    const std::pair<QLatin1StringView, QString> members[] = {{"group"_L1, u"category"_s},
                                                             {"projectId"_L1, u"projectId"_s},
                                                             {"workspaceDir"_L1, u"workspaceDir"_s},
                                                             {"boardFace"_L1, u"boardFace"_s}};
    for (const auto &[name, member] : members) {
        if (params.contains(name))
            query.equal += {member, params[name].toString()};
    }
    query.isActive = [runs = services.runs](const QString &key) {
        return !activeRuns(*runs, key).isEmpty();
    };
    return query;
}

} // namespace wsagent
