#pragma once

#include "gateway/browser/page/browsersession.h"
#include "gateway/browser/page/pagenode.h"

namespace wsagent {

// Files that go into pages and come out of them. Pure checks first.

/// The files, absolute, when all of them are ordinary ones below one of the roots; links lead nowhere.
BrowserResult<QStringList> uploadPaths(const QJsonArray &paths, const QStringList &roots);

/// Where a file of a browser goes: below the root, by the name that is asked for, else by the one that is
/// suggested.
BrowserResult<QString> pathBelow(const QString &root, const QString &wanted, const QString &suggested);

/// Gives files to an <input type=file>.
QCoro::Task<BrowserResult<void>> setFiles(TabPtr tab, PageNode input, QStringList files);
/// Clicks on `trigger` and gives them to the chooser that opens.
QCoro::Task<BrowserResult<void>> giveToChooser(BrowserSessionPtr session, TabPtr tab, QStringList files,
                                               PageNode trigger, QDeadlineTimer deadline);

/// The next download, or the one that a click on `click` begins: `{url, suggestedFilename, path}`.
QCoro::Task<BrowserResult<QJsonObject>> takeDownload(BrowserSessionPtr session, TabPtr tab, QString root,
                                                     QString wanted, std::optional<PageNode> click,
                                                     QDeadlineTimer deadline);

} // namespace wsagent
