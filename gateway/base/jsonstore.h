#pragma once

#include "gateway/base/result.h"

#include <QJsonObject>

namespace wsagent {

/// What a small file of state holds.
struct StoredJson
{
    QJsonObject value = {}; ///< empty for a file that is missing or damaged
    QString damage = {};    ///< what became of a damaged one, for the log; empty: it was none
};

/// Reads a JSON object. One that cannot be understood is moved to `<file>.corrupt.<time>`, so that nobody is
/// kept from starting by it and nothing is lost.
Result<StoredJson> readJsonStore(const QString &path, qint64 maxBytes = 16 * 1024 * 1024);

/// Replaces it, mode 0600.
Result<void> writeJsonStore(const QString &path, const QJsonObject &value);

} // namespace wsagent
