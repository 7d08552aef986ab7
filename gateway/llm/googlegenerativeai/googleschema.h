#pragma once

#include <QJsonObject>

namespace wsagent {

/// The part of JSON Schema that Google's API takes, as near to the given schema as it goes: no `anyOf`,
/// `patternProperties`, `const` or references. What it cannot say is left out, so that a tool accepts rather
/// more than less.
QJsonObject googleSchema(const QJsonObject &schema);

} // namespace wsagent
