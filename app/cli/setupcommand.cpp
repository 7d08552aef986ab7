#include "app/cli/setupcommand.h"

#include "app/cli/commandtree.h"
#include "app/cli/findingsview.h"
#include "app/cli/onboardcommand.h"
#include "app/cli/prompter.h"
#include "app/profiles/newinstance.h"
#include "gateway/base/exitcodes.h"

#include <QFileInfo>
#include <QJsonArray>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

struct SetupOptions
{
    std::string workspace;
    std::string port;
    std::string mode = "local";
    std::string remoteUrl;
    std::string remoteToken;
    bool wizard = false;
    bool baseline = false;
    bool nonInteractive = false;
};

QJsonObject toJson(const NewInstance &made, const CommandContext &context)
{
    return {{"ok"_L1, true},
            {"profile"_L1, instanceName(context.selection)},
            {"configPath"_L1, context.selection.paths.configPath},
            {"stateDir"_L1, context.selection.paths.stateDir},
            {"workspace"_L1, made.report.workspace},
            {"port"_L1, made.report.port},
            {"created"_L1, QJsonArray::fromStringList(made.report.created)},
            {"existing"_L1, QJsonArray::fromStringList(made.report.existing)},
            {"keysSet"_L1, QJsonArray::fromStringList(made.report.keysSet)},
            {"findings"_L1, toJson(made.findings)}};
}

/// A person in front of a profile that does not exist yet gets the questions; scripts never do.
bool wantsQuestions(const CommandContext &context, const SetupOptions &options)
{
    if (options.wizard)
        return true;
    return !options.baseline && !options.nonInteractive && !context.out.json() && options.mode == "local" &&
           Prompter::canAsk() && !QFileInfo::exists(context.selection.paths.configPath);
}

int setup(CommandContext &context, const SetupOptions &options)
{
    if (wantsQuestions(context, options))
        return onboardAtTerminal(context, options.workspace, options.port);
    const NewInstanceRequest request{.selection = context.selection,
                                     .currentVariables = true,
                                     .port = text(options.port),
                                     .workspace = text(options.workspace),
                                     .mode = text(options.mode),
                                     .remoteUrl = text(options.remoteUrl),
                                     .remoteToken = text(options.remoteToken)};
    const auto locked = context.surveyLocked({.ownersOf = portsOfBase(request.port)});
    if (!locked)
        return context.out.fail(locked.error());
    const auto made = makeInstance(request, locked->fleet, context.schema());
    if (!made)
        return failNewInstance(context.out, made.error());

    const Output &out = context.out;
    if (out.json())
        out.document(toJson(*made, context));
    const QString name = instanceName(context.selection);
    if (made->report.created.isEmpty() && made->report.keysSet.isEmpty())
        out.line(u"Profile %1 is set up already; nothing was changed."_s.arg(out.shortPath(name)));
    else
        out.line(u"Profile %1 is ready."_s.arg(out.shortPath(name)));
    out.line(u"  config     %1"_s.arg(out.shortPath(context.selection.paths.configPath)));
    out.line(u"  state      %1"_s.arg(out.shortPath(context.selection.paths.stateDir)));
    out.line(u"  workspace  %1"_s.arg(out.shortPath(made->report.workspace)));
    out.line(u"  port       %1"_s.arg(made->report.port));
    for (const Finding &finding : made->findings)
        out.line(describeFinding(out, finding));
    out.line(u"Next: %1"_s.arg(context.hint(u"profiles check"_s)));
    return ExitSuccess;
}

} // namespace

void addSetupCommand(CLI::App &root, Action &chosen)
{
    const auto options = std::make_shared<SetupOptions>();
    CLI::App *command =
        root.add_subcommand("setup", "Make config, workspace and a free port for the selected profile");
    command->add_option("--workspace", options->workspace, "Where the agent works")->type_name("DIR");
    command->add_option("--port", options->port, "Base port (default: the next free one)")->type_name("PORT");
    command->add_option("--mode", options->mode, "local or remote")
        ->check(CLI::IsMember({"local", "remote"}));
    command->add_option("--remote-url", options->remoteUrl, "Gateway to use in remote mode");
    command->add_option("--remote-token", options->remoteToken, "Its token");
    command->add_flag("--wizard", options->wizard, "Ask, as onboard does");
    command->add_flag("--baseline", options->baseline, "Only the minimal config; never ask");
    command->add_flag("--non-interactive", options->nonInteractive, "Never ask");
    onChosen(command, chosen, options, setup);
}

} // namespace wsagent
