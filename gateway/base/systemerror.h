#pragma once

#include "gateway/base/result.h"

namespace wsagent {

/// "…/ws-agent.json cannot be written: No space left on device", with what to do about it. `code` is an
/// errno.
Error systemError(const QString &path, const QString &cannotBe, int code);

} // namespace wsagent
