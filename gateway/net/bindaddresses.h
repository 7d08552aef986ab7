#pragma once

#include "gateway/base/result.h"

#include <QHostAddress>
#include <QList>

namespace wsagent {

/// The addresses of `gateway.bind` (`profiles-and-ports.md`, bind rules), the one that must do first. Never
/// wider than what was asked for. `tailnet` is the address in the tailnet, null when there is none.
Result<QList<QHostAddress>> bindAddresses(const QString &mode, const QString &customHost,
                                          const QHostAddress &tailnet);

/// The IPv4 address that Tailscale has given this machine (100.64.0.0/10), or a null one.
QHostAddress tailnetAddress();

} // namespace wsagent
