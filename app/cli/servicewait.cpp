#include "app/cli/servicewait.h"

#include "app/cli/logtail.h"

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr int looksBetweenQuestions = 25; ///< to the manager: each is a process
constexpr qsizetype longestReason = 400;

} // namespace

Serving waitForService(const CommandContext &context, const ServiceHost &host,
                       std::chrono::milliseconds patience)
{
    const ServiceNames names = serviceNames(context.selection.profile);
    Serving serving = Serving::NotYet;
    int round = 0;
    waitFor(
        [&] {
            if (livingGateway(context.selection.paths.stateDir))
                serving = Serving::Yes;
            else if (++round % looksBetweenQuestions == 0 && host.manager->query(names).status == "failed"_L1)
                serving = Serving::Failed;
            return serving != Serving::NotYet;
        },
        patience);
    return serving;
}

QString lastLoggedError(CommandContext &context, const QDateTime &since)
{
    const QString file = newestLogFile(context.selection.paths, context.load().config);
    const QJsonObject record = lastError(lastLines(file), since);
    return record["message"_L1].toString().simplified().left(longestReason);
}

Error notServing(CommandContext &context, Serving serving, const QString &deed, const QDateTime &since)
{
    const QString outcome = serving == Serving::Failed ? u"its gateway has failed"_s
                                                       : u"no gateway came up in the time there was"_s;
    return withLoggedError(
        context, Error{u"the service was %1, and %2"_s.arg(deed, outcome), context.hint(u"logs"_s)}, since);
}

Error withLoggedError(CommandContext &context, const Error &error, const QDateTime &since)
{
    const QString reason = lastLoggedError(context, since);
    if (reason.isEmpty())
        return error;
    return {u"%1: %2"_s.arg(error.message, reason), error.fix, error.kind};
}

} // namespace wsagent
