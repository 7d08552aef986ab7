#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

namespace wsagent {

/// The content of each script that stands in the page itself.
QList<QByteArray> inlineScripts(const QByteArray &html);

/// `'sha256-…'` for each of them: what a policy admits them by.
QList<QByteArray> scriptHashes(const QByteArray &html);

/// The page with what the panel reads from its first tag.
QByteArray markedPage(const QByteArray &html, const QString &basePath);

/// The policy for a panel whose page has those scripts (`gateway-http.md` 5).
QByteArray controlUiPolicy(const QList<QByteArray> &hashes);

} // namespace wsagent
