#pragma once

#include "gateway/agents/tool.h"
#include "gateway/base/result.h"

namespace wsagent {

/// What to start so that a command runs in a container, by `sandbox` of the config: `backend` docker or
/// bubblewrap, `workspaceAccess`, `docker.*`. `find`: where a program is, empty when it is not installed;
/// without it nothing runs.
Result<QStringList> containerArguments(const QString &command, const QString &directory,
                                       const ToolContext &context,
                                       const std::function<QString(const QString &program)> &find);

} // namespace wsagent
