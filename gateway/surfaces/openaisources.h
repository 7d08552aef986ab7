#pragma once

#include "gateway/agents/web/webclient.h"
#include "gateway/surfaces/openairequest.h"

namespace wsagent {

using ApiFetch = std::function<ToolAbort(const WebRequest &request, const WebClient::Done &done)>;

/// Gets the parts of a question that are told by their addresses, one after the other, and adds them to it.
/// Private addresses are not asked. `done`: the question as a whole, or a sentence for the client.
void fetchSources(const ApiQuestion &question, const ApiMedia &media, const ApiFetch &fetch,
                  const std::function<void(const Result<ApiQuestion, QString> &)> &done);

} // namespace wsagent
