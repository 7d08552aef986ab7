#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

namespace wsagent {

/// The content of each script that stands in the page itself.
QList<QByteArray> inlineScripts(const QByteArray &html);

/// `'sha256-…'` for each of them: what a policy admits them by.
QList<QByteArray> scriptHashes(const QByteArray &html);

/// The page with what the panel reads from its first tag. The files it names beside itself ("./…") are named
/// from the base path: the same page stands for addresses of any depth.
QByteArray markedPage(const QByteArray &html, const QString &basePath);

/// The policy for a panel whose page has those scripts (`gateway-http.md` 5).
QByteArray controlUiPolicy(const QList<QByteArray> &hashes);

} // namespace wsagent
