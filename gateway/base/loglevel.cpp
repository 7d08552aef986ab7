#include "gateway/base/loglevel.h"

#include <array>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array levelNames = {"trace"_L1, "debug"_L1, "info"_L1,  "warn"_L1,
                                   "error"_L1, "fatal"_L1, "silent"_L1};

} // namespace

QLatin1StringView nameOf(LogLevel level)
{
    return levelNames[size_t(level)];
}

LogLevel logLevelFromName(QStringView name)
{
    for (size_t i = 0; i < levelNames.size(); ++i) {
        if (name == levelNames[i])
            return LogLevel(i);
    }
    return LogLevel::Info;
}

} // namespace wsagent
