#include "gateway/instances/servicenames.h"

namespace wsagent {

using namespace Qt::StringLiterals;

ServiceNames serviceNames(const ProfileName &profile)
{
    const QString name = profile.display();
    if (profile.isDefault())
        return {u"ws-agent-gateway.service"_s, u"ai.ws-agent.gateway"_s, u"WsAgent Gateway"_s};
    return {u"ws-agent-gateway-%1.service"_s.arg(name), u"ai.ws-agent.%1"_s.arg(name),
            u"WsAgent Gateway (%1)"_s.arg(name)};
}

} // namespace wsagent
