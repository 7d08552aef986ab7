#pragma once

#include "gateway/protocol/paramcheck.h"

namespace wsagent::shapes {

// What the methods of sessions and their history take (`gateway-methods.md` 4 and 5).

extern const ParamShape sessionsSubscribe;
extern const ParamShape sessionsList;
extern const ParamShape sessionsDescribe;
extern const ParamShape sessionsResolve;
extern const ParamShape sessionsWatch;
extern const ParamShape sessionsKey; ///< `{key, agentId?}`
extern const ParamShape sessionsPreview;
extern const ParamShape sessionsGet;
extern const ParamShape sessionsCreate;
extern const ParamShape sessionsPatch;
extern const ParamShape sessionsPatchMany;
extern const ParamShape sessionsReset;
extern const ParamShape sessionsDelete;
extern const ParamShape sessionsCompact;
extern const ParamShape sessionsSearch;
extern const ParamShape sessionsUsage;
extern const ParamShape sessionsCleanup;
extern const ParamShape sessionsBranches;
extern const ParamShape usageCost;
extern const ParamShape chatHistory;
extern const ParamShape chatStartup;
extern const ParamShape chatMetadata;
extern const ParamShape chatMessageGet;
extern const ParamShape chatInject;
extern const ParamShape anything; ///< of a method that takes parameters it does not look at

} // namespace wsagent::shapes
