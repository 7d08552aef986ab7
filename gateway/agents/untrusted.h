#pragma once

#include <QString>

namespace wsagent {

/// Puts text that a stranger wrote between two marks, with a warning before it. The marks hold a number that
/// nobody can guess, so that the text cannot end its own frame. `source`: "web page https://…".
QString untrustedFrame(const QString &source, const QString &text);
/// With a boundary of the caller, for tests.
QString untrustedFrame(const QString &source, const QString &text, const QString &boundary);

} // namespace wsagent
