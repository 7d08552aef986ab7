#include "gateway/browser/cdp/pauses.h"

#include <QTimer>

namespace wsagent {

Later<bool> Pauses::wait(std::chrono::milliseconds time)
{
    Later<bool> passed;
    if (m_isOff) {
        passed.settle(false);
        return passed;
    }
    std::erase_if(m_waiting, [](const Later<bool> &waiting) { return waiting.isSettled(); });
    m_waiting.push_back(passed);
    QTimer::singleShot(time, &m_context, [passed] { passed.settle(true); });
    return passed;
}

void Pauses::callOff()
{
    m_isOff = true;
    const auto waiting = std::exchange(m_waiting, {});
    for (const Later<bool> &each : waiting)
        each.settle(false);
}

} // namespace wsagent
