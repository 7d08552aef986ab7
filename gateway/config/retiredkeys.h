#pragma once

#include "gateway/base/json5edit.h"
#include "gateway/config/configissue.h"

namespace wsagent {

/// Keys of earlier formats (`config.md` 9.2): each as a warning that says what it becomes.
QList<ConfigIssue> retiredKeys(const QJsonObject &config);
/// The edits `doctor --fix` makes to turn them into today's keys. Never drops a value without a note.
QList<JsonEdit> retiredKeyEdits(const QJsonObject &config);

/// The config as today's program takes it until somebody runs `doctor --fix`: older spellings that are still
/// understood are read as today's, other retired keys are left out.
QJsonObject withoutRetiredKeys(const QJsonObject &config);

/// The bind mode that was meant by a host address such as "0.0.0.0"; empty when it means none.
QString bindModeFor(const QString &host);

} // namespace wsagent
