#pragma once

#include "gateway/net/router.h"
#include "gateway/surfaces/hookaction.h"
#include "gateway/surfaces/hookreplays.h"

namespace wsagent {

/// A turn that a webhook asks for.
struct HookTurn
{
    SessionKey key = {};
    QString runId = {};
    QString message = {}; ///< marked as foreign where it is
    HookAction action = {};
};

/// What webhooks need of the gateway; each is asked when one comes.
struct HookServices
{
    std::function<QJsonObject()> settings; ///< the section `hooks`
    /// A session by its name, the main one without; an error for an unknown agent or a name that is none.
    std::function<Result<SessionKey>(const QString &sessionKey, const QString &agentId)> session;
    /// A line for the session; true: it is new.
    std::function<bool(const SessionKey &key, const QString &text, bool now)> wake;
    /// `done` is called when the turn has ended, later.
    std::function<Result<void>(const HookTurn &turn, const std::function<void(const HookOutcome &)> &done)>
        run;
    std::function<qint64()> clock; ///< ms, never goes back
};

/// `<hooks.path>/wake`, `/agent` and mapped names (`gateway-http.md` 8). Whether and where they are served is
/// asked with each request.
void addHooks(Router &router, const HookServices &services);

} // namespace wsagent
