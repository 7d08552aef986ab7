#pragma once

#include "gateway/methods/methodtable.h"
#include "gateway/methods/sessionservices.h"

namespace wsagent {

/// What shows sessions: sessions.subscribe, list, describe, resolve, messages.subscribe,
/// messages.unsubscribe, preview, get, search; sessions.groups.list, branches.list, observer.visibility and
/// companion.state, which answer that there is nothing.
void addSessionMethods(MethodTable &table, const SessionServices &services);

/// What changes them: sessions.create, patch, patchMany, reset, delete, compact.
void addSessionChangeMethods(MethodTable &table, const SessionServices &services);

/// sessions.cleanup: says what has become useless, and takes it away when that is asked for.
void addSessionCleanupMethod(MethodTable &table, const SessionServices &services);

/// chat.history, startup, metadata, message.get, inject.
void addChatHistoryMethods(MethodTable &table, const SessionServices &services);

/// sessions.usage, usage.timeseries, usage.logs; usage.cost, usage.status.
void addUsageMethods(MethodTable &table, const SessionServices &services);

} // namespace wsagent
