#pragma once

#include "gateway/base/result.h"

#include <QStringList>

namespace wsagent {

/// Moves what is there of `paths` to the trash of this user; stops at the first that does not go. Where they
/// are now, as far as the system tells: in that order, without those that were not there.
Result<QStringList> moveToTrash(const QStringList &paths);

} // namespace wsagent
