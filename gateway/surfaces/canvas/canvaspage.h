#pragma once

#include <QByteArray>

namespace wsagent {

/// The page with our script before its last `</body>`, or at its end: the bridge for actions, and reloading
/// when `liveReload` (`canvas-and-ui.md` 1.2).
QByteArray withCanvasScript(const QByteArray &html, bool liveReload);

/// What an empty canvas begins with: a page that tells whether somebody takes actions, and sends one.
QByteArray starterPage();

/// 404 for a directory without a page: says which file to write.
QByteArray missingIndexPage(const QByteArray &directory);

} // namespace wsagent
