#pragma once

#include <QSet>

namespace wsagent {

/// Makes this process adopt what its children leave behind, instead of the system's first process.
void adoptOrphans();

/// Waits for those adopted that have ended. What a gateway left when it was killed goes too, unless this is
/// the first process of a container, where others leave processes as well (D7). `own` are children that
/// somebody else waits for.
void tendOrphans(const QSet<qint64> &own);

} // namespace wsagent
