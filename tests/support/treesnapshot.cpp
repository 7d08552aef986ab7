#include "tests/support/treesnapshot.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QDirIterator>
#include <QFile>

#include <sys/stat.h>

namespace wsagent::test {

using namespace Qt::StringLiterals;

QStringList treeSnapshot(const QString &directory)
{
    QStringList lines;
    QDirIterator entries(directory, QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot,
                         QDirIterator::Subdirectories);
    const auto add = [&lines](const QString &path) {
        struct stat info = {};
        if (::lstat(path.toUtf8().constData(), &info) != 0)
            return;
        QByteArray hash;
        QFile file(path);
        if (S_ISREG(info.st_mode) && file.open(QIODevice::ReadOnly))
            hash = QCryptographicHash::hash(file.readAll(), QCryptographicHash::Sha256).toHex().left(16);
        lines += u"%1 mode %2 inode %3 size %4 changed %5.%6 %7"_s.arg(path)
                     .arg(info.st_mode, 0, 8)
                     .arg(info.st_ino)
                     .arg(info.st_size)
                     .arg(info.st_ctim.tv_sec)
                     .arg(info.st_ctim.tv_nsec)
                     .arg(QLatin1StringView(hash));
    };
    add(directory);
    while (entries.hasNext())
        add(entries.next());
    lines.sort();
    return lines;
}

} // namespace wsagent::test
