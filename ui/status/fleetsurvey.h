#pragma once

#include "app/profiles/fleet.h"

#include <QObject>

#include <functional>

namespace wsagent {

/// Looks at all instances of this host off the thread of `receiver`, and hands over what it found there,
/// unless the receiver is gone by then.
void surveyLater(const InstanceSelection &user, QObject *receiver, std::function<void(Fleet)> done);

} // namespace wsagent
