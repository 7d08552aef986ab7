#include "gateway/supervised/lifeline.h"

#include <QSocketNotifier>

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace wsagent {

std::unique_ptr<Lifeline> Lifeline::take()
{
    if (qEnvironmentVariableIsEmpty(lifelineVariable))
        return nullptr;
    qunsetenv(lifelineVariable);
    const int input = ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
    const int output = ::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
    if (const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC); nothing >= 0) {
        ::dup2(nothing, STDIN_FILENO);
        ::close(nothing);
    }
    ::dup2(STDERR_FILENO, STDOUT_FILENO);
    ::signal(SIGPIPE, SIG_IGN); // a supervisor that is gone is noticed by reading
    return std::unique_ptr<Lifeline>(new Lifeline(input, output));
}

Lifeline::Lifeline(int input, int output)
    : m_input(input)
    , m_output(output)
    , m_notifier(std::make_unique<QSocketNotifier>(input, QSocketNotifier::Read))
{
    for (const int fd : {input, output})
        ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, &Lifeline::read);
}

Lifeline::~Lifeline()
{
    m_notifier.reset();
    ::close(m_input);
    ::close(m_output);
}

/// A supervisor that does not read is not waited for: the runtime file tells the same.
void Lifeline::send(const LifelineMessage &message) const
{
    const QByteArray line = toLine(message);
    [[maybe_unused]] const ssize_t written = ::write(m_output, line.constData(), size_t(line.size()));
}

void Lifeline::read()
{
    char bytes[4096];
    const ssize_t got = ::read(m_input, bytes, sizeof bytes);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    for (const QByteArray &line : got > 0 ? m_lines.add(QByteArray(bytes, got)) : QList<QByteArray>()) {
        if (const auto message = parseLifelineMessage(line)) {
            if (const auto *stop = std::get_if<LifelineStop>(&*message))
                emit stopWanted(stop->drain);
        }
    }
    if (got > 0 && !m_lines.isOverflown())
        return;
    m_notifier->setEnabled(false);
    emit closed();
}

} // namespace wsagent
