#include "app/cli/supervisorcall.h"

#include "app/cli/secretaccess.h"
#include "app/supervisor/supervisor.h"
#include "app/supervisor/supervisorclient.h"

#include <QJsonArray>

#include <algorithm>
#include <optional>

namespace wsagent {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto patience = 10s; ///< beyond what the supervisor gives a gateway itself
constexpr auto startPatience = 75s;

std::chrono::milliseconds patienceFor(const ControlRequest &request)
{
    const auto drain =
        request.drainMs < 0 ? Supervisor::usualDrain : std::chrono::milliseconds(request.drainMs);
    switch (request.verb) {
    case ControlVerb::Start:
        return startPatience;
    case ControlVerb::Restart:
        return startPatience + drain;
    case ControlVerb::Stop:
        return drain + patience;
    default:
        return patience;
    }
}

} // namespace

Result<QJsonObject> callSupervisor(const CommandContext &context, const ControlRequest &request)
{
    std::optional<CommandApplication> application;
    if (!QCoreApplication::instance())
        application.emplace();
    auto client = SupervisorClient::connectTo(
        supervisorPlace(context.selection.paths.home, context.selection.environment));
    if (!client)
        return client.error();
    QEventLoop loop;
    std::optional<Result<QJsonObject>> answer;
    (*client)->call(request, [&](const Result<QJsonObject> &result) {
        answer = result;
        loop.quit();
    });
    QTimer::singleShot(patienceFor(request), &loop, &QEventLoop::quit);
    if (!answer)
        loop.exec();
    if (!answer)
        return Error{u"the supervisor did not answer in time"_s, u"ws-agent supervisor status"_s,
                     ErrorKind::Unreachable};
    return *answer;
}

bool isSupervised(const CommandContext &context)
{
    const auto list = callSupervisor(context, {.verb = ControlVerb::List});
    const QJsonArray profiles = list ? (*list)["profiles"_L1].toArray() : QJsonArray();
    return std::any_of(profiles.begin(), profiles.end(), [&context](const QJsonValue &each) {
        return each["profile"_L1].toString() == instanceName(context.selection) &&
               !each["service"_L1].toBool();
    });
}

Result<GatewayStatus> throughSupervisor(const CommandContext &context, ControlVerb verb)
{
    const auto answer = callSupervisor(context, {.verb = verb, .profile = instanceName(context.selection)});
    if (!answer)
        return answer.error();
    return gatewayStatusFromJson(*answer);
}

} // namespace wsagent
