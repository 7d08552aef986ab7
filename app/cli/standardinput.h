#pragma once

#include "gateway/base/result.h"

#include <QByteArray>

namespace wsagent {

/// All of standard input up to its end, however slowly it comes. An error of kind Usage when it holds more
/// than `limit` bytes.
Result<QByteArray> readStandardInput(qint64 limit);

} // namespace wsagent
