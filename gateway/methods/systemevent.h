#pragma once

#include "gateway/methods/methodtable.h"
#include "gateway/protocol/presence.h"

namespace wsagent {

struct SystemEventServices
{
    std::function<void(const PresenceEntry &)> report;
    /// A line for the agent of that session; an empty key: the main one.
    std::function<void(const QString &sessionKey, const QString &line)> queue;
};

/// system-event: somebody says something of a device, which the agent is to hear of.
void addSystemEventMethod(MethodTable &table, const SystemEventServices &services);

} // namespace wsagent
