#include "app/cli/lingeroffer.h"

#include "app/cli/prompter.h"

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

bool canAsk(const CommandContext &context)
{
    return !context.out.json() && Prompter::canAsk();
}

QStringList argumentsFor(const ServiceHost &host)
{
    return {u"enable-linger"_s, host.places.account};
}

} // namespace

QString lingerCommand(const ServiceHost &host)
{
    return u"loginctl "_s + argumentsFor(host).join(u' ');
}

Result<void> enableLinger(const ServiceHost &host)
{
    return runStep(host.run, u"loginctl"_s, argumentsFor(host), u"services cannot outlive the session"_s);
}

Result<void> enableLingerAtTerminal(const CommandContext &context, const ServiceHost &host)
{
    const auto enabled = enableLinger(host);
    if (enabled)
        return {};
    const Error refused{enabled.error().message, u"sudo "_s + lingerCommand(host)};
    if (!canAsk(context))
        return refused;
    Prompter prompter(context.out);
    prompter.say(refused.message);
    if (!prompter.yes(u"Try it with sudo?"_s, true))
        return refused;
    return runStep(host.run, u"sudo"_s, QStringList{u"loginctl"_s} + argumentsFor(host),
                   u"services cannot outlive the session"_s);
}

bool offerLinger(const CommandContext &context, const ServiceHost &host)
{
    if (!canAsk(context))
        return false;
    Prompter prompter(context.out);
    if (!prompter.yes(u"Shall the services run on when you log out, and start before you log in?"_s, true))
        return false;
    const auto enabled = enableLingerAtTerminal(context, host);
    if (!enabled)
        prompter.say(enabled.error().message);
    return bool(enabled);
}

} // namespace wsagent
