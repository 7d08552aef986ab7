#pragma once

#include "gateway/base/json5edit.h"
#include "gateway/config/configissue.h"

namespace wsagent {

/// Keys of earlier formats (`config.md` 9.2): each as a warning that says what it becomes.
QList<ConfigIssue> retiredKeys(const QJsonObject &config);
/// The edits `doctor --fix` makes to turn them into today's keys. Never drops a value without a note.
QList<JsonEdit> retiredKeyEdits(const QJsonObject &config);

} // namespace wsagent
