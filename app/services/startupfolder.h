#pragma once

#include "app/services/serviceaudit.h"
#include "app/services/servicespec.h"
#include "app/services/toolrun.h"
#include "gateway/base/result.h"

namespace wsagent {

/// The Startup folder of Windows, for those whom the Task Scheduler refuses a task: what lies there starts at
/// login. Nobody starts it again when it ends.
class StartupFolder
{
public:
    StartupFolder(QString home, RunTool run)
        : m_home(std::move(home))
        , m_run(std::move(run))
    {}

    QString file(const ServiceNames &names) const;
    bool holds(const ServiceNames &names) const;
    ServiceState query(const ServiceNames &names) const;

    /// `script` is started at every login, without a window that is in the way.
    Result<void> add(const ServiceNames &names, const QString &script) const;
    Result<void> remove(const ServiceNames &names) const;
    Result<void> start(const QString &script) const;
    Result<void> stop(const ServiceNames &names) const;

private:
    QString m_home;
    RunTool m_run;
};

} // namespace wsagent
