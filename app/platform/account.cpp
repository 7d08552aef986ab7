#include "app/platform/account.h"

#ifdef Q_OS_UNIX
#include <pwd.h>
#include <unistd.h>
#endif

namespace wsagent {

QString accountHome()
{
#ifdef Q_OS_UNIX
    if (const passwd *account = ::getpwuid(::getuid()))
        return QString::fromUtf8(account->pw_dir);
#endif
    return {};
}

} // namespace wsagent
