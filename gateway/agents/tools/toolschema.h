#pragma once

#include <QJsonArray>
#include <QJsonObject>
#include <QString>

namespace wsagent {

/// One parameter of a tool.
struct ToolParameter
{
    QString name;
    QString type; ///< "string", "integer", "number", "boolean", "object", "array"
    QString description;
    bool required = false;
    QJsonObject more = {}; ///< other words of the schema: minimum, enum, items, …
};

/// An object with these members and no others.
QJsonObject parameterSchema(const QList<ToolParameter> &parameters);

} // namespace wsagent
