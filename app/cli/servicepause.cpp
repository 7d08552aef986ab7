#include "app/cli/servicepause.h"

#include "app/cli/serviceguard.h"
#include "app/cli/servicewait.h"

#include <utility>

namespace wsagent {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto drainBudget = 330s;

bool isUp(const std::optional<ServiceFacts> &service)
{
    return service && (service->state.status == "running"_L1 || service->state.status == "starting"_L1);
}

} // namespace

ServicePause::ServicePause(CommandContext &context)
    : m_context(context)
    , m_host(serviceHost(context.selection))
    , m_nameplate(serviceNameplate(context.selection.profile, context.selection.paths))
{}

ServicePause::~ServicePause()
{
    (void)end();
}

std::optional<Error> ServicePause::refusal(const std::optional<ServiceFacts> &service)
{
    return isUp(service) ? refuseVerb(m_context, m_host, ServiceVerb::Stop, m_context.load(), true)
                         : std::nullopt;
}

Result<void> ServicePause::begin(const std::optional<ServiceFacts> &service)
{
    if (!isUp(service))
        return {};
    m_wasStopped = true; // also by half a stop
    if (const auto stopped = m_host.manager->stop(m_nameplate, false); !stopped)
        return stopped;
    if (!waitUntilGone(m_context.selection.paths, drainBudget))
        return Error{
            u"the gateway of %1 does not end, so nothing was mended"_s.arg(instanceName(m_context.selection)),
            m_context.hint(u"gateway status"_s), ErrorKind::Conflict};
    return {};
}

Result<void> ServicePause::end()
{
    if (!std::exchange(m_wasStopped, false))
        return {};
    return m_host.manager->start(m_nameplate);
}

} // namespace wsagent
