#pragma once

#include "gateway/base/result.h"

#include <QJsonObject>
#include <QProcessEnvironment>

namespace wsagent {

/// What commands of agents inherit of the gateway's environment: not its secrets, not what a service manager
/// says to it alone. `secretNames`: variables that a SecretRef of the config names.
QProcessEnvironment withoutGatewaySecrets(QProcessEnvironment environment, const QStringList &secretNames);

/// The environment of one command. An error when `wanted` sets what could replace the program that runs, or
/// what runs in it.
Result<QProcessEnvironment> commandEnvironment(QProcessEnvironment inherited, const QJsonObject &wanted,
                                               const QStringList &pathPrepend, const QString &sessionKey);

} // namespace wsagent
