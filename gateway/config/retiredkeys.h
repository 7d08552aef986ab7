#pragma once

#include "gateway/base/json5.h"
#include "gateway/base/json5edit.h"
#include "gateway/config/configissue.h"

namespace wsagent {

/// Keys of earlier formats (`config.md` 9.2): each as a warning that says what it becomes.
QList<ConfigIssue> retiredKeys(const QJsonObject &config);
/// The edits `doctor --fix` makes to turn them into today's keys, each for the config as the ones before it
/// leave it. Never drops a value without a note. The agents of a map become a list, of which the first is the
/// default one: in the order of `agents`, those it does not name by name.
QList<JsonEdit> retiredKeyEdits(const QJsonObject &config, const QStringList &agents = {});
/// The members of `agents.entries` as written in the file; one that includes others may know none.
QStringList agentsInOrder(const std::optional<Json5Document> &file);

/// The config as today's program takes it until somebody runs `doctor --fix`: older spellings that are still
/// understood are read as today's, other retired keys are left out.
QJsonObject withoutRetiredKeys(const QJsonObject &config);

/// The bind mode that was meant by a host address such as "0.0.0.0"; empty when it means none.
QString bindModeFor(const QString &host);

} // namespace wsagent
