#include "app/platform/filelimit.h"

#include <QtGlobal>

#ifdef Q_OS_UNIX
#include <algorithm>
#include <sys/resource.h>
#endif

namespace wsagent {

void raiseFileLimit()
{
#ifdef Q_OS_UNIX
    constexpr rlim_t enough = 65'536;
    rlimit limit = {};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= enough)
        return;
    limit.rlim_cur = std::min(limit.rlim_max, enough);
    ::setrlimit(RLIMIT_NOFILE, &limit);
#endif
}

} // namespace wsagent
