#pragma once

#include "gateway/config/configissue.h"
#include "gateway/config/configvariables.h"

namespace wsagent {

/// Rules between the keys of the section `gateway`: above all, nothing is served to others without a secret.
QList<ConfigIssue> gatewayIssues(const QJsonObject &gateway, const ConfigVariables &environment);

/// The authentication mode in force: as set, or what the one secret that is set implies.
QString effectiveAuthMode(const QJsonObject &auth);

} // namespace wsagent
