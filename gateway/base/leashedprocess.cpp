#include "gateway/base/leashedprocess.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>

#include <array>
#ifdef Q_OS_UNIX
#include <charconv>
#include <csignal>
#include <unistd.h>
#endif
#ifdef Q_OS_LINUX
#include <sys/prctl.h>
#endif

namespace wsagent {

using namespace Qt::StringLiterals;

#ifdef Q_OS_LINUX
namespace {

constexpr int failed = 127; ///< as a shell that could not start the program
constexpr int notPrepared = 126;

/// Beside the program or its tests in a build tree, else where the package puts it. Empty when it is missing.
QByteArray keeperProgram()
{
    const QString here = QCoreApplication::applicationDirPath();
    for (const QString &place : {u""_s, u"/../bin"_s, u'/' + QStringLiteral(WSAGENT_MODULE_DIR)}) {
        const QString path = QDir::cleanPath(here + place + "/ws-agent-leash"_L1);
        if (QFile::exists(path))
            return QFile::encodeName(path);
    }
    return {};
}

struct Number
{
    explicit Number(pid_t value) { std::to_chars(digits.data(), digits.data() + digits.size() - 1, value); }

    std::array<char, 16> digits = {};
};

/// Between fork and exec, in memory that is still shared with the owner: only system calls. Forks once more;
/// the new child returns and goes on to be what was to be started, this one becomes its keeper. It never
/// returns, so that marks of a sanitizer on this frame would stay in the memory of the owner.
[[gnu::no_sanitize_address]] void leaveKeeperBehind(const char *program, pid_t owner)
{
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    ::sigprocmask(SIG_SETMASK, &all, &before);
    ::setpgid(0, 0);
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
    const pid_t keeper = ::getpid();
    const pid_t child = ::_Fork();
    if (child > 0) {
        Number ownerText(owner);
        Number childText(child);
        char name[] = "ws-agent-leash";
        char *arguments[] = {name, ownerText.digits.data(), childText.digits.data(), nullptr};
        char *nothing[] = {nullptr};
        ::execve(program, arguments, nothing);
        ::kill(child, SIGKILL);
    }
    if (child != 0)
        ::_exit(failed);

    ::setpgid(0, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL); // if somebody kills the keeper
    if (::getppid() != keeper)
        ::_exit(failed);
    ::sigprocmask(SIG_SETMASK, &before, nullptr);
}

/// What can be done without a keeper, after an incomplete installation.
void tieChildOnly(pid_t owner)
{
    ::setpgid(0, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != owner)
        ::_exit(failed);
}

} // namespace
#endif

LeashedProcess::LeashedProcess(QObject *parent)
    : QProcess(parent)
{
#if defined(Q_OS_LINUX)
    m_keeper = keeperProgram();
    setChildProcessModifier(
        [this, program = m_keeper.isEmpty() ? nullptr : m_keeper.constData(), owner = ::getpid()] {
            if (program)
                leaveKeeperBehind(program, owner);
            else
                tieChildOnly(owner);
            if (m_prepare && !m_prepare())
                ::_exit(notPrepared);
        });
#elif defined(Q_OS_UNIX)
    setChildProcessModifier([] { ::setpgid(0, 0); });
#endif
}

LeashedProcess::~LeashedProcess()
{
    if (state() == NotRunning)
        return;
    disconnect(); // nobody is to react to what happens while it goes
    killAll();
    waitForFinished(2000);
}

void LeashedProcess::terminateAll()
{
#ifdef Q_OS_UNIX
    if (const auto pid = pid_t(processId()); pid > 0)
        ::kill(m_keeper.isEmpty() ? -pid : pid, SIGTERM); // the keeper passes it on
#else
    terminate();
#endif
}

void LeashedProcess::killAll()
{
#ifdef Q_OS_UNIX
    if (const auto pid = pid_t(processId()); pid > 0)
        m_keeper.isEmpty() ? ::kill(-pid, SIGKILL) : ::kill(pid, SIGQUIT);
#else
    kill();
#endif
}

} // namespace wsagent
