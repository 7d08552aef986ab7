#include "app/platform/localsocket.h"

#include "app/platform/localconnection.h"
#include "gateway/base/files.h"
#include "gateway/base/systemerror.h"

#include <QFile>
#include <QFileInfo>
#include <QSocketNotifier>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr int longestQueue = 16;

/// The address of a socket in a directory that is held open: its own path may be longer than an address.
class Address
{
public:
    explicit Address(const QString &path)
    {
        const QFileInfo file(path);
        m_directory =
            ::open(QFile::encodeName(file.absolutePath()).constData(), O_PATH | O_DIRECTORY | O_CLOEXEC);
        m_address.sun_family = AF_UNIX;
        QByteArray name = QFile::encodeName(path);
        if (size_t(name.size()) >= sizeof m_address.sun_path)
            name = QFile::encodeName(u"/proc/self/fd/%1/%2"_s.arg(m_directory).arg(file.fileName()));
        std::strncpy(m_address.sun_path, name.constData(), sizeof m_address.sun_path - 1);
    }
    ~Address()
    {
        if (m_directory >= 0)
            ::close(m_directory);
    }
    Q_DISABLE_COPY_MOVE(Address)

    const sockaddr *get() const { return reinterpret_cast<const sockaddr *>(&m_address); }
    static constexpr socklen_t size = sizeof(sockaddr_un);

private:
    sockaddr_un m_address = {};
    int m_directory = -1;
};

/// Only this user may have put something there.
Result<void> checkDirectory(const QString &directory)
{
    struct stat info = {};
    if (::stat(QFile::encodeName(directory).constData(), &info) != 0)
        return systemError(directory, u"looked at"_s, errno);
    if (info.st_uid != ::geteuid() || (info.st_mode & 077) != 0)
        return Error{u"%1 is not for this user alone"_s.arg(directory), u"chmod 700 '%1'"_s.arg(directory)};
    return {};
}

} // namespace

Result<std::unique_ptr<LocalListener>> LocalListener::listen(const QString &path)
{
    const QString directory = QFileInfo(path).absolutePath();
    if (const auto made = makePrivateDirectory(directory); !made)
        return made.error();
    if (const auto checked = checkDirectory(directory); !checked)
        return checked.error();
    ::unlink(QFile::encodeName(path).constData());
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const Address address(path);
    const mode_t before = ::umask(0177);
    const bool bound = fd >= 0 && ::bind(fd, address.get(), Address::size) == 0;
    const int code = errno;
    ::umask(before);
    if (bound && ::listen(fd, longestQueue) == 0)
        return std::unique_ptr<LocalListener>(new LocalListener(fd, path));
    if (fd >= 0)
        ::close(fd);
    return systemError(path, u"listened at"_s, code);
}

LocalListener::LocalListener(int fd, QString path)
    : m_fd(fd)
    , m_path(std::move(path))
    , m_notifier(std::make_unique<QSocketNotifier>(fd, QSocketNotifier::Read))
{
    connect(m_notifier.get(), &QSocketNotifier::activated, this, &LocalListener::accept);
}

LocalListener::~LocalListener()
{
    m_notifier.reset();
    ::close(m_fd);
    QFile::remove(m_path);
}

void LocalListener::accept()
{
    const int fd = ::accept4(m_fd, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd < 0)
        return;
    auto connection = std::make_unique<LocalConnection>(fd);
    if (connection->isOwnUser())
        emit accepted(connection.release());
}

Result<int> connectLocally(const QString &path)
{
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const Address address(path);
    if (fd >= 0 && ::connect(fd, address.get(), Address::size) == 0)
        return fd;
    const Error error = systemError(path, u"connected to"_s, errno);
    if (fd >= 0)
        ::close(fd);
    return error;
}

} // namespace wsagent
