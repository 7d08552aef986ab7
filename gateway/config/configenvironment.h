#pragma once

#include "gateway/config/configloader.h"

namespace wsagent {

/// The environment of the config (`config.md` 1.4): the given variables, then `.env` of the current
/// directory,
/// `.env` of the state directory, and the section `env`. What is there already is never replaced.
QProcessEnvironment configEnvironment(const ConfigSource &source, const QJsonObject &assembled);

/// Names of provider keys, channel tokens and the like.
bool isCredentialName(const QString &name);

} // namespace wsagent
