#include "app/cli/secretinput.h"

#include "app/cli/standardinput.h"
#include "gateway/config/dotenv.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

#include <cstdio>
#ifdef Q_OS_UNIX
#include <array>
#include <csignal>
#include <termios.h>
#include <unistd.h>
#endif

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 largestSecret = 64 * 1024;

#ifdef Q_OS_UNIX

constexpr std::array endingSignals{SIGINT, SIGTERM, SIGHUP, SIGQUIT};
termios terminalBefore = {}; // where a signal finds it

void restoreAndEnd(int signal)
{
    ::tcsetattr(STDIN_FILENO, TCSANOW, &terminalBefore);
    ::raise(signal); // the usual end, as SA_RESETHAND says
}

/// Typed text is not shown while this lives; Ctrl+C does not leave the shell like that.
class SilentTerminal
{
public:
    SilentTerminal()
    {
        if (::tcgetattr(STDIN_FILENO, &terminalBefore) != 0)
            return;
        struct sigaction restoring = {};
        restoring.sa_handler = restoreAndEnd;
        restoring.sa_flags = SA_RESETHAND;
        for (std::size_t i = 0; i < endingSignals.size(); ++i)
            ::sigaction(endingSignals[i], &restoring, &m_actionsBefore[i]);
        m_works = true;
        termios silent = terminalBefore;
        silent.c_lflag &= ~tcflag_t(ECHO);
        ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    }
    ~SilentTerminal()
    {
        if (!m_works)
            return;
        ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &terminalBefore);
        for (std::size_t i = 0; i < endingSignals.size(); ++i)
            ::sigaction(endingSignals[i], &m_actionsBefore[i], nullptr);
    }
    Q_DISABLE_COPY_MOVE(SilentTerminal)

private:
    std::array<struct sigaction, endingSignals.size()> m_actionsBefore = {};
    bool m_works = false;
};

bool isTerminal()
{
    return ::isatty(STDIN_FILENO) != 0;
}

#else

class SilentTerminal
{
};

bool isTerminal()
{
    return false;
}

#endif

Result<QByteArray> typed(const QString &prompt)
{
    QFile input;
    if (!input.open(stdin, QIODevice::ReadOnly))
        return Error{u"the terminal cannot be read"_s, {}, ErrorKind::Io};
    const SilentTerminal silent; // first, so that nothing typed after the question is lost
    std::fputs(qUtf8Printable(prompt), stderr);
    const QByteArray line = input.readLine(largestSecret + 2);
    std::fputc('\n', stderr);
    return line;
}

} // namespace

Result<QByteArray> readSecret(const QString &prompt)
{
    auto input = isTerminal() ? typed(prompt) : readStandardInput(largestSecret + 2);
    if (!input)
        return input.error();
    QByteArray secret = *std::move(input);
    if (secret.endsWith('\n'))
        secret.chop(secret.endsWith("\r\n") ? 2 : 1);
    if (secret.isEmpty())
        return Error{u"the secret is empty"_s, u"give it on standard input: printf %s \"$SECRET\" | …"_s,
                     ErrorKind::Usage};
    if (secret.size() > largestSecret)
        return Error{u"the secret is larger than 64 KiB"_s, {}, ErrorKind::Usage};
    return secret;
}

Result<QMap<QString, QByteArray>> parseSecrets(const QByteArray &text)
{
    QMap<QString, QByteArray> secrets;
    const QJsonDocument document = QJsonDocument::fromJson(text);
    if (document.isObject()) {
        const QJsonObject object = document.object();
        for (auto it = object.begin(); it != object.end(); ++it) {
            if (!it.value().isString() || it.value().toString().isEmpty())
                return Error{u"%1 is no text"_s.arg(it.key()), {}, ErrorKind::Usage};
            secrets.insert(it.key(), it.value().toString().toUtf8());
        }
    } else {
        const auto lines = parseDotEnv(text);
        for (const auto &[name, value] : lines) {
            if (!value.isEmpty())
                secrets.insert(name, value.toUtf8());
        }
    }
    if (secrets.isEmpty())
        return Error{u"there is no secret in the input"_s,
                     u"write {\"name\": \"secret\"}, or lines NAME=secret"_s, ErrorKind::Usage};
    return secrets;
}

} // namespace wsagent
