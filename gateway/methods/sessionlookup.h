#pragma once

#include "gateway/methods/methodtable.h"
#include "gateway/methods/sessionservices.h"

namespace wsagent {

/// The session that a call names by `key` or `sessionKey`, perhaps with `agentId`.
Result<SessionKey, ProtocolError> calledSession(const SessionStore &store, const QJsonObject &params,
                                                QLatin1StringView name = QLatin1StringView("key"));

/// For what is wrong with files: the sentence goes to the client, which belongs to the owner.
ProtocolError storeFailure(const Error &error);

/// A write on the condition that nobody else has been faster.
ProtocolError sessionChanged();
/// What of `expectedSessionId` and `expectedLifecycleRevision` does not hold any more; nothing when all does.
std::optional<ProtocolError> brokenGuard(const QJsonObject &params, const SessionEntry &entry);

/// The query of `sessions.list` (4.1). An error for a value that no shape can describe.
Result<SessionQuery, ProtocolError> sessionQuery(const QJsonObject &params, const SessionServices &services,
                                                 qint64 now);

} // namespace wsagent
