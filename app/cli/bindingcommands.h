#pragma once

#include "app/cli/commandcontext.h"

#include <QJsonValue>

namespace CLI {
class App;
}

namespace wsagent {

/// `agents bindings`, `agents bind` and `agents unbind`: which conversations are whose. In the config; no
/// gateway has to run for it.
void addBindingCommands(CLI::App &agents, Action &chosen);

/// As people write it: "telegram:work dm 123".
QString bindingText(const QJsonValue &binding);

} // namespace wsagent
