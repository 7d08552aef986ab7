#pragma once

#include "app/cli/commandcontext.h"

#include <QJsonArray>

namespace CLI {
class App;
}

namespace wsagent {

/// `profiles list`.
void addProfileListCommand(CLI::App &profiles, Action &chosen);

/// The `profiles` array that `profiles list` and `profiles check` share.
QJsonArray profilesToJson(const Fleet &fleet);

} // namespace wsagent
