#pragma once

#include "gateway/base/json5edit.h"

#include <QJsonObject>

namespace wsagent {

/// Edits that turn every text in the config that is `from`, or a path below it, into the same below `to`.
/// A leading `~` is understood as `home`.
QList<JsonEdit> rebasedPaths(const QJsonObject &config, const QString &from, const QString &to,
                             const QString &home);

/// Edits that take away what two instances must not share: pinned browser endpoints and, unless
/// `keepCredentials`, the credentials of every channel; all channels are switched off.
QList<JsonEdit> withoutSharedParts(const QJsonObject &config, const QList<JsonPath> &sensitive,
                                   bool keepCredentials);

} // namespace wsagent
