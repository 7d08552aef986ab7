#include "app/cli/authtokencommand.h"

#include "app/cli/commandtree.h"
#include "app/cli/gatewaysecret.h"
#include "gateway/base/exitcodes.h"

#include <unistd.h>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

struct AuthTokenOptions
{
    bool show = false;
};

Error refused(const QString &message, const QString &fix)
{
    return {message, fix, ErrorKind::Usage};
}

/// Into a file or a pipe it does not go: those are kept, and read by others.
int authToken(CommandContext &context, const AuthTokenOptions &options)
{
    if (!options.show)
        return context.out.fail(refused(u"the token is a secret and is shown only when that is asked for"_s,
                                        context.hint(u"gateway auth-token --show"_s)));
    if (context.out.json() || ::isatty(STDOUT_FILENO) == 0)
        return context.out.fail(
            refused(u"the token is shown on a terminal only"_s,
                    u"for a script: WS_AGENT_GATEWAY_TOKEN, or a SecretRef in gateway.auth.token"_s));
    const auto secret = gatewaySecret(context, context.load());
    if (!secret)
        return context.out.fail(secret.error());
    if (secret->isPassword)
        return context.out.fail({u"this gateway is opened by a password, not by a token"_s,
                                 context.hint(u"config get gateway.auth.mode"_s)});
    if (secret->text.isEmpty())
        return context.out.fail({u"profile %1 has no token"_s.arg(context.selection.profile.display()),
                                 context.hint(u"doctor --fix"_s), ErrorKind::NotFound});
    context.out.line(secret->text);
    return ExitSuccess;
}

} // namespace

void addAuthTokenCommand(CLI::App &gateway, Action &chosen)
{
    const auto options = std::make_shared<AuthTokenOptions>();
    CLI::App *command = gateway.add_subcommand("auth-token", "Show the token of this profile's gateway");
    command->add_flag("--show", options->show, "Really show it; on a terminal only");
    onChosen(command, chosen, options, authToken);
}

} // namespace wsagent
