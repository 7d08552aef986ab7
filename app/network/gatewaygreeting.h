#pragma once

#include "app/network/gatewayclient.h"

namespace wsagent {

struct RuntimeFile;

// What every client of a gateway says and makes sure of in the same way.

/// The gateway that runs by this file, and nobody else; without a secret.
GatewayTarget runningTarget(const RuntimeFile &runtime);

/// Whether the certificate of the connection is the one that the target is known by.
bool showsItsCertificate(const QWebSocket &socket, const GatewayTarget &target);

/// The answer to a challenge. `client`: id, mode and what else the client says of itself; version and
/// platform are added.
QJsonObject connectParams(const GatewayTarget &target, QJsonObject client, const QStringList &caps);

QString requestFrame(const QString &id, const QString &method, const QJsonValue &params);

} // namespace wsagent
