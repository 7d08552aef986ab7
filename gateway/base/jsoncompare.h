#pragma once

#include <QJsonObject>
#include <QStringList>

namespace wsagent {

/// Equal as trees; unlike with `==`, NaN is equal to NaN.
bool sameJson(const QJsonValue &a, const QJsonValue &b);

/// The keys of members that only one of the two has or that differ, sorted. One sweep along both: for objects
/// of many thousand members.
QStringList differingKeys(const QJsonObject &a, const QJsonObject &b);

} // namespace wsagent
