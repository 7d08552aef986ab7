#include "app/network/portpatience.h"

#include "gateway/base/exitcodes.h"
#include "gateway/supervised/lifeline.h"

#include <QCoreApplication>
#include <QTimer>

namespace wsagent {

namespace {

constexpr int mostWaits = 20;
constexpr auto pause = std::chrono::milliseconds(500);

} // namespace

PortPatience::PortPatience(const Lifeline *lifeline)
{
    if (!lifeline)
        return;
    connect(lifeline, &Lifeline::stopWanted, this, [this] { end(ExitSuccess); });
    connect(lifeline, &Lifeline::closed, this, [this] { end(ExitTerminated); });
}

bool PortPatience::waitOnce()
{
    if (m_exitCode || m_waits == mostWaits)
        return false;
    ++m_waits;
    QTimer timer;
    timer.setSingleShot(true);
    connect(&timer, &QTimer::timeout, this, [] { QCoreApplication::quit(); });
    timer.start(pause);
    QCoreApplication::exec();
    return !m_exitCode;
}

void PortPatience::end(int exitCode)
{
    m_exitCode = exitCode;
    QCoreApplication::quit();
}

} // namespace wsagent
