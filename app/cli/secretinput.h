#pragma once

#include "gateway/base/result.h"

#include <QByteArray>
#include <QMap>

namespace wsagent {

/// A secret from standard input: at a terminal asked for without showing what is typed, else read to its end;
/// one line break at the end does not count. At most 64 KiB. An empty one is an error.
Result<QByteArray> readSecret(const QString &prompt);

/// Several at once: a JSON object of texts, or lines `NAME=value` as in `.env`.
Result<QMap<QString, QByteArray>> parseSecrets(const QByteArray &text);

} // namespace wsagent
