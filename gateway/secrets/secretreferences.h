#pragma once

#include "gateway/config/configissue.h"

#include <QJsonObject>

namespace wsagent {

/// What is wrong with the secret references of an effective config: malformed ones, and those whose provider
/// is missing or for another source. Reads no secret.
QList<ConfigIssue> secretReferenceIssues(const QJsonObject &effective);

} // namespace wsagent
