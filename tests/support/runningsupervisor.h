#pragma once

#include "tests/support/cliprocess.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QProcess>

#include <csignal>

namespace wsagent::test {

/// `ws-agent --no-gui`, until the end of the test. Its lines are JSON documents.
class RunningSupervisor
{
public:
    explicit RunningSupervisor(const CliHome &home, const QStringList &before = {})
    {
        QStringList command = before;
        command += {QStringLiteral(WSAGENT_PROGRAM), QStringLiteral("--no-gui"), QStringLiteral("--json")};
        m_process.setProcessEnvironment(home.environment);
        m_process.setProcessChannelMode(QProcess::SeparateChannels);
        m_process.start(command.takeFirst(), command);
        m_process.waitForStarted();
    }
    /// It stops its gateways before it ends.
    ~RunningSupervisor()
    {
        m_process.terminate();
        if (!m_process.waitForFinished(30'000))
            m_process.kill();
        m_process.waitForFinished();
    }

    /// Reads until a document says so: members with these values.
    QJsonObject awaits(const QJsonObject &wanted, int patienceMs = 30'000)
    {
        QElapsedTimer clock;
        clock.start();
        do {
            while (m_process.canReadLine()) {
                m_last = QJsonDocument::fromJson(m_process.readLine()).object();
                if (matches(m_last, wanted))
                    return m_last;
            }
        } while (clock.elapsed() < patienceMs && m_process.waitForReadyRead(patienceMs));
        return {};
    }
    QJsonObject becomes(const QString &profile, const QString &state, int patienceMs = 30'000)
    {
        return awaits({{QStringLiteral("profile"), profile}, {QStringLiteral("state"), state}}, patienceMs);
    }
    bool settles() { return !awaits({{QStringLiteral("settled"), true}}).isEmpty(); }

    void send(int number) const { ::kill(pid_t(m_process.processId()), number); }
    qint64 pid() const { return m_process.processId(); }
    int exitCode()
    {
        return m_process.waitForFinished(30'000) && m_process.exitStatus() == QProcess::NormalExit
                   ? m_process.exitCode()
                   : -1;
    }
    QByteArray errors() { return m_process.readAllStandardError(); }
    QByteArray output() { return m_process.readAllStandardOutput(); }

private:
    static bool matches(const QJsonObject &document, const QJsonObject &wanted)
    {
        for (auto member = wanted.begin(); member != wanted.end(); ++member) {
            if (document.value(member.key()) != member.value())
                return false;
        }
        return true;
    }

    QProcess m_process;
    QJsonObject m_last;
};

/// What `supervisor status` says of one profile.
inline QJsonObject supervised(const CliHome &home, const QString &profile)
{
    const QJsonArray profiles =
        home.run({QStringLiteral("supervisor"), QStringLiteral("status"), QStringLiteral("--json")})
            .json()[QStringLiteral("profiles")]
            .toArray();
    for (const QJsonValue &each : profiles) {
        if (each[QStringLiteral("profile")].toString() == profile)
            return each.toObject();
    }
    return {};
}

} // namespace wsagent::test
