#pragma once

#include "gateway/config/config.h"

#include <QJsonObject>

namespace wsagent {

/// What `health` and `status` say of a gateway with this config (`gateway-methods.md` 1.1 and 1.2).
QJsonObject healthReport(const Config &config, const QString &stateDir);
QJsonObject statusReport(const Config &config, const QString &stateDir);
/// With what is wrong, when anything is: `degraded: ["config"]`.
QJsonObject withCondition(QJsonObject report, const QStringList &failing);

} // namespace wsagent
