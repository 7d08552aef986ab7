#pragma once

#include "gateway/agents/toolpolicy.h"
#include "gateway/agents/toolset.h"
#include "gateway/net/router.h"

namespace wsagent {

struct ToolsInvokeServices
{
    std::function<Toolset &()> tools;
    struct Session
    {
        ToolContext context = {};
        ToolPolicy policy = ToolPolicy(PolicyFacts());
    };
    std::function<Result<Session>(const QString &sessionKey, const QString &agentId, const Caller &caller)>
        session;
    std::function<QJsonObject()> settings; ///< `gateway.tools`
    std::function<void(const std::function<void()> &)> whenReady;
    HttpGuard guard;
};

/// `POST /tools/invoke` (`gateway-http.md` 7).
void addToolsInvoke(Router &router, const ToolsInvokeServices &services);

/// Tools that change much are not called over HTTP unless `gateway.tools.allow` names them.
bool isDeniedOverHttp(const QString &tool, const QJsonObject &settings);

} // namespace wsagent
