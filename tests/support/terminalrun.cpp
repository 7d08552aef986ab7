#include "tests/support/terminalrun.h"

#include <QProcess>

#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

namespace wsagent::test {

using namespace Qt::StringLiterals;

QByteArray runOnTerminal(const CliHome &home, const QStringList &arguments, const QByteArray &input)
{
    const int screen = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (screen < 0 || ::grantpt(screen) != 0 || ::unlockpt(screen) != 0)
        qFatal("there is no terminal to be had");
    const QByteArray line = ::ptsname(screen);

    QProcess process;
    process.setProcessEnvironment(home.environment);
    process.setWorkingDirectory(home.path());
    process.setChildProcessModifier([&line] {
        const int terminal = ::open(line.constData(), O_RDWR | O_NOCTTY);
        for (const int standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
            ::dup2(terminal, standard);
    });
    process.start(QStringLiteral(WSAGENT_PROGRAM), arguments);
    if (!process.waitForStarted() || ::write(screen, input.constData(), size_t(input.size())) != input.size())
        qFatal("the program could not be started");
    process.waitForFinished(30'000);

    QByteArray shown;
    char buffer[4096];
    pollfd waiting{screen, POLLIN, 0};
    while (::poll(&waiting, 1, 0) > 0 && (waiting.revents & POLLIN)) {
        const ssize_t got = ::read(screen, buffer, sizeof buffer);
        if (got <= 0)
            break;
        shown.append(buffer, got);
    }
    ::close(screen);
    return shown;
}

} // namespace wsagent::test
