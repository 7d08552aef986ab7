#include "gateway/instances/pathidentity.h"

#include <QDir>
#include <QFileInfo>

#include <sys/stat.h>
#ifdef Q_OS_LINUX
#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <unistd.h>
#endif

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// Whether names in this directory differ by case only in writing.
bool ignoresCase(const QString &directory)
{
#if defined(Q_OS_LINUX) && defined(FS_CASEFOLD_FL)
    const int fd = ::open(directory.toUtf8().constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return false;
    int flags = 0;
    const bool known = ::ioctl(fd, FS_IOC_GETFLAGS, &flags) == 0;
    ::close(fd);
    return known && (flags & FS_CASEFOLD_FL);
#elif defined(Q_OS_MACOS)
    return ::pathconf(directory.toUtf8().constData(), _PC_CASE_SENSITIVE) == 0;
#elif defined(Q_OS_WIN)
    Q_UNUSED(directory)
    return true;
#else
    Q_UNUSED(directory)
    return false;
#endif
}

/// The existing part of a path with its links resolved, and what is left of it.
struct Split
{
    QString existing;
    QString rest;
};

Split splitAtExisting(const QString &path)
{
    QString existing = path;
    QString rest;
    while (true) {
        const QString canonical = QFileInfo(existing).canonicalFilePath();
        if (!canonical.isEmpty())
            return {canonical, rest};
        const qsizetype slash = existing.lastIndexOf(u'/');
        if (slash <= 0)
            return {u"/"_s, existing.mid(1) + rest};
        rest = existing.mid(slash) + rest;
        existing.truncate(slash);
    }
}

} // namespace

ResolvedPath resolvePath(const QString &absolutePath)
{
    const QString clean = QDir::cleanPath(absolutePath);
    const Split split = splitAtExisting(clean);
    const QString joined = QDir::cleanPath(split.existing + u'/' + split.rest);

    ResolvedPath resolved;
    resolved.unfolded = joined.normalized(QString::NormalizationForm_C);
    resolved.path = resolved.unfolded;
    resolved.isLink = QFileInfo(clean).isSymLink();
    const QFileInfo existing(split.existing);
    if (ignoresCase(existing.isDir() ? split.existing : existing.absolutePath()))
        resolved.path = resolved.path.toCaseFolded();

    struct stat info = {};
    if (::stat(clean.toUtf8().constData(), &info) == 0)
        resolved.fileId = u"%1:%2"_s.arg(quint64(info.st_dev)).arg(quint64(info.st_ino));
    return resolved;
}

} // namespace wsagent
