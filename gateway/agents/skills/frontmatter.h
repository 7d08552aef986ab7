#pragma once

#include <QHash>
#include <QJsonObject>
#include <QString>

namespace wsagent {

/// What stands between the two lines of dashes at the beginning of a SKILL.md or HOOK.md: `key: value` a
/// line; a value may go on in lines that are indented. JSON stays text. Empty without any.
QHash<QString, QString> frontMatter(const QString &text);

/// Its `metadata`, one line of JSON: ours, or that of one of the programs whose skills are read as well.
QJsonObject metadataIn(const QHash<QString, QString> &frontMatter);

} // namespace wsagent
