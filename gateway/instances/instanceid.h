#pragma once

#include "gateway/base/result.h"

#include <QString>

namespace wsagent {

/// The random identity of the instance in this state directory, kept in `identity/instance-id`. The first who
/// asks makes it; however many ask at once, all get the same. A damaged one is an error, not replaced:
/// service definitions and clients know the instance by it.
Result<QString> instanceId(const QString &stateDir);

/// The identity as it stands; an error of kind NotFound when nobody has asked for one yet. Writes nothing.
Result<QString> existingInstanceId(const QString &stateDir);

} // namespace wsagent
