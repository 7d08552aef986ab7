#pragma once

#include "gateway/browser/cdp/later.h"

#include <QObject>

#include <chrono>
#include <vector>

namespace wsagent {

/// Waits for time to pass; whoever waits hears of it at once when all is called off.
class Pauses
{
public:
    Pauses() = default;
    ~Pauses() { callOff(); }
    Q_DISABLE_COPY_MOVE(Pauses)

    /// True: the time has passed. False: called off, now or before.
    Later<bool> wait(std::chrono::milliseconds time);
    /// From now on nobody waits.
    void callOff();

private:
    QObject m_context;
    std::vector<Later<bool>> m_waiting;
    bool m_isOff = false;
};

} // namespace wsagent
