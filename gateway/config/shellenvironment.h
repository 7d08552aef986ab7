#pragma once

#include "gateway/base/result.h"

#include <QObject>
#include <QProcessEnvironment>

#include <chrono>
#include <functional>

namespace wsagent {

/// Asks the login shell for variables that are missing (`config.md` 1.4): for a gateway started by a desktop
/// or service manager, which knows nothing of the user's shell profile. Only names on a fixed list are taken
/// over (provider keys, channel tokens, the gateway's secret). The answer comes once, unless `context` is
/// gone.
void importShellEnvironment(const QProcessEnvironment &environment, std::chrono::milliseconds timeout,
                            QObject *context, std::function<void(Result<QProcessEnvironment>)> answer);

} // namespace wsagent
