#pragma once

#include <QString>

namespace wsagent {

/// 32 bytes from the kernel's random source as URL-safe text (43 characters): a gateway secret.
QString randomToken();

} // namespace wsagent
