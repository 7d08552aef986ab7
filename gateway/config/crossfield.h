#pragma once

#include "gateway/config/configissue.h"
#include "gateway/config/configvariables.h"

namespace wsagent {

/// Rules between keys, which a schema cannot say. `config` fits the schema and has no defaults filled in.
QList<ConfigIssue> crossFieldIssues(const QJsonObject &config, const ConfigVariables &environment);

} // namespace wsagent
