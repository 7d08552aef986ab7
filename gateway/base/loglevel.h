#pragma once

#include <QLatin1StringView>
#include <QStringView>

namespace wsagent {

enum class LogLevel { Trace, Debug, Info, Warn, Error, Fatal, Silent };

/// "warn" and so on, as in the config.
QLatin1StringView nameOf(LogLevel level);
/// Info for any other word.
LogLevel logLevelFromName(QStringView name);

} // namespace wsagent
