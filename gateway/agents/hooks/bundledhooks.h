#pragma once

#include "gateway/agents/hooks/eventhook.h"
#include "gateway/sessions/sessionstore.h"

namespace wsagent {

/// What the hooks that come with the gateway work with.
struct BundledHookPorts
{
    QString stateDir = {};
    SessionStore *sessions = nullptr;
    std::function<QString(const QString &agentId)> workspaceOf = {};
    /// A message in the main session of an agent.
    std::function<void(const QString &agentId, const QString &text)> say = {};
};

/// session-memory, command-logger, boot-md.
QList<EventHook> bundledHooks();

/// An error when it could not do its work.
Result<void> runBundledHook(const QString &name, const HookEvent &event, const BundledHookPorts &ports);

} // namespace wsagent
