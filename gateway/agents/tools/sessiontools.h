#pragma once

#include "gateway/agents/toolset.h"
#include "gateway/base/result.h"

namespace wsagent {

/// Asks a method of this gateway; `done` is called once.
using CallGateway = std::function<void(const QString &method, const QJsonObject &params,
                                       const std::function<void(const Result<QJsonObject> &)> &done)>;

/// What the tools about sessions need of the gateway.
struct SessionToolPorts
{
    using Done = std::function<void(const Result<QJsonObject> &)>;

    CallGateway ask = {};
    /// The canonical key, when the run may see that session; else an error.
    std::function<Result<QString>(const ToolContext &context, const QString &sessionKey)> visible = {};
    /// Agents that an agent may start: `{id, name?}`.
    std::function<QJsonArray(const QString &agentId)> targets = {};
    /// With the arguments of `sessions_spawn`: `{status, runId, childSessionKey}`.
    std::function<Result<QJsonObject>(const ToolContext &context, const QJsonObject &arguments)> spawn = {};
    /// `patience` 0: nobody waits for the reply. `{status, runId, reply?}`
    std::function<void(const ToolContext &context, const QString &sessionKey, const QString &message,
                       std::chrono::milliseconds patience, const Done &done)>
        send = {};
    /// What the chat command /status says of a session.
    std::function<void(const QString &sessionKey, const std::function<void(const QString &card)> &done)>
        status = {};
};

/// agents_list, sessions_list, sessions_history, sessions_send, sessions_spawn, session_status (`agents.md`
/// 3).
void addSessionTools(Toolset &tools, const SessionToolPorts &ports);

} // namespace wsagent
