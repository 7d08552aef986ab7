#pragma once

#include <QString>

namespace wsagent {

/// Bytes from the kernel's random source as URL-safe text: 32 of them (43 characters) are a gateway secret.
QString randomToken(int bytes = 32);

} // namespace wsagent
