#pragma once

#include "gateway/base/result.h"
#include "gateway/net/router.h"

#include <QJsonObject>

namespace wsagent {

/// A turn that a webhook asks for.
struct HookTurn
{
    QString message = {};
    QString name = {};
    QString agentId = {};
    QString sessionKey = {}; ///< empty: one of its own
    QString model = {};
    QString thinking = {};
    int timeoutSeconds = 0; ///< 0: as usual
    bool isFresh = true;
    bool wakesMain = true; ///< its summary is told at once, not with the next heartbeat
};

/// How it ended.
struct HookOutcome
{
    QString status = {}; ///< ok, error
    QString text = {};
};

/// What webhooks need of the gateway; each is asked when one comes.
struct HookServices
{
    std::function<QJsonObject()> settings; ///< the section `hooks`
    /// A line for the main session of the agent; true: it is new.
    std::function<Result<bool>(const QString &agentId, const QString &sessionKey, const QString &text,
                               bool now)>
        wake;
    /// The id of the run. `done` is called when it has ended.
    std::function<Result<QString>(const HookTurn &turn, const std::function<void(const HookOutcome &)> &done)>
        run;
    std::function<qint64()> clock; ///< ms, never goes back
};

/// `<hooks.path>/wake`, `/agent` and mapped names (`gateway-http.md` 8). Whether they are served is asked
/// with each request; where, once.
void addHooks(Router &router, const QString &path, const HookServices &services);

} // namespace wsagent
