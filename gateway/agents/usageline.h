#pragma once

#include "gateway/llm/llmtypes.h"

namespace wsagent {

/// What a run has used, for the line below its reply.
struct RunUsage
{
    LlmUsage usage = {};
    double cost = 0; ///< USD
    ResolvedModel model = {};
    qint64 contextTokens = 0;
};

/// The line that `/usage tokens` or `/usage full` asks for; empty for every other mode.
QString usageLine(const QString &mode, const RunUsage &used);

} // namespace wsagent
