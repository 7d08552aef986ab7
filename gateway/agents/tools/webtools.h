#pragma once

#include "gateway/agents/tool.h"

namespace wsagent {

class WebClient;

/// `web_fetch`: a page as Markdown or text, framed as what a stranger wrote. The client outlives the tool.
Tool webFetchTool(WebClient &client);
/// `web_search`: by the provider that `tools.web.search` names: brave, searxng, duckduckgo.
Tool webSearchTool(WebClient &client);

/// The results in the answer of a provider: `[{title, url, snippet}]`.
QJsonArray searchResults(const QString &provider, const QByteArray &body, int most);

} // namespace wsagent
