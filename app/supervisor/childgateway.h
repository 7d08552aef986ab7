#pragma once

#include "app/supervisor/gatewayhost.h"
#include "app/supervisor/gatewayprocess.h"

#include <functional>
#include <memory>

namespace wsagent {

class FileWatcher;
class ProcessEnd;

/// What a gateway that runs as a child process needs to know.
struct ChildGatewayPlan
{
    QString profile = {};
    QString stateDir = {};
    QString configPath = {};
    std::function<GatewayProgram()> program = {}; ///< asked at each start
};

/// A profile whose gateway runs as a child process of this one (D2), and is started again when it ends.
class ChildGateway : public GatewayHost
{
    Q_OBJECT

public:
    explicit ChildGateway(ChildGatewayPlan plan, QObject *parent = nullptr);
    ~ChildGateway() override;

    void start() override;
    void stop(std::chrono::milliseconds drain) override;
    void restart(std::chrono::milliseconds drain) override;
    QSet<qint64> children() const override;

private:
    void begin();
    bool isElsewhere();
    void onServing(int port, const QString &version, const QString &problem);
    void onEnded(const GatewayEnding &ending, const QString &reason);
    void decide(const GatewayEnding &ending, const QString &reason);
    void giveUp(const QString &message, const QString &fix);
    void noteRestart(const QString &result);

    ChildGatewayPlan m_plan;
    GatewayProcess m_process;
    RestartPolicy m_policy;
    QTimer m_again;
    std::unique_ptr<ProcessEnd> m_other;   ///< of whoever runs this profile instead
    std::unique_ptr<FileWatcher> m_config; ///< of one that is given up
    QString m_restartReason;               ///< of a restart that is under way
    bool m_isWanted = false;
};

/// "was killed (signal 9)", "ended with code 1".
QString describe(const GatewayEnding &ending);

} // namespace wsagent
