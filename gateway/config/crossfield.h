#pragma once

#include "gateway/config/configissue.h"

#include <QProcessEnvironment>

namespace wsagent {

/// Rules between keys, which a schema cannot say. `config` fits the schema and has no defaults filled in.
QList<ConfigIssue> crossFieldIssues(const QJsonObject &config, const QProcessEnvironment &environment);

} // namespace wsagent
