#include "gateway/base/trash.h"

#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

namespace wsagent {

using namespace Qt::StringLiterals;

Result<QStringList> moveToTrash(const QStringList &paths)
{
    // A trash can that nobody has used yet is not made by itself.
    QDir().mkpath(QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation));
    QStringList moved;
    for (const QString &path : paths) {
        if (!QFileInfo::exists(path))
            continue;
        QString place;
        if (!QFile::moveToTrash(path, &place))
            return Error{u"%1 could not be moved to the trash"_s.arg(path), u"remove it by hand"_s,
                         ErrorKind::Io};
        moved += place;
    }
    return moved;
}

} // namespace wsagent
