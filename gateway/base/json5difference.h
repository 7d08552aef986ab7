#pragma once

#include "gateway/base/json5.h"

namespace wsagent {

/// Replacements, removals and insertions do not get in each other's way when each kind has its own pass.
enum class Json5Pass { Replace, Remove, Insert };

/// Equal as trees; unlike with `==`, NaN is equal to NaN.
bool sameJson(const QJsonValue &a, const QJsonValue &b);

/// The text after the changes of one kind that lead from the document to the expected tree. Objects are
/// compared member by member and lists from both ends, so that what is equal keeps its text.
QByteArray json5TextAfter(const Json5Document &document, const QJsonValue &expected, Json5Pass pass);

/// The text without the member or element at `path`, which exists.
QByteArray json5TextWithout(const Json5Document &document, const JsonPath &path);

} // namespace wsagent
