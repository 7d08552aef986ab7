#pragma once

#include "gateway/methods/methodtable.h"

namespace wsagent {

struct RestartServices
{
    std::function<int()> unanswered; ///< requests that wait for an answer, with the one that asks
    std::function<int()> working;    ///< conversations in which an agent works
    /// Another gateway in the place of this one, at once or when nothing is being done.
    /// What `params` say of who wants to hear of it holds.
    std::function<void(const QString &reason, bool whenIdle, const QJsonObject &params)> restart;
};

/// gateway.restart.preflight, gateway.restart.request.
void addRestartMethods(MethodTable &table, const RestartServices &services);

} // namespace wsagent
