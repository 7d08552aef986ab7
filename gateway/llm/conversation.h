#pragma once

#include "gateway/llm/llmtypes.h"

namespace wsagent {

/// What every provider asks of a conversation, whatever happened to it: each tool call is followed by its
/// result (a missing one is made up and says so), no result is without its call, no message is empty, and
/// thinking is given back only to the model that thought it.
QList<LlmMessage> mended(const QList<LlmMessage> &messages, const ResolvedModel &model);

/// The texts and images of a tool result, apart: not every format takes images there.
QString resultText(const LlmMessage &result);
QJsonArray imagesOf(const QJsonArray &content);

/// An id of the letters that every provider takes; the same for the same id.
QString plainToolId(const QString &id);

} // namespace wsagent
