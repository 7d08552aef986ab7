#pragma once

#include "gateway/base/result.h"

#include <QStringList>

namespace wsagent {

/// Moves what is there of `paths` to the trash of this user; stops at the first that does not go.
Result<void> moveToTrash(const QStringList &paths);

} // namespace wsagent
