#pragma once

#include "gateway/base/jsonpath.h"

#include <QProcessEnvironment>

#include <functional>

namespace wsagent {

/// `${NAME}` replaced by the variable; `$${NAME}` yields the text `${NAME}`. The text of a missing or empty
/// variable stays, and its name is added to `missing`.
QString substituted(const QString &text, const QProcessEnvironment &environment, QStringList &missing);

/// The same for every text of a tree. `onMissing(path, name)` is told of each variable that is not there.
QJsonValue substituted(const QJsonValue &value, const QProcessEnvironment &environment,
                       const std::function<void(const JsonPath &, const QString &)> &onMissing);

} // namespace wsagent
