#pragma once

#include "app/profiles/fleet.h"

#include <QHash>

namespace wsagent {

/// The variable by which a supervisor hands over what it has proved of a profile; see `isolationProof`.
constexpr char isolationProofVariable[] = "WS_AGENT_ISOLATION_PROOF";

/// Names the config of which was shown that it keeps out of the way of all others. Empty when no name could
/// do that, as other files belong to it.
QString isolationProof(const LoadedConfig &config);

/// Looks at all instances at once; the proofs of those that may start, by name.
QHash<QString, QString> proveIsolation(const Fleet &fleet);

} // namespace wsagent
