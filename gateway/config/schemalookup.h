#pragma once

#include "gateway/config/configschema.h"

#include <QJsonObject>

namespace wsagent {

/// One place of the schema with what stands directly below it, as clients ask for it (`gateway-methods.md`
/// 2). Steps are parted by dots or slashes; an element of a list is `[]`, `[*]` or `[0]`, any member of a
/// free-form table is `*`. "." is the root. Nothing when there is no such place.
std::optional<QJsonObject> lookUpSchema(const ConfigSchema &schema, const QString &path);

} // namespace wsagent
