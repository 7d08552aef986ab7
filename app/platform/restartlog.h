#pragma once

#include <QString>

namespace wsagent {

/// Adds a line "time action reason result" to `gateway-restart.log` in that folder. Nothing stops because it
/// cannot be written.
void noteRestart(const QString &logDir, const QString &reason, const QString &result);

} // namespace wsagent
