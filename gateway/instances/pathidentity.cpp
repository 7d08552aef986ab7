#include "gateway/instances/pathidentity.h"

#include <QFile>

#include <cerrno>
#include <sys/stat.h>
#include <unistd.h>
#ifdef Q_OS_LINUX
#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#endif

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// Whether names in this directory differ by case only in writing.
bool ignoresCase(const QByteArray &directory)
{
#if defined(Q_OS_LINUX) && defined(FS_CASEFOLD_FL)
    const int fd = ::open(directory.constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return false;
    int flags = 0;
    const bool known = ::ioctl(fd, FS_IOC_GETFLAGS, &flags) == 0;
    ::close(fd);
    return known && (flags & FS_CASEFOLD_FL);
#elif defined(Q_OS_MACOS)
    return ::pathconf(directory.constData(), _PC_CASE_SENSITIVE) == 0;
#else
    Q_UNUSED(directory)
    return false;
#endif
}

QByteArray linkTarget(const QByteArray &path)
{
    char target[4096];
    const ssize_t length = ::readlink(path.constData(), target, sizeof target);
    return QByteArray(target, qMax<ssize_t>(length, 0));
}

/// Follows a path name by name, as the kernel does, but goes on where nothing exists any more: a link that
/// dangles leads to where its target would be made. A link in a circle stays as it is.
class Walk
{
public:
    explicit Walk(const QByteArray &path) { push(path); }

    ResolvedPath run()
    {
        while (!m_pending.isEmpty())
            step(m_pending.takeLast());
        return {.path = joined(m_folded), .unfolded = joined(m_names)};
    }

private:
    void push(const QByteArray &path)
    {
        const QList<QByteArray> names = path.split('/');
        for (auto name = names.rbegin(); name != names.rend(); ++name) {
            if (!name->isEmpty() && *name != ".")
                m_pending += *name;
        }
    }

    void step(const QByteArray &name)
    {
        if (name == "..") {
            leave();
            return;
        }
        const QByteArray path = m_path + '/' + name;
        struct stat info = {};
        if (m_missing > 0 || ::lstat(path.constData(), &info) != 0) {
            ++m_missing;
        } else if (S_ISLNK(info.st_mode) && !isCircle(path)) {
            follow(linkTarget(path));
            return;
        }
        enter(name, path);
    }

    static bool isCircle(const QByteArray &link)
    {
        struct stat info = {};
        return ::stat(link.constData(), &info) != 0 && errno == ELOOP;
    }

    void follow(const QByteArray &target)
    {
        if (target.startsWith('/')) {
            m_path.clear();
            m_names.clear();
            m_folded.clear();
        }
        push(target);
    }

    /// What does not exist yet takes after the deepest directory that does.
    void enter(const QByteArray &name, const QByteArray &path)
    {
        if (m_missing <= 1)
            m_ignoresCase = ignoresCase(m_path.isEmpty() ? "/"_ba : m_path);
        const QString text = QFile::decodeName(name).normalized(QString::NormalizationForm_C);
        m_names += text;
        m_folded += m_ignoresCase ? text.toCaseFolded() : text;
        m_path = path;
    }

    void leave()
    {
        if (m_names.isEmpty())
            return;
        m_path.truncate(m_path.lastIndexOf('/'));
        m_names.removeLast();
        m_folded.removeLast();
        m_missing = qMax(0, m_missing - 1);
    }

    static QString joined(const QStringList &names) { return u'/' + names.join(u'/'); }

    QList<QByteArray> m_pending; ///< the next one last
    QByteArray m_path;
    QStringList m_names;
    QStringList m_folded;
    int m_missing = 0; ///< how many names at the end do not exist
    bool m_ignoresCase = false;
};

} // namespace

ResolvedPath resolvePath(const QString &absolutePath)
{
    QByteArray path = QFile::encodeName(absolutePath);
    while (path.size() > 1 && path.endsWith('/'))
        path.chop(1);

    ResolvedPath resolved = Walk(path).run();
    struct stat info = {};
    resolved.isLink = ::lstat(path.constData(), &info) == 0 && S_ISLNK(info.st_mode);
    if (::stat(path.constData(), &info) == 0)
        resolved.fileId = u"%1:%2"_s.arg(quint64(info.st_dev)).arg(quint64(info.st_ino));
    return resolved;
}

} // namespace wsagent
