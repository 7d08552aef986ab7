#pragma once

#include "app/supervisor/gatewayhost.h"
#include "app/supervisor/gatewayprocess.h"
#include "gateway/base/filewatcher.h"

#include <functional>
#include <memory>

namespace wsagent {

class ProcessEnd;

/// A profile whose gateway runs as a service of the operating system. It is watched and told what to do, and
/// never started as a child (D2).
class ServiceGateway : public GatewayHost
{
    Q_OBJECT

public:
    /// `verb`: the program that carries out `start`, `stop` or `restart` of the service.
    ServiceGateway(const QString &profile, QString stateDir,
                   std::function<GatewayProgram(const QString &verb)> verb, QObject *parent = nullptr);
    ~ServiceGateway() override;

    void start() override;
    void stop(std::chrono::milliseconds drain) override;
    void restart(std::chrono::milliseconds drain) override;
    QSet<qint64> children() const override;

private:
    void look();
    void tell(const QString &verb, GatewayState meanwhile);
    void onTold(int exitCode);

    QString m_stateDir;
    std::function<GatewayProgram(const QString &verb)> m_verb;
    QProcess m_command;
    QString m_told; ///< the verb that is being carried out
    FileWatcher m_runtime;
    std::unique_ptr<ProcessEnd> m_process;
};

} // namespace wsagent
