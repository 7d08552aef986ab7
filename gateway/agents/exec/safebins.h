#pragma once

#include <QString>
#include <QStringList>

namespace wsagent {

/// Filters that read their standard input and nothing else: `jq grep cut sort uniq head tail tr wc`.
const QStringList &defaultSafeBins();

/// Why these arguments make one of them do more than that; empty when they do not. A name that is not one of
/// the default ones is judged by the strictest rule: no arguments but short options.
QString safeBinObjection(const QString &name, const QStringList &arguments);

} // namespace wsagent
