#pragma once

#include "tests/support/cliprocess.h"

#include <QCoreApplication>
#include <QProcess>
#include <QTcpServer>

#include <csignal>
#include <cstddef>
#include <cstring>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <utility>

namespace wsagent::test {

/// Whether the block belongs to this process from now on: other tests run at the same time. The name of a
/// socket tells them, and is gone with the process.
inline bool reserveBase(int base)
{
    const QByteArray name = "ws-agent-test-base-" + QByteArray::number(base);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path + 1, name.constData(), size_t(name.size()));
    const auto size = socklen_t(offsetof(sockaddr_un, sun_path) + 1 + size_t(name.size()));
    const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (socket >= 0 && ::bind(socket, reinterpret_cast<const sockaddr *>(&address), size) == 0)
        return true; // it stays open
    ::close(socket);
    return false;
}

/// Blocks of ports that nobody listens on now, far from what people use.
inline int freeBase()
{
    static int next = 21'000 + int(QCoreApplication::applicationPid() % 50) * 200;
    for (;; next += 200) {
        bool free = reserveBase(next);
        for (const int offset : {0, 2}) {
            QTcpServer probe;
            free = free && probe.listen(QHostAddress::LocalHost, quint16(next + offset));
        }
        if (free)
            return std::exchange(next, next + 200);
    }
}

/// `ws-agent gateway` of one profile, until the end of the test.
class RunningGateway
{
public:
    RunningGateway(const CliHome &home, const QString &profile, const QStringList &options = {})
    {
        m_process.setProcessEnvironment(home.environment);
        m_process.start(QStringLiteral(WSAGENT_PROGRAM),
                        QStringList{QStringLiteral("--profile"), profile, QStringLiteral("gateway")} +
                            options);
        if (m_process.waitForStarted() && m_process.waitForReadyRead(30'000))
            m_ready = m_process.readLine();
    }
    ~RunningGateway()
    {
        m_process.kill();
        m_process.waitForFinished();
    }

    QByteArray readyLine() const { return m_ready; }
    QByteArray errors() { return m_process.readAllStandardError(); }
    /// The next line on standard output: another gateway in this process is ready.
    QByteArray nextReadyLine()
    {
        while (!m_process.canReadLine()) {
            if (!m_process.waitForReadyRead(30'000))
                return {};
        }
        return m_process.readLine();
    }
    bool hasOutput()
    {
        m_process.waitForReadyRead(0);
        return m_process.canReadLine();
    }
    /// Waits until standard error has said so.
    bool says(const QByteArray &text)
    {
        while (!m_said.contains(text)) {
            m_process.setReadChannel(QProcess::StandardError);
            const bool more = m_process.waitForReadyRead(30'000);
            m_said += m_process.readAllStandardError();
            m_process.setReadChannel(QProcess::StandardOutput);
            if (!more)
                return m_said.contains(text);
        }
        return true;
    }
    qint64 pid() const { return m_process.processId(); }
    void send(int number) const { ::kill(pid_t(pid()), number); }
    int exitCode()
    {
        return m_process.waitForFinished(30'000) && m_process.exitStatus() == QProcess::NormalExit
                   ? m_process.exitCode()
                   : -1;
    }

private:
    QProcess m_process;
    QByteArray m_ready;
    QByteArray m_said;
};

inline void setUpProfile(const CliHome &home, const QString &profile, int base)
{
    const auto made = home.run({QStringLiteral("--profile"), profile, QStringLiteral("setup"),
                                QStringLiteral("--port"), QString::number(base)});
    if (made.exitCode != 0)
        qFatal("%s", made.err.constData());
}

} // namespace wsagent::test
