#include "gateway/net/fileroot.h"

#include "gateway/net/pathsegments.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QVarLengthArray>

#include <array>
#include <charconv>

#ifdef Q_OS_UNIX
#include "gateway/base/descriptor.h"
#include "gateway/base/strictopen.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

QByteArray tagOf(qint64 nanoseconds, qint64 size, quint64 identity)
{
    QVarLengthArray<char, 64> text; // three numbers of at most 16 digits
    const auto add = [&text](char before, quint64 number) {
        std::array<char, 16> digits = {};
        const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number, 16).ptr;
        text.append(before);
        text.append(digits.data(), end - digits.data());
    };
    add('"', quint64(nanoseconds));
    add('-', quint64(size));
    add('-', identity);
    text.append('"');
    return QByteArray(text.constData(), text.size());
}

#ifdef Q_OS_UNIX

/// As openWithoutLinks, in as many steps as there are names.
int openByNames(const QString &root, const QString &relative)
{
    constexpr int common = O_RDONLY | O_CLOEXEC | O_NOFOLLOW;
    Descriptor place(::open(QFile::encodeName(root).constData(), common | O_DIRECTORY));
    const QStringList names = relative.split(u'/', Qt::SkipEmptyParts);
    for (qsizetype i = 0; i < names.size() && place; ++i) {
        const bool last = i == names.size() - 1;
        place = Descriptor(::openat(place.number(), QFile::encodeName(names[i]).constData(),
                                    common | (last ? O_NONBLOCK : O_DIRECTORY)));
    }
    return place.release();
}

/// Follows no link below the root: the path has none, unless somebody has put one there since. Links above
/// the root may have come too, such as when a home has moved; they are none of our business.
int openWithoutLinks(const QString &root, const QString &relative)
{
    const int opened = openStrictly((root + relative).toUtf8(), O_RDONLY | O_NONBLOCK, NoLinks::Any);
    const bool mayGoByNames = opened < 0 && (errno == ENOSYS || errno == EPERM || errno == ELOOP);
    return mayGoByNames ? openByNames(root, relative) : opened;
}

std::optional<RootedFile> openRegular(const QString &root, const QString &relative)
{
    Descriptor opened(openWithoutLinks(root, relative));
    struct stat facts = {};
    if (!opened || ::fstat(opened.number(), &facts) != 0 || !S_ISREG(facts.st_mode) || facts.st_nlink != 1)
        return std::nullopt;
#ifdef Q_OS_MACOS
    const timespec &changed = facts.st_mtimespec;
#else
    const timespec &changed = facts.st_mtim;
#endif
    const qint64 nanoseconds = qint64(changed.tv_sec) * 1'000'000'000 + changed.tv_nsec;
    return RootedFile{.file = std::make_shared<OpenFile>(opened.release()),
                      .size = facts.st_size,
                      .modified = QDateTime::fromSecsSinceEpoch(changed.tv_sec, Qt::UTC),
                      .tag = tagOf(nanoseconds, facts.st_size, facts.st_ino)};
}

#else

std::optional<RootedFile> openRegular(const QString &root, const QString &relative)
{
    auto file = std::make_unique<QFile>(root + relative);
    if (!QFileInfo(*file).isFile() || !file->open(QIODevice::ReadOnly | QIODevice::Unbuffered))
        return std::nullopt;
    RootedFile result{.size = file->size(),
                      .modified = file->fileTime(QFileDevice::FileModificationTime).toUTC()};
    result.tag = tagOf(result.modified.toMSecsSinceEpoch(), result.size, 0);
    result.file = std::make_shared<OpenFile>(std::move(file));
    return result;
}

#endif

} // namespace

FileRoot::FileRoot(const QString &directory)
    : m_root(QFileInfo(directory).isDir() ? QFileInfo(directory).canonicalFilePath() : QString())
{}

std::optional<RootedFile> FileRoot::open(const QString &path) const
{
    if (!exists() || !isSafePath(path) || path.endsWith(u'/'))
        return std::nullopt;
#ifdef Q_OS_UNIX
    if (auto plain = openRegular(m_root, path)) // most paths have no link in them
        return plain;
#endif
    const QString real = QFileInfo(m_root + path).canonicalFilePath();
    const QString below = m_root.endsWith(u'/') ? m_root : m_root + u'/';
    if (!real.startsWith(below))
        return std::nullopt;
    return openRegular(m_root, real.sliced(below.size() - 1));
}

bool isSafePath(const QString &path)
{
    if (!path.startsWith(u'/') || path.contains(u'\\') || path.contains(QChar(u'\0')) ||
        (path.contains(u'%') && path.contains("%2F"_L1, Qt::CaseInsensitive)))
        return false;
    return !hasDotSegment(path);
}

} // namespace wsagent
