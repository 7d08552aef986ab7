#pragma once

#include "gateway/base/result.h"

#include <QStringList>

#include <functional>
#include <optional>

namespace wsagent {

/// A browser that can be started.
struct BrowserExecutable
{
    QString path = {};
    QString kind = {}; ///< chrome, brave, edge, chromium, canary or custom

    bool operator==(const BrowserExecutable &) const = default;
};

/// Where to look, and at what: another file system in tests.
struct ExecutableSearch
{
    QString configured = {}; ///< `executablePath`; must exist when it is given
    QString home = {};
    QStringList desktopDirs = {}; ///< "…/applications", the first wins
    QStringList mimeLists = {};   ///< mimeapps.list, the first wins
    std::function<bool(const QString &path)> isExecutable;
    std::function<QByteArray(const QString &path)> content; ///< empty when there is no such file
};

/// The one that is configured; the default browser of the system when it is of the Chromium family; the first
/// of the table of `browser.md` 3.
Result<BrowserExecutable> findBrowserExecutable(const ExecutableSearch &search);

/// The real one, for this system.
ExecutableSearch executableSearch(const QString &configured, const QString &home);

/// By the name of the program; empty for one of another family.
QString chromiumKind(const QString &path);

/// The desktop file that opens web pages by these lists (freedesktop.org, "Association between MIME types and
/// applications"); empty when they name none.
QString defaultBrowserEntry(const QList<QByteArray> &mimeLists);

/// The program of a desktop file's first `Exec=`; empty without one.
QString programOfDesktopEntry(const QByteArray &content);

} // namespace wsagent
