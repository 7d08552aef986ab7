#pragma once

#include <QHostAddress>

namespace wsagent {

/// Whether an address belongs to somebody out there: not to this machine, this network, a cloud's metadata
/// service, nor to nobody.
bool isPublicAddress(const QHostAddress &address);

} // namespace wsagent
