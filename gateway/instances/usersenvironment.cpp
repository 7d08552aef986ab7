#include "gateway/instances/usersenvironment.h"

#include <QStringList>

namespace wsagent {

using namespace Qt::StringLiterals;

QProcessEnvironment usersEnvironment(const QProcessEnvironment &own)
{
    static const QStringList ofTheUser{u"WS_AGENT_HOME"_s, u"WS_AGENT_REGISTRY_PATH"_s,
                                       u"WS_AGENT_SECRET_STORE"_s, u"WS_AGENT_CONFIG_READONLY"_s};
    static const QStringList ofTheProcess{u"NOTIFY_SOCKET"_s, u"WATCHDOG_USEC"_s, u"WATCHDOG_PID"_s,
                                          u"LISTEN_FDS"_s,    u"LISTEN_PID"_s,    u"LISTEN_FDNAMES"_s};
    QProcessEnvironment environment = own;
    for (const QString &name : own.keys()) {
        if ((name.startsWith("WS_AGENT_"_L1) && !ofTheUser.contains(name)) || ofTheProcess.contains(name))
            environment.remove(name);
    }
    return environment;
}

} // namespace wsagent
