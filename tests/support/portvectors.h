#pragma once

#include "gateway/instances/hostfacts.h"
#include "gateway/instances/instancefacts.h"

#include <QJsonObject>

namespace wsagent::test {

/// The `host` and `listeners` of a vector in `ports.json`.
HostFacts hostFromVector(const QJsonObject &vector);
/// Its `profiles`.
QList<InstanceFacts> instancesFromVector(const QJsonObject &vector);

} // namespace wsagent::test
