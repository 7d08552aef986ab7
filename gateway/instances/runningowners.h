#pragma once

#include "gateway/instances/hostfacts.h"

namespace wsagent {

/// A gateway that runs now, as its runtime file says.
struct RunningGateway
{
    QString name;          ///< as the instance is listed
    QString stateDir = {}; ///< its browsers keep their data below it
    qint64 pid = 0;
    QList<int> ports = {}; ///< bound by the gateway itself
};

/// Sets `profile` of the listeners that belong to one of the gateways: the gateway's own, those of processes
/// it started, and those of browsers that work on its data. `parentOf` names the parent process.
void nameOwners(QList<Listener> &listeners, const QList<RunningGateway> &gateways,
                const std::function<std::optional<qint64>(qint64)> &parentOf);

} // namespace wsagent
