#pragma once

#include "gateway/instances/hostfacts.h"

#include <QByteArray>
#include <QHash>

namespace wsagent {

/// A listening socket as /proc/net/tcp and tcp6 show it.
struct ProcListener
{
    QString address;
    int port = 0;
    QByteArray inode;
};

/// The lines in state LISTEN; others and damaged ones are passed over.
QList<ProcListener> parseProcNetTcp(const QByteArray &text);

} // namespace wsagent
