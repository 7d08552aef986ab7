#pragma once

#include "app/cli/commandcontext.h"

#include <QJsonValue>

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace wsagent {

/// `agents bindings`, `agents bind` and `agents unbind`: which conversations are whose. In the config; no
/// gateway has to run for it.
void addBindingCommands(CLI::App &agents, Action &chosen);

/// Whether these places ("telegram", "telegram:work") are written right and nobody's yet.
Result<void> checkPlaces(CommandContext &context, const std::vector<std::string> &places);
/// As `agents bind` does it, without a word.
Result<void> bindPlaces(CommandContext &context, const QString &agentId,
                        const std::vector<std::string> &places);

/// As people write it: "telegram:work dm 123".
QString bindingText(const QJsonValue &binding);

} // namespace wsagent
