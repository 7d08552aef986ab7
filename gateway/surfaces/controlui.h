#pragma once

#include "gateway/net/httpoperators.h"

#include <QJsonObject>

namespace wsagent {

struct ControlUiSettings
{
    QString root = {};     ///< directory of the panel; empty: there is none
    QString basePath = {}; ///< "" or "/panel", without slash at the end
    QString version = {};
    QString agentId = {}; ///< the default agent
    QString assistantName = {};
    QString assistantAvatar = {}; ///< emoji, short text or image address
};

/// The panel in the browser: its files and what it is told before it connects (`gateway-http.md` 5). Without
/// a directory only the latter.
void addControlUi(Router &router, HttpOperators &operators, const ControlUiSettings &settings);

} // namespace wsagent
