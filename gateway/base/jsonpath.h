#pragma once

#include "gateway/base/result.h"

#include <QJsonValue>
#include <QList>
#include <QString>

namespace wsagent {

/// One step into a JSON tree: a member name, or an array index when `index` is not negative.
struct JsonStep
{
    QString key = {};
    int index = -1;

    bool isIndex() const { return index >= 0; }
    bool operator==(const JsonStep &) const = default;
};

/// Where a value stands in a JSON tree, for example `agents.list[0].id` or `env.vars["a.b"]`.
using JsonPath = QList<JsonStep>;

/// Dots and `[n]`; odd keys quoted: `a["b.c"]`. An empty text is the root.
Result<JsonPath> parseJsonPath(const QString &text);
QString toString(const JsonPath &path);

/// The value there, or `QJsonValue::Undefined`.
QJsonValue valueAt(const QJsonValue &root, const JsonPath &path);
/// `root` with `value` put there; missing objects on the way are made. Undefined removes.
/// An array is extended by one element at most: index == size appends; a larger index leaves it unchanged.
QJsonValue withValueAt(const QJsonValue &root, const JsonPath &path, const QJsonValue &value);

} // namespace wsagent
