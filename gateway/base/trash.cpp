#include "gateway/base/trash.h"

#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

namespace wsagent {

using namespace Qt::StringLiterals;

Result<void> moveToTrash(const QStringList &paths)
{
    // A trash can that nobody has used yet is not made by itself.
    QDir().mkpath(QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation));
    for (const QString &path : paths) {
        if (QFileInfo::exists(path) && !QFile::moveToTrash(path))
            return Error{u"%1 could not be moved to the trash"_s.arg(path), u"remove it by hand"_s,
                         ErrorKind::Io};
    }
    return {};
}

} // namespace wsagent
