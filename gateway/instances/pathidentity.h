#pragma once

#include "gateway/instances/hostfacts.h"

namespace wsagent {

/// How an absolute path compares with others on this host (`profiles-and-ports.md` 4.4): the longest existing
/// part is resolved through links, the rest appended; NFC; folded where the volume does not tell case apart.
ResolvedPath resolvePath(const QString &absolutePath);

} // namespace wsagent
