#include "gateway/base/files.h"

#include "gateway/base/descriptor.h"
#include "gateway/base/systemerror.h"

#include <QFileInfo>
#include <QUuid>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

int openRetrying(const QByteArray &path, int flags, mode_t mode = 0)
{
    int fd = -1;
    do {
        fd = ::open(path.constData(), flags | O_CLOEXEC, mode);
    } while (fd < 0 && errno == EINTR);
    return fd;
}

bool writeAll(int fd, const QByteArray &content)
{
    qsizetype done = 0;
    while (done < content.size()) {
        const ssize_t written = ::write(fd, content.constData() + done, size_t(content.size() - done));
        if (written < 0 && errno != EINTR)
            return false;
        done += qMax<ssize_t>(written, 0);
    }
    return true;
}

/// A file system that cannot sync (EINVAL on some) is no reason to fail.
bool syncRetrying(int fd)
{
    int result = -1;
    do {
        result = ::fsync(fd);
    } while (result < 0 && errno == EINTR);
    return result == 0 || errno == EINVAL;
}

Result<void> writeTemporary(const QString &path, const QByteArray &temporary, const QByteArray &content,
                            Durable durable)
{
    Descriptor file(openRetrying(temporary, O_WRONLY | O_CREAT | O_EXCL, 0600));
    if (!file)
        return systemError(path, u"written"_s, errno);
    if (!writeAll(file.number(), content) || (durable == Durable::Yes && !syncRetrying(file.number())) ||
        !file.close())
        return systemError(path, u"written"_s, errno);
    return {};
}

} // namespace

Result<QByteArray> readFile(const QString &path, qint64 maxBytes)
{
    // A pipe is refused below, instead of waiting for somebody to write into it.
    const Descriptor file(openRetrying(path.toUtf8(), O_RDONLY | O_NONBLOCK | O_NOCTTY));
    if (!file)
        return systemError(path, u"read"_s, errno);
    struct stat info = {};
    if (::fstat(file.number(), &info) != 0)
        return systemError(path, u"read"_s, errno);
    if (!S_ISREG(info.st_mode))
        return Error{u"%1 is not a regular file"_s.arg(path), u"ls -ld '%1'"_s.arg(path), ErrorKind::Io};

    QByteArray content;
    content.reserve(qsizetype(qMin<qint64>(info.st_size, maxBytes) + 1));
    char buffer[64 * 1024];
    while (content.size() <= maxBytes) {
        const ssize_t got = ::read(file.number(), buffer, sizeof buffer);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return systemError(path, u"read"_s, errno);
        if (got == 0)
            return content;
        content.append(buffer, got);
    }
    return Error{u"%1 is larger than %2 bytes"_s.arg(path).arg(maxBytes), {}, ErrorKind::Io};
}

Result<PendingFile> PendingFile::write(const QString &path, const QByteArray &content, Durable durable)
{
    const QByteArray directory = QFileInfo(path).absolutePath().toUtf8();
    PendingFile pending(path, durable);
    pending.m_directory = openRetrying(directory, O_RDONLY | O_DIRECTORY);
    if (pending.m_directory < 0)
        return systemError(path, u"written"_s, errno);
    pending.m_temporary = path.toUtf8() + '.' + QByteArray::number(::getpid()) + '.' +
                          QUuid::createUuid().toByteArray(QUuid::WithoutBraces) + ".tmp";
    if (const auto written = writeTemporary(path, pending.m_temporary, content, durable); !written)
        return written.error();
    return pending;
}

Result<void> PendingFile::commit()
{
    if (::rename(m_temporary.constData(), m_path.toUtf8().constData()) != 0)
        return systemError(m_path, u"replaced"_s, errno);
    m_temporary.clear();
    if (m_durable == Durable::No || syncRetrying(m_directory))
        return {};
    return Error{u"%1 is changed, but the change may not survive a power cut: %2"_s.arg(
                     m_path, QString::fromLocal8Bit(std::strerror(errno))),
                 u"check the disk: dmesg | tail"_s, ErrorKind::Io};
}

PendingFile::PendingFile(PendingFile &&other) noexcept
    : m_path(std::move(other.m_path))
    , m_durable(other.m_durable)
    , m_temporary(std::exchange(other.m_temporary, {}))
    , m_directory(std::exchange(other.m_directory, -1))
{}

PendingFile::~PendingFile()
{
    if (!m_temporary.isEmpty())
        ::unlink(m_temporary.constData());
    if (m_directory >= 0)
        ::close(m_directory);
}

Result<void> replaceFile(const QString &path, const QByteArray &content, Durable durable)
{
    auto pending = PendingFile::write(path, content, durable);
    return pending ? pending->commit() : Result<void>(pending.error());
}

QString targetOfTemporary(const QString &fileName)
{
    const QStringList parts = fileName.split(u'.');
    if (parts.size() < 4 || parts.last() != "tmp"_L1)
        return {};
    const QString &uuid = parts[parts.size() - 2];
    const QString &pid = parts[parts.size() - 3];
    if (pid.toLongLong() <= 0 || QUuid::fromString(uuid).isNull())
        return {};
    return fileName.chopped(pid.size() + uuid.size() + 6);
}

Result<void> makePrivateDirectory(const QString &path)
{
    const QFileInfo info(path);
    if (info.isDir())
        return {};
    const QString parent = info.absolutePath();
    if (parent != path) {
        if (auto made = makePrivateDirectory(parent); !made)
            return made;
    }
    if (::mkdir(path.toUtf8().constData(), 0700) != 0 && (errno != EEXIST || !QFileInfo(path).isDir()))
        return systemError(path, u"created"_s, errno);
    return {};
}

} // namespace wsagent
