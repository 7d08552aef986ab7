#include "gateway/agents/pathguard.h"

#include "gateway/base/strictopen.h"
#include "gateway/base/systemerror.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QRandomGenerator>

#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statfs.h>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr long procFileSystem = 0x9fa0;
constexpr qsizetype mostBehindWalls = 500'000; ///< files that are looked at

Error behindWall(const QString &path, const QString &owner)
{
    return {
        u"%1 belongs to %2 and is out of reach for this agent"_s.arg(path, owner), {}, ErrorKind::Isolation};
}

QByteArray temporaryName(const QByteArray &name)
{
    const auto number = QRandomGenerator::system()->generate64();
    return "." + name.left(180) + ".ws-agent-" + QByteArray::number(number, 36);
}

bool writeAll(int descriptor, const QByteArray &content)
{
    qsizetype done = 0;
    while (done < content.size()) {
        const auto written = ::write(descriptor, content.constData() + done, size_t(content.size() - done));
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        done += written;
    }
    return true;
}

} // namespace

PathGuard::PathGuard(const ToolContext &context)
    : m_workspace(QDir::cleanPath(context.workspace))
    , m_home(context.environment.value(u"HOME"_s, QDir::homePath()))
    , m_workspaceOnly(context.workspaceOnly || context.reach != Reach::Host)
    , m_mounts(MountTable::read())
    , m_walls(context.walls)
{
    const auto located = [this](const QString &path) -> std::optional<FileLocation> {
        const Descriptor directory(::open(QFile::encodeName(path).constData(), O_PATH | O_CLOEXEC));
        return directory ? m_mounts.locate(directory.number()) : std::nullopt;
    };
    for (const Wall &wall : context.walls) {
        Boundary boundary{.directory = located(wall.directory), .owner = wall.owner};
        for (const QString &exception : wall.except) {
            if (const auto location = located(exception))
                boundary.except += *location;
        }
        m_boundaries += boundary;
    }
    for (const QString &root : {context.workspace, context.tempDir}) {
        if (const auto location = root.isEmpty() ? std::nullopt : located(root))
            m_allowed += *location;
    }
}

QString PathGuard::absolute(const QString &path) const
{
    if (path == u'~' || path.startsWith("~/"_L1))
        return QDir::cleanPath(m_home + path.mid(1));
    return QDir::cleanPath(path.startsWith(u'/') ? path : m_workspace + u'/' + path);
}

bool PathGuard::isBehindWall(const FileLocation &location, QString *owner) const
{
    for (const Boundary &boundary : m_boundaries) {
        if (!boundary.directory || !location.isIn(*boundary.directory))
            continue;
        const bool excepted =
            std::any_of(boundary.except.begin(), boundary.except.end(),
                        [&location](const FileLocation &each) { return location.isIn(each); });
        if (excepted)
            continue;
        if (owner)
            *owner = boundary.owner;
        return true;
    }
    return false;
}

void PathGuard::gatherInodes(const Wall &wall)
{
    QDirIterator files(wall.directory, QDir::Files | QDir::Hidden | QDir::System,
                       QDirIterator::Subdirectories);
    for (qsizetype seen = 0; files.hasNext(); ++seen) {
        const QString path = files.next();
        struct stat status = {};
        if (::lstat(QFile::encodeName(path).constData(), &status) != 0 || status.st_nlink < 2)
            continue;
        const bool excepted =
            std::any_of(wall.except.begin(), wall.except.end(),
                        [&path](const QString &each) { return path.startsWith(each + u'/'); });
        if (!excepted)
            m_inodesBehindWalls->insert({status.st_dev, status.st_ino});
        m_tooManyBehindWalls = m_tooManyBehindWalls || seen > mostBehindWalls;
        if (m_tooManyBehindWalls)
            return;
    }
}

/// A file may have another name behind a wall. Only those with several names are looked up.
bool PathGuard::isLinkedFromBehindWall(quint64 device, quint64 inode)
{
    if (!m_inodesBehindWalls) {
        m_inodesBehindWalls.emplace();
        for (const Wall &wall : std::as_const(m_walls))
            gatherInodes(wall);
    }
    return m_tooManyBehindWalls || m_inodesBehindWalls->contains({device, inode});
}

Result<void> PathGuard::permit(int descriptor, const QString &path)
{
    struct statfs fileSystem = {};
    if (::fstatfs(descriptor, &fileSystem) == 0 && long(fileSystem.f_type) == procFileSystem) {
        return Error{u"%1: file tools do not look into /proc"_s.arg(path), u"use exec for that"_s,
                     ErrorKind::Isolation};
    }
    const auto location = m_mounts.locate(descriptor);
    if (!location)
        return Error{u"%1: it cannot be told where that lies"_s.arg(path), {}, ErrorKind::Isolation};
    QString owner;
    if (isBehindWall(*location, &owner))
        return behindWall(path, owner);
    const bool allowed = std::any_of(m_allowed.begin(), m_allowed.end(),
                                     [&](const FileLocation &root) { return location->isIn(root); });
    if (m_workspaceOnly && !allowed) {
        return Error{u"%1 is outside the workspace, where this session has to stay"_s.arg(path),
                     {},
                     ErrorKind::Isolation};
    }
    struct stat status = {};
    if (::fstat(descriptor, &status) != 0)
        return systemError(path, u"read"_s, errno);
    if (S_ISREG(status.st_mode) && status.st_nlink > 1 &&
        isLinkedFromBehindWall(status.st_dev, status.st_ino))
        return behindWall(path, u"another place by a hard link"_s);
    return {};
}

Result<Descriptor> PathGuard::open(const QString &path, int flags)
{
    const QString full = absolute(path);
    if (full.contains(QChar::Null))
        return Error{u"the path holds a zero byte"_s, {}, ErrorKind::Usage};
    Descriptor opened(openStrictly(QFile::encodeName(full), flags, NoLinks::Magic));
    if (!opened) {
        const int code = errno;
        if (code == ELOOP)
            return Error{
                u"%1 leads through a link that is not followed"_s.arg(path), {}, ErrorKind::Isolation};
        return systemError(path, u"opened"_s, code);
    }
    if (const auto permitted = permit(opened.number(), path); !permitted)
        return permitted.error();
    return opened;
}

Result<Descriptor> PathGuard::openFile(const QString &path)
{
    // Looked at before it is opened: opening a device or a pipe may already do something.
    const auto seen = open(path, O_PATH);
    if (!seen)
        return seen.error();
    struct stat before = {};
    if (::fstat(seen->number(), &before) != 0 || !S_ISREG(before.st_mode)) {
        return Error{S_ISDIR(before.st_mode) ? u"%1 is a directory; use ls"_s.arg(path)
                                             : u"%1 is not an ordinary file"_s.arg(path),
                     {},
                     ErrorKind::Usage};
    }
    auto opened = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
    struct stat after = {};
    if (opened && (::fstat(opened->number(), &after) != 0 || !S_ISREG(after.st_mode)))
        return Error{u"%1 is not an ordinary file"_s.arg(path), {}, ErrorKind::Usage};
    return opened;
}

Result<QByteArray> PathGuard::content(const QString &path, qint64 most)
{
    const auto opened = openFile(path);
    if (!opened)
        return opened.error();
    QFile file;
    if (!file.open(opened->number(), QIODevice::ReadOnly))
        return systemError(path, u"read"_s, errno);
    const QByteArray bytes = file.read(most + 1);
    if (bytes.size() > most)
        return Error{u"%1 is larger than %2 bytes; use exec"_s.arg(path).arg(most), {}, ErrorKind::Usage};
    return bytes;
}

Result<Descriptor> PathGuard::openDirectory(const QString &path)
{
    return open(path, O_RDONLY | O_DIRECTORY);
}

std::optional<Descriptor> PathGuard::openBelow(int directory, const QByteArray &name, bool isDirectory)
{
    const int flags =
        O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC | (isDirectory ? O_DIRECTORY : 0);
    Descriptor opened(::openat(directory, name.constData(), flags));
    struct stat status = {};
    if (!opened || ::fstat(opened.number(), &status) != 0)
        return std::nullopt;
    if (isDirectory ? !S_ISDIR(status.st_mode) : !S_ISREG(status.st_mode))
        return std::nullopt;
    // A file in a directory that is permitted can only be behind a wall by another of its names.
    if (!isDirectory)
        return status.st_nlink > 1 && isLinkedFromBehindWall(status.st_dev, status.st_ino)
                   ? std::nullopt
                   : std::optional(std::move(opened));
    if (!permit(opened.number(), QFile::decodeName(name)))
        return std::nullopt;
    return opened;
}

/// Step by step, so that no part of the way is a link that somebody put there meanwhile.
Result<Descriptor> PathGuard::makeDirectory(const QString &path)
{
    QStringList missing;
    QString existing = path;
    while (::access(QFile::encodeName(existing).constData(), F_OK) != 0 && existing != "/"_L1) {
        missing.prepend(existing.section(u'/', -1));
        existing = QDir::cleanPath(existing + "/.."_L1);
    }
    auto directory = openDirectory(existing);
    for (const QString &name : missing) {
        if (!directory)
            break;
        const QByteArray encoded = QFile::encodeName(name);
        if (::mkdirat(directory->number(), encoded.constData(), 0777) != 0 && errno != EEXIST)
            return systemError(path, u"made"_s, errno);
        auto next = openBelow(directory->number(), encoded, true);
        if (!next)
            return Error{u"%1 cannot be made: %2 is in the way"_s.arg(path, name), {}, ErrorKind::Isolation};
        directory = std::move(*next);
    }
    return directory;
}

Result<PathGuard::Place> PathGuard::placeFor(const QString &path)
{
    QString full = absolute(path);
    if (full.contains(QChar::Null) || full.endsWith(u'/'))
        return Error{u"%1 is no name for a file"_s.arg(path), {}, ErrorKind::Usage};
    const Descriptor there(openStrictly(QFile::encodeName(full), O_PATH, NoLinks::Magic));
    Place place;
    if (there) {
        if (const auto permitted = permit(there.number(), path); !permitted)
            return permitted.error();
        struct stat status = {};
        if (::fstat(there.number(), &status) != 0 || !S_ISREG(status.st_mode))
            return Error{u"%1 is not an ordinary file"_s.arg(path), {}, ErrorKind::Usage};
        place.mode = status.st_mode & 07777;
        full = QFile::symLinkTarget(u"/proc/self/fd/%1"_s.arg(there.number()));
    } else if (errno == ELOOP || QFileInfo(full).isSymLink()) {
        return Error{u"%1 is a link that leads nowhere it may"_s.arg(path), {}, ErrorKind::Isolation};
    }
    auto directory = makeDirectory(full.section(u'/', 0, -2) + (full.count(u'/') == 1 ? u"/"_s : QString()));
    if (!directory)
        return directory.error();
    place.directory = std::move(*directory);
    place.name = QFile::encodeName(full.section(u'/', -1));
    return place;
}

Result<void> PathGuard::replace(const QString &path, const QByteArray &content)
{
    const auto place = placeFor(path);
    if (!place)
        return place.error();
    const int directory = place->directory.number();
    const QByteArray temporary = temporaryName(place->name);
    const int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
    const Descriptor file(::openat(directory, temporary.constData(), flags, 0666));
    if (!file)
        return systemError(path, u"written"_s, errno);
    const bool written =
        (!place->mode || ::fchmod(file.number(), *place->mode) == 0) && writeAll(file.number(), content) &&
        ::renameat(directory, temporary.constData(), directory, place->name.constData()) == 0;
    if (written)
        return {};
    const Error error = systemError(path, u"written"_s, errno);
    ::unlinkat(directory, temporary.constData(), 0);
    return error;
}

Result<void> PathGuard::remove(const QString &path)
{
    const auto place = placeFor(path);
    if (!place)
        return place.error();
    if (!place->mode)
        return Error{u"%1 does not exist"_s.arg(path), {}, ErrorKind::NotFound};
    if (::unlinkat(place->directory.number(), place->name.constData(), 0) != 0)
        return systemError(path, u"removed"_s, errno);
    return {};
}

} // namespace wsagent
