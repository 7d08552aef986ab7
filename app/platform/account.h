#pragma once

#include <QString>

namespace wsagent {

/// The home directory that the system has on record for this user, whatever variables say; empty when it has
/// none.
QString accountHome();

} // namespace wsagent
