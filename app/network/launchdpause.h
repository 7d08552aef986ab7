#pragma once

#include "app/cli/output.h"

#include <QProcessEnvironment>

#include <chrono>

namespace wsagent {

/// How long a refused start waits before it ends: launchd knows no exit code that means "not again", and
/// would try it every ten seconds (`services.md` 4.2). No time unless launchd has started this process.
std::chrono::milliseconds pauseAfterRefusal(const QProcessEnvironment &environment);

/// Says so, and waits that long; SIGTERM and SIGINT end it at once. Needs a QCoreApplication, and no other
/// UnixSignals.
void waitAfterRefusal(const Output &out, std::chrono::milliseconds pause);

} // namespace wsagent
