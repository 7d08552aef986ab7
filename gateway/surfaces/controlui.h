#pragma once

#include "gateway/net/httpoperators.h"

#include <QJsonObject>

#include <functional>

namespace wsagent {

struct ControlUiSettings
{
    QString root = {};     ///< directory of the panel; empty: there is none
    QString basePath = {}; ///< "" or "/panel", without slash at the end
    QString version = {};
};

/// Whom people talk to in it.
struct PanelIdentity
{
    QString agentId = {}; ///< the default agent
    QString assistantName = {};
    QString assistantAvatar = {}; ///< emoji, short text or image address
};

/// The panel in the browser: its files and what it is told before it connects (`gateway-http.md` 5). Without
/// a directory only the latter. `identity` is asked each time: it changes with the config.
void addControlUi(Router &router, HttpOperators &operators, const ControlUiSettings &settings,
                  const std::function<PanelIdentity()> &identity);

} // namespace wsagent
