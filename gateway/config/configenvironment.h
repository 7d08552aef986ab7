#pragma once

#include "gateway/config/configloader.h"

namespace wsagent {

/// The variables of a config, with the `.env` files of the current and the state directory.
ConfigVariables configEnvironment(const ConfigSource &source, const QJsonObject &assembled);

/// Names of provider keys, channel tokens and the like.
bool isCredentialName(const QString &name);

} // namespace wsagent
