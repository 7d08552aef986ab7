#pragma once

#include <QStringTokenizer>

namespace wsagent {

/// Whether a name between the slashes of a path is of this kind; empty ones are asked about as well.
template <typename Predicate>
bool anySegment(QStringView path, Predicate predicate)
{
    for (const QStringView segment : path.tokenize(u'/')) {
        if (predicate(segment))
            return true;
    }
    return false;
}

/// "." or "..", by which a path means another one.
inline bool hasDotSegment(QStringView path)
{
    return anySegment(path, [](QStringView segment) { return segment == u".." || segment == u"."; });
}

} // namespace wsagent
