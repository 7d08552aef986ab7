#pragma once

#include "gateway/config/config.h"
#include "gateway/instances/instancepaths.h"

#include <QDateTime>
#include <QJsonObject>
#include <QStringList>

namespace wsagent {

/// The file of the config, or the newest one of the log directory; empty: none.
QString newestLogFile(const InstancePaths &paths, const Config &config);

/// The lines at its end, at most 64 KiB of them.
QStringList lastLines(const QString &file);

/// The last record of an error among these lines, as it stands there; empty: there is none. With `since`,
/// none that is older.
QJsonObject lastError(const QStringList &lines, const QDateTime &since = {});

} // namespace wsagent
