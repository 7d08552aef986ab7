#pragma once

#include <QJsonObject>

namespace wsagent {

/// The machine that this gateway runs on, as `system.info` answers.
QJsonObject systemInfo(int port, qint64 uptimeMs);

} // namespace wsagent
