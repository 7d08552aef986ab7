#pragma once

#include "gateway/instances/instancepaths.h"
#include "gateway/instances/runtimefile.h"

#include <QElapsedTimer>
#include <QThread>

#include <chrono>

namespace wsagent {

/// Looks again and again, for commands, which have nothing else to do. False when it never came true.
template <typename Condition>
bool waitFor(Condition condition, std::chrono::milliseconds patience)
{
    constexpr int pauseMs = 20;
    QElapsedTimer clock;
    clock.start();
    while (!condition()) {
        if (std::chrono::milliseconds(clock.elapsed()) > patience)
            return false;
        QThread::msleep(pauseMs);
    }
    return true;
}

/// The gateway of the instance, when it runs.
std::optional<RuntimeFile> livingGateway(const QString &stateDir);

/// Whether a gateway of the instance came up; waits for it, and no longer than that.
bool waitUntilServing(const InstancePaths &paths, std::chrono::milliseconds patience);
/// The same for its end: the port is free again, and nobody owns the state.
bool waitUntilGone(const InstancePaths &paths, std::chrono::milliseconds patience);

} // namespace wsagent
