#include "gateway/base/systemerror.h"

#include <QFileInfo>

#include <cerrno>
#include <cstring>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

QString adviceFor(int code, const QString &path)
{
    const QString directory = QFileInfo(path).absolutePath();
    switch (code) {
    case ENOSPC:
        return u"free some space: df -h '%1'"_s.arg(directory);
    case EDQUOT:
        return u"free some space: quota -s"_s;
    case EROFS:
        return u"mount it writable: findmnt -T '%1'"_s.arg(directory);
    case EIO:
        return u"check the disk: dmesg | tail"_s;
    default:
        return u"ls -ld '%1' '%2'"_s.arg(directory, path);
    }
}

} // namespace

Error systemError(const QString &path, const QString &cannotBe, int code)
{
    return {u"%1 cannot be %2: %3"_s.arg(path, cannotBe, QString::fromLocal8Bit(std::strerror(code))),
            adviceFor(code, path), code == ENOENT ? ErrorKind::NotFound : ErrorKind::Io};
}

} // namespace wsagent
