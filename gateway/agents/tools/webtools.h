#pragma once

#include "gateway/agents/web/webclient.h"

namespace wsagent {

/// What `tools.web.fetch` (`settings`) allows an agent to get; an error for an address that is none, and when
/// nothing may be fetched.
Result<WebRequest> webRequest(const QString &address, const QJsonValue &settings, const QByteArray &accept);

/// `web_fetch`: a page as Markdown or text, framed as what a stranger wrote. The client outlives the tool.
Tool webFetchTool(WebClient &client);
/// `web_search`: by the provider that `tools.web.search` names: brave, searxng, duckduckgo.
Tool webSearchTool(WebClient &client);

/// The results in the answer of a provider: `[{title, url, snippet}]`.
QJsonArray searchResults(const QString &provider, const QByteArray &body, int most);

} // namespace wsagent
