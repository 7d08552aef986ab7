#pragma once

#include "gateway/instances/hostfacts.h"

#include <QByteArray>

#include <optional>

namespace wsagent {

/// A listening socket as /proc/net/tcp and tcp6 show it.
struct ProcListener
{
    QString address;
    int port = 0;
    QByteArray inode;

    bool operator==(const ProcListener &) const = default;
};

/// The lines in state LISTEN; others and damaged ones are passed over.
QList<ProcListener> parseProcNetTcp(const QByteArray &text);

/// What `lsof -nP -iTCP -sTCP:LISTEN -FpctPn` prints.
QList<Listener> parseLsof(const QByteArray &text);

/// `netsh int ipv4 show dynamicport tcp`. Its words are translated, its numbers are not.
std::optional<PortRange> parseDynamicPorts(const QByteArray &text);

/// `netsh int ipv4 show excludedportrange tcp`
QList<PortRange> parseExcludedPorts(const QByteArray &text);

} // namespace wsagent
