#pragma once

#include "gateway/base/jsonpath.h"

#include <QStringList>

#include <functional>

namespace wsagent {

/// The value of a variable; empty for one that is not set.
using VariableLookup = std::function<QString(const QString &name)>;

/// `${NAME}` replaced by the variable; `$${NAME}` yields the text `${NAME}`. The text of a missing or empty
/// variable stays, and its name is added to `missing`.
QString substituted(const QString &text, const VariableLookup &lookUp, QStringList &missing);

/// The same for every text of a tree. `onMissing(path, name)` is told of each variable that is not there.
QJsonValue substituted(const QJsonValue &value, const VariableLookup &lookUp,
                       const std::function<void(const JsonPath &, const QString &)> &onMissing);

} // namespace wsagent
