#pragma once

#include "gateway/config/configissue.h"
#include "gateway/config/schematree.h"

namespace wsagent {

/// What the schema has against the config, in words for people. Unknown keys are passed over.
QList<ConfigIssue> schemaIssues(const SchemaTree &tree, const QJsonObject &config);

/// What one schema has against one value, looking at nothing below it: "must be at most 65535". Empty when
/// there is nothing.
QString objection(const QJsonObject &schema, const QJsonValue &value);

} // namespace wsagent
