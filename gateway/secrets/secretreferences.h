#pragma once

#include "gateway/config/configissue.h"

#include <QJsonObject>

namespace wsagent {

/// What is wrong with the secret references of an effective config: malformed ones, and those whose provider
/// is missing or for another source. Reads no secret.
QList<ConfigIssue> secretReferenceIssues(const QJsonObject &effective);

/// The environment variables that references of the config name.
QStringList secretVariables(const QJsonValue &effective);

} // namespace wsagent
