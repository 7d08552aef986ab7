#pragma once

#include "gateway/base/jsonpath.h"
#include "gateway/config/configissue.h"
#include "gateway/config/secretref.h"

#include <QJsonObject>

namespace wsagent {

struct PlacedReference
{
    JsonPath path;
    SecretRef ref;
};

/// The well-formed references of an effective config, other than those of what is switched off
/// (`enabled: false`).
QList<PlacedReference> secretReferences(const QJsonObject &effective);

/// What is wrong with the secret references of an effective config: malformed ones, and those whose provider
/// is missing or for another source. Reads no secret.
QList<ConfigIssue> secretReferenceIssues(const QJsonObject &effective);

/// The environment variables that references of the config name.
QStringList secretVariables(const QJsonValue &effective);

} // namespace wsagent
