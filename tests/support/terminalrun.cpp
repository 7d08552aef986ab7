#include "tests/support/terminalrun.h"

#include <QProcess>

#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

namespace wsagent::test {

using namespace Qt::StringLiterals;

namespace {

int openScreen()
{
    const int screen = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (screen < 0 || ::grantpt(screen) != 0 || ::unlockpt(screen) != 0)
        qFatal("there is no terminal to be had");
    return screen;
}

void type(int screen, const QByteArray &text)
{
    if (::write(screen, text.constData(), size_t(text.size())) != text.size())
        qFatal("the terminal takes no input");
}

/// What is there within the time, and at once when there is something.
QByteArray readScreen(int screen, int waitMs)
{
    char buffer[4096];
    pollfd waiting{screen, POLLIN, 0};
    if (::poll(&waiting, 1, waitMs) <= 0 || !(waiting.revents & POLLIN))
        return {};
    const ssize_t got = ::read(screen, buffer, sizeof buffer);
    return {buffer, qMax<ssize_t>(got, 0)};
}

QByteArray restOfScreen(int screen)
{
    QByteArray shown;
    for (QByteArray part = readScreen(screen, 0); !part.isEmpty(); part = readScreen(screen, 0))
        shown += part;
    return shown;
}

/// `flags` O_NOCTTY: the terminal has no power over the program.
void startOn(QProcess &process, int screen, int flags, const CliHome &home, const QString &program,
             const QStringList &arguments)
{
    process.setProcessEnvironment(home.environment);
    process.setWorkingDirectory(home.path());
    process.setChildProcessModifier([line = QByteArray(::ptsname(screen)), flags] {
        if (!(flags & O_NOCTTY))
            ::setsid();
        const int terminal = ::open(line.constData(), O_RDWR | flags);
        for (const int standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
            ::dup2(terminal, standard);
    });
    process.start(program, arguments);
    if (!process.waitForStarted())
        qFatal("the program could not be started");
}

} // namespace

QByteArray runOnTerminal(const CliHome &home, const QStringList &arguments, const QByteArray &input,
                         const QString &program)
{
    const int screen = openScreen();
    QProcess process;
    startOn(process, screen, O_NOCTTY, home, program, arguments);
    type(screen, input);
    process.waitForFinished(30'000);
    const QByteArray shown = restOfScreen(screen);
    ::close(screen);
    return shown;
}

TerminalDialog answerOnTerminal(const CliHome &home, const QStringList &arguments, const QByteArray &question,
                                const QByteArray &answer)
{
    const int screen = openScreen();
    const int line = ::open(::ptsname(screen), O_RDWR | O_NOCTTY | O_CLOEXEC); // lives on after the program
    QProcess process;
    startOn(process, screen, 0, home, QStringLiteral(WSAGENT_PROGRAM), arguments);
    TerminalDialog dialog;
    while (!dialog.shown.contains(question)) {
        const QByteArray part = readScreen(screen, 30'000);
        if (part.isEmpty())
            qFatal("the program did not ask, but said: %s", dialog.shown.constData());
        dialog.shown += part;
    }
    type(screen, answer);
    process.waitForFinished(30'000);
    dialog.shown += restOfScreen(screen);
    dialog.exitCode = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    termios settings = {};
    dialog.showsTyping = ::tcgetattr(line, &settings) == 0 && (settings.c_lflag & ECHO);
    ::close(line);
    ::close(screen);
    return dialog;
}

TerminalDialog playOnTerminal(const CliHome &home, const QStringList &arguments,
                              const QList<TerminalStep> &steps)
{
    const int screen = openScreen();
    QProcess process;
    startOn(process, screen, O_NOCTTY, home, QStringLiteral(WSAGENT_PROGRAM), arguments);
    TerminalDialog dialog;
    qsizetype seen = 0;
    for (const TerminalStep &step : steps) {
        for (qsizetype at = -1; at < 0; at = dialog.shown.indexOf(step.shown, seen)) {
            const QByteArray part = readScreen(screen, 30'000);
            if (part.isEmpty())
                qFatal("\"%s\" did not appear, but: %s", step.shown.constData(), dialog.shown.constData());
            dialog.shown += part;
        }
        seen = dialog.shown.size();
        type(screen, step.typed);
    }
    process.waitForFinished(30'000);
    dialog.shown += restOfScreen(screen);
    dialog.exitCode = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    ::close(screen);
    return dialog;
}

} // namespace wsagent::test
