#pragma once

#include "gateway/base/result.h"

#include <QJsonObject>

namespace wsagent {

/// `{deviceId, publicKey}` of the Ed25519 key of this gateway, by which clients know it again. The key is
/// made when it is first asked for, in `identity/gateway.key` (0600).
Result<QJsonObject> gatewayIdentity(const QString &stateDir);

} // namespace wsagent
