#pragma once

#include "app/platform/controlgroup.h"
#include "app/supervisor/restartpolicy.h"
#include "gateway/base/linebuffer.h"
#include "gateway/supervised/lifelinemessage.h"

#include <QElapsedTimer>
#include <QObject>
#include <QProcess>
#include <QTimer>

namespace wsagent {

/// What to start for a gateway.
struct GatewayProgram
{
    QString program = {};
    QStringList arguments = {};
    QProcessEnvironment environment = {};
    QString directory = {};
};

/// One run of a gateway as a child process, with the supervisor's end of the lifeline (D2).
class GatewayProcess : public QObject
{
    Q_OBJECT

public:
    explicit GatewayProcess(QObject *parent = nullptr);
    ~GatewayProcess() override;

    bool isRunning() const { return m_process.state() != QProcess::NotRunning; }
    qint64 pid() const { return m_process.processId(); }

    void start(const GatewayProgram &program);
    /// Asks; then terminates; then kills its whole process group.
    void stop(std::chrono::milliseconds drain);

signals:
    void ready(const wsagent::LifelineReady &ready);
    void degraded(const wsagent::LifelineDegraded &degraded);
    /// `reason`: what the gateway said of it; may be empty.
    void ended(const wsagent::GatewayEnding &ending, const QString &reason);

private:
    enum class Step { None, Asked, Terminated };

    void read();
    void handle(const LifelineMessage &message);
    void goOnStopping();
    void onFinished(int exitCode, QProcess::ExitStatus status);
    void onError(QProcess::ProcessError error);

    QProcess m_process;
    std::unique_ptr<ControlGroup> m_group; ///< of this run, where the system has one
    QTimer m_stopTimer;
    QTimer m_startTimer; ///< a start that takes for ever is none
    QElapsedTimer m_runTime;
    LineBuffer m_lines{longestLifelineLine};
    QString m_reason;
    Step m_step = Step::None;
    bool m_wasReady = false;
};

} // namespace wsagent
