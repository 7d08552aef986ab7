#pragma once

#include "gateway/agents/pathguard.h"

#include <functional>

namespace wsagent {

/// An entry that a walk comes by.
struct WalkEntry
{
    QString path = {}; ///< relative to where the walk began
    bool isDirectory = false;
    /// Of a file that `open` was asked for.
    std::function<std::optional<Descriptor>()> open = {};
};

/// Goes through a tree in order of names, not following links, not into what the guard keeps closed, and not
/// into `.git`. Ends when `visit` says false.
void walkTree(PathGuard &guard, int directory, const std::function<bool(const WalkEntry &)> &visit);

/// The names in an open directory, sorted; `/` after directories, `@` after links.
QStringList listDirectory(int directory);

/// Glob of file tools: `*` and `?` within a name, `**` across, `[a-z]`, `{a,b}`. A pattern without a slash is
/// matched against the last name, others against the whole path.
class PathGlob
{
public:
    explicit PathGlob(const QString &pattern);
    bool matches(const QString &path) const;

private:
    QStringList m_patterns; ///< regular expressions of the alternatives
    bool m_wholePath = false;
};

/// The glob as a regular expression without anchors; braces are not expanded.
QString globExpression(const QString &glob);

} // namespace wsagent
