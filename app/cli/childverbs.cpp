#include "app/cli/childverbs.h"

#include "app/cli/networkloader.h"
#include "app/cli/supervisorcall.h"
#include "gateway/instances/runtimefile.h"

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

bool isRunning(const CommandContext &context)
{
    const auto runtime = readRuntimeFile(context.selection.paths.stateDir);
    return runtime && isAlive(*runtime);
}

struct Words
{
    QString action;
    QString result;
    QString message;
};

Words wordsFor(ControlVerb verb, bool ranBefore)
{
    if (verb == ControlVerb::Stop)
        return {u"stop"_s, ranBefore ? u"stopped"_s : u"not-running"_s,
                u"The supervisor has stopped %1, until it is started again."_s};
    if (verb == ControlVerb::Restart)
        return {u"restart"_s, u"restarted"_s, u"The supervisor has restarted %1."_s};
    return {u"start"_s, ranBefore ? u"already-running"_s : u"started"_s,
            ranBefore ? u"%1 runs already, by the supervisor."_s : u"The supervisor has started %1."_s};
}

} // namespace

Result<ServiceOutcome> changedBySupervisor(const CommandContext &context, ControlVerb verb)
{
    const Words words = wordsFor(verb, isRunning(context));
    const auto status = throughSupervisor(context, verb);
    if (!status)
        return status.error();
    const bool isDone = verb == ControlVerb::Stop ? status->state == GatewayState::Stopped : status->serves();
    if (!isDone)
        return Error{u"%1 is %2: %3"_s.arg(status->profile, wireName(status->state), status->message),
                     status->fix};
    ServiceOutcome outcome{
        .action = words.action, .result = words.result, .message = words.message.arg(status->profile)};
    if (status->state == GatewayState::Degraded)
        outcome.warnings += status->message;
    return outcome;
}

Result<ServiceOutcome> restartedByItself(CommandContext &context, bool skipDeferral)
{
    const auto network = loadNetwork();
    if (!network)
        return network.error();
    const auto answer = network->call(
        context, {}, u"gateway.restart.request"_s,
        QJsonObject{{"reason"_L1, u"asked for on the command line"_s}, {"skipDeferral"_L1, skipDeferral}});
    if (!answer)
        return answer.error();
    const QString name = instanceName(context.selection);
    const QJsonValue payload = answer->payload;
    ServiceOutcome outcome{.action = u"restart"_s,
                           .result = u"scheduled"_s,
                           .message = u"The gateway of %1 restarts."_s.arg(name)};
    if (payload["status"_L1].toString() == "deferred"_L1)
        outcome.message = u"The gateway of %1 restarts when what it does is done: %2."_s.arg(
            name, payload["preflight"_L1]["summary"_L1].toString());
    return outcome;
}

} // namespace wsagent
