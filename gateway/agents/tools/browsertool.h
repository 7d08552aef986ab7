#pragma once

#include "gateway/agents/tool.h"

namespace wsagent {

/// Takes a status as in HTTP, and the answer.
using BrowserReply = std::function<void(int status, const QJsonObject &body)>;
/// Asks the browser service (`browser.md` 6).
using AskBrowser = std::function<void(const QByteArray &method, const QString &path, const QJsonObject &query,
                                      const QJsonObject &body, const BrowserReply &done)>;

/// `browser`: an agent opens pages, reads them and acts on them.
Tool browserTool(const AskBrowser &ask);

/// What an action of the tool asks of the service; nothing for one that is not known.
struct BrowserQuestion
{
    QByteArray method = {};
    QString path = {};
    QJsonObject query = {};
    QJsonObject body = {};

    bool operator==(const BrowserQuestion &) const = default;
};
std::optional<BrowserQuestion> browserQuestion(const QJsonObject &arguments);

} // namespace wsagent
