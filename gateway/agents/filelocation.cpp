#include "gateway/agents/filelocation.h"

#include <QFile>

#include <climits>

#include <unistd.h>

namespace wsagent {

namespace {

QByteArray contentOf(const char *path)
{
    QFile file(QString::fromLatin1(path));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// `\040` for a space, and the like.
QByteArray unescaped(const QByteArray &text)
{
    QByteArray result;
    for (qsizetype i = 0; i < text.size(); ++i) {
        bool isOctal = false;
        const int code = text[i] == '\\' ? text.mid(i + 1, 3).toInt(&isOctal, 8) : 0;
        result += isOctal ? char(code) : text[i];
        i += isOctal ? 3 : 0;
    }
    return result;
}

QByteArray withoutSlashAtEnd(const QByteArray &path)
{
    return path.endsWith('/') ? path.chopped(1) : path;
}

} // namespace

bool FileLocation::isIn(const FileLocation &directory) const
{
    return fileSystem == directory.fileSystem &&
           (path == directory.path || path.startsWith(directory.path + '/'));
}

MountTable MountTable::read()
{
    return parse(contentOf("/proc/self/mountinfo"));
}

MountTable MountTable::parse(const QByteArray &text)
{
    MountTable table;
    for (const QByteArray &line : text.split('\n')) {
        const QList<QByteArray> fields = line.split(' ');
        if (fields.size() < 6)
            continue;
        table.m_mounts.insert(fields[0].toInt(), {.root = {.fileSystem = fields[2],
                                                           .path = withoutSlashAtEnd(unescaped(fields[3]))},
                                                  .point = withoutSlashAtEnd(unescaped(fields[4]))});
    }
    return table;
}

std::optional<FileLocation> MountTable::locate(int descriptor) const
{
    const QByteArray number = QByteArray::number(descriptor);
    QByteArray path(PATH_MAX, Qt::Uninitialized);
    const auto size = ::readlink(("/proc/self/fd/" + number).constData(), path.data(), size_t(path.size()));
    if (size <= 0 || path[0] != '/')
        return std::nullopt;
    path.truncate(size);
    const QByteArray info = contentOf(("/proc/self/fdinfo/" + number).constData());
    const qsizetype at = info.indexOf("mnt_id:");
    const qsizetype end = info.indexOf('\n', at);
    if (at < 0 || end < 0)
        return std::nullopt;
    return locate(info.mid(at + 7, end - at - 7).trimmed().toInt(), path);
}

std::optional<FileLocation> MountTable::locate(int mountId, const QByteArray &path) const
{
    const auto mount = m_mounts.find(mountId);
    if (mount == m_mounts.end())
        return std::nullopt;
    const QByteArray clean = withoutSlashAtEnd(path);
    if (clean != mount->point && !clean.startsWith(mount->point + '/'))
        return std::nullopt;
    return FileLocation{.fileSystem = mount->root.fileSystem,
                        .path = mount->root.path + clean.mid(mount->point.size())};
}

} // namespace wsagent
