#pragma once

#include <QString>

namespace wsagent {

/// Whether the texts are equal, in a time that tells nothing about where they differ or how long they are.
bool equalSecrets(const QString &a, const QString &b);

} // namespace wsagent
