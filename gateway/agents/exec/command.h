#pragma once

#include "gateway/agents/exec/confinement.h"
#include "gateway/agents/exec/pseudoterminal.h"
#include "gateway/base/leashedprocess.h"

#include <QDateTime>
#include <QStringDecoder>
#include <QTimer>

namespace wsagent {

/// What is to be run, and how. Everything has been decided.
struct CommandSpec
{
    QString commandLine = {}; ///< as the agent wrote it
    QStringList argv = {};    ///< what is started: the shell, `-c`, the command line
    QString directory = {};
    QProcessEnvironment environment = {};
    bool terminal = false;
    std::chrono::seconds timeout{1800};
    std::shared_ptr<const Confinement> confinement = {};
    QString agentId = {};
    QString sessionKey = {};
};

/// One command of an agent, from its start until somebody forgets it.
class Command : public QObject
{
    Q_OBJECT

public:
    static constexpr qsizetype keptOutput = 200'000; ///< characters, the last ones

    Command(QString id, CommandSpec spec, QObject *parent = nullptr);
    ~Command() override;

    void start();
    /// SIGTERM to its group; SIGKILL to all of it two seconds later.
    void end();
    void write(const QByteArray &bytes);
    void closeInput();

    QString id() const { return m_id; }
    const CommandSpec &spec() const { return m_spec; }
    bool isRunning() const { return m_running; }
    bool timedOut() const { return m_timedOut; }
    bool wasEnded() const { return m_wasEnded; }
    /// Negative: by that signal. Nothing while it runs or when it could not be started.
    std::optional<int> exitCode() const { return m_exitCode; }
    QString failure() const { return m_failure; } ///< why it could not be started
    QDateTime startedAt() const { return m_startedAt; }
    qint64 pid() const { return m_process.processId(); }

    const QString &output() const { return m_output; }
    qint64 dropped() const { return m_dropped; } ///< characters before `output`
    void clearOutput();
    /// Output since the last call of this function.
    QString takeNew();

signals:
    void outputCame();
    void ended();

private:
    void take(const QByteArray &bytes);
    void onFinished(int exitCode, QProcess::ExitStatus status);
    bool prepare() const;

    QString m_id;
    CommandSpec m_spec;
    QByteArray m_directory; ///< for the child
    LeashedProcess m_process;
    std::unique_ptr<PseudoTerminal> m_terminal;
    QTimer m_timeout;
    QTimer m_kill;
    QStringDecoder m_decoder;
    QString m_output;
    qint64 m_dropped = 0;
    qint64 m_taken = 0; ///< counted from the first character there ever was
    QDateTime m_startedAt;
    std::optional<int> m_exitCode;
    QString m_failure;
    bool m_running = false;
    bool m_timedOut = false;
    bool m_wasEnded = false;
};

} // namespace wsagent
