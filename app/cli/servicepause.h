#pragma once

#include "app/cli/commandcontext.h"
#include "app/services/servicehost.h"

namespace wsagent {

/// The service of the profile rests while its state is mended. Whatever comes of that, it runs again when
/// this goes.
class ServicePause
{
public:
    explicit ServicePause(CommandContext &context);
    ~ServicePause();
    Q_DISABLE_COPY_MOVE(ServicePause)

    /// Why the service must not be stopped; nothing when it may, or when it does not run.
    std::optional<Error> refusal(const std::optional<ServiceFacts> &service);
    /// Stops it, if it runs, and waits until it is gone.
    Result<void> begin(const std::optional<ServiceFacts> &service);
    /// Starts it again, if it was stopped.
    Result<void> end();

private:
    CommandContext &m_context;
    const ServiceHost m_host;
    const ServiceSpec m_nameplate;
    bool m_wasStopped = false;
};

} // namespace wsagent
