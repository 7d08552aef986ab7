#include "gateway/base/appendfile.h"

#include "gateway/base/systemerror.h"

#include <QFileInfo>

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

template <typename Call>
auto retried(Call call)
{
    auto result = call();
    while (result < 0 && errno == EINTR)
        result = call();
    return result;
}

} // namespace

Result<AppendFile> AppendFile::open(const QString &path, Access access)
{
    const QByteArray name = path.toUtf8();
    // A pipe is refused below, instead of waiting for somebody at its other end.
    const int common = O_CLOEXEC | O_NOCTTY | O_NONBLOCK | O_NOFOLLOW;
    const auto opened = [&](int flags) {
        return retried([&] { return ::open(name.constData(), flags | common, 0600); });
    };
    int fd = opened(access == Access::Read ? O_RDONLY : O_RDWR | O_APPEND);
    const bool make = fd < 0 && errno == ENOENT && access == Access::Append;
    if (make)
        fd = opened(O_RDWR | O_APPEND | O_CREAT);
    if (fd < 0)
        return systemError(path, access == Access::Read ? u"read"_s : u"written"_s, errno);
    AppendFile file(path, fd);
    struct stat info = {};
    if (::fstat(fd, &info) != 0)
        return systemError(path, u"read"_s, errno);
    if (!S_ISREG(info.st_mode))
        return Error{u"%1 is not a regular file"_s.arg(path), u"ls -ld '%1'"_s.arg(path), ErrorKind::Io};
    file.m_size = info.st_size;
    file.m_isNew = make;
    return file;
}

AppendFile::AppendFile(AppendFile &&other) noexcept
    : m_path(std::move(other.m_path))
    , m_fd(std::exchange(other.m_fd, -1))
    , m_size(other.m_size)
    , m_isNew(other.m_isNew)
{}

AppendFile &AppendFile::operator=(AppendFile &&other) noexcept
{
    std::swap(m_path, other.m_path);
    std::swap(m_fd, other.m_fd);
    std::swap(m_size, other.m_size);
    std::swap(m_isNew, other.m_isNew);
    return *this;
}

AppendFile::~AppendFile()
{
    if (m_fd >= 0)
        ::close(m_fd);
}

Result<void> AppendFile::append(const QByteArray &record)
{
    qsizetype done = 0;
    while (done < record.size()) {
        const ssize_t written =
            retried([&] { return ::write(m_fd, record.constData() + done, size_t(record.size() - done)); });
        if (written < 0) {
            const int reason = errno;
            (void)::ftruncate(m_fd, m_size);
            return systemError(m_path, u"written"_s, reason);
        }
        done += written;
    }
    m_size += record.size();
    return {};
}

Result<void> AppendFile::sync()
{
    // A file system that cannot sync (EINVAL on some) is no reason to fail.
    if (retried([this] { return ::fdatasync(m_fd); }) != 0 && errno != EINVAL)
        return systemError(m_path, u"written"_s, errno);
    return m_isNew ? syncDirectory() : Result<void>();
}

Result<void> AppendFile::syncDirectory()
{
    const QByteArray directory = QFileInfo(m_path).absolutePath().toUtf8();
    const int fd = retried([&] { return ::open(directory.constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); });
    if (fd < 0)
        return systemError(m_path, u"written"_s, errno);
    const bool synced = retried([fd] { return ::fsync(fd); }) == 0 || errno == EINVAL;
    const int reason = errno;
    ::close(fd);
    if (!synced)
        return systemError(m_path, u"written"_s, reason);
    m_isNew = false;
    return {};
}

Result<void> AppendFile::truncate(qint64 size)
{
    if (retried([&] { return ::ftruncate(m_fd, size); }) != 0)
        return systemError(m_path, u"written"_s, errno);
    m_size = size;
    return {};
}

Result<QByteArray> AppendFile::read(qint64 offset, qint64 size) const
{
    QByteArray bytes(qsizetype(size), Qt::Uninitialized);
    qsizetype done = 0;
    while (done < bytes.size()) {
        const ssize_t got = retried(
            [&] { return ::pread(m_fd, bytes.data() + done, size_t(bytes.size() - done), offset + done); });
        if (got < 0)
            return systemError(m_path, u"read"_s, errno);
        if (got == 0)
            break;
        done += got;
    }
    bytes.truncate(done);
    return bytes;
}

} // namespace wsagent
