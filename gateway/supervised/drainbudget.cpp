#include "gateway/supervised/drainbudget.h"

namespace wsagent {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

std::chrono::seconds drainBudget(const QProcessEnvironment &environment)
{
    if (environment.value(u"WS_AGENT_SERVICE_MARKER"_s) != "ws-agent"_L1)
        return 20s;
    if (environment.contains(u"WS_AGENT_SYSTEMD_UNIT"_s))
        return 300s;
    return environment.contains(u"WS_AGENT_LAUNCHD_LABEL"_s) ? 5s : 20s;
}

} // namespace wsagent
