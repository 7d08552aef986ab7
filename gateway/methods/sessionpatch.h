#pragma once

#include "gateway/methods/sessionservices.h"

namespace wsagent {

/// Whether one of the fields is for administrators only (`gateway-methods.md` 4.3).
bool needsAdmin(const QJsonObject &patch);

/// A patch whose values have been looked at.
struct SessionPatch
{
    QJsonObject fields = {};
    std::optional<ModelName> model = {}; ///< of `model`, when it names one

    /// Carries it out; `now` in ms.
    void apply(SessionEntry &entry, qint64 now) const;
};

/// The sentences of the errors are known to clients.
Result<SessionPatch, ProtocolError> checkedPatch(const QJsonObject &patch, const QString &agentId,
                                                 const SessionRuns &runs);

/// What of the conditions of a patch does not hold.
std::optional<ProtocolError> brokenPatchGuard(const QJsonObject &patch, const SessionEntry &entry);

} // namespace wsagent
