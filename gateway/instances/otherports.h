#pragma once

#include "gateway/config/configschema.h"
#include "gateway/instances/portblock.h"

#include <QList>
#include <QProcessEnvironment>
#include <QSet>

namespace wsagent {

/// What the other instances of this user need of the ports of this host.
struct OtherPorts
{
    QSet<int> claims = {};
    QList<PortBlock> blocks = {};
};

/// By their configs, as they are now. Reads files, so that it is nothing for the thread of an event loop.
OtherPorts portsOfOthers(const QString &home, const QProcessEnvironment &environment,
                         const QString &ownStateDir, const ConfigSchema &schema);

} // namespace wsagent
