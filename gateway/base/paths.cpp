#include "gateway/base/paths.h"

#include <QDir>

namespace wsagent {

bool isAbsolutePath(const QString &path)
{
    return !path.startsWith(u':') && QDir::isAbsolutePath(path);
}

QString resolvedPath(const QString &path, const QString &base)
{
    return QDir::cleanPath(isAbsolutePath(path) ? path : base + u'/' + path);
}

} // namespace wsagent
