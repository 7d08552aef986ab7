#include "app/network/launchdpause.h"

#include "app/platform/unixsignals.h"

#include <QCoreApplication>
#include <QTimer>

namespace wsagent {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

std::chrono::milliseconds pauseAfterRefusal(const QProcessEnvironment &environment)
{
    const bool byLaunchd = environment.value(u"WS_AGENT_SERVICE_MARKER"_s) == "ws-agent"_L1 &&
                           environment.contains(u"WS_AGENT_LAUNCHD_LABEL"_s);
    return byLaunchd ? 60s : 0s;
}

void waitAfterRefusal(const Output &out, std::chrono::milliseconds pause)
{
    const UnixSignals ending;
    QObject::connect(&ending, &UnixSignals::endWanted, qApp, &QCoreApplication::quit);
    out.note(u"launchd would start this again at once; it ends in %1 seconds"_s.arg(
        std::chrono::duration_cast<std::chrono::seconds>(pause).count()));
    QTimer::singleShot(pause, qApp, &QCoreApplication::quit);
    QCoreApplication::exec();
}

} // namespace wsagent
