#include "gateway/base/strictopen.h"

#include <cerrno>
#include <cstdint>

#ifdef Q_OS_LINUX
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace wsagent {

#ifdef SYS_openat2

namespace {

// As the kernel has it: <linux/openat2.h> cannot be included beside <fcntl.h> everywhere.
struct OpenHow
{
    std::uint64_t flags = 0;
    std::uint64_t mode = 0;
    std::uint64_t resolve = 0;
};
constexpr std::uint64_t noMagicLinks = 0x02;
constexpr std::uint64_t noSymlinks = 0x04; // magic ones included

} // namespace

int openStrictly(const QByteArray &path, int flags, NoLinks refused)
{
    OpenHow how{.flags = std::uint64_t(flags | O_CLOEXEC),
                .resolve = refused == NoLinks::Any ? noSymlinks : noMagicLinks};
    return int(::syscall(SYS_openat2, AT_FDCWD, path.constData(), &how, sizeof how));
}

#else

int openStrictly(const QByteArray &, int, NoLinks)
{
    errno = ENOSYS;
    return -1;
}

#endif

} // namespace wsagent
