#include "app/cli/statuscommand.h"

#include "app/cli/commandtree.h"
#include "app/cli/findingsview.h"
#include "app/cli/gatewayurls.h"
#include "app/cli/prompter.h"
#include "app/cli/secretaccess.h"
#include "app/cli/serviceinstall.h"
#include "app/cli/statusfacts.h"
#include "gateway/base/exitcodes.h"
#include "gateway/instances/runtimefile.h"

#include <QProcess>

namespace wsagent {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

struct DashboardOptions
{
    bool noOpen = false;
    bool yes = false;
};

int status(CommandContext &context, const StatusWishes &wishes)
{
    const StatusFacts facts = collectStatus(context, wishes);
    if (context.out.json())
        context.out.document(statusToJson(context, facts, wishes));
    else
        printStatus(context, facts, wishes);
    return ExitSuccess;
}

std::optional<RuntimeFile> living(const CommandContext &context)
{
    const auto runtime = readRuntimeFile(context.selection.paths.stateDir);
    return runtime && isAlive(*runtime) ? std::optional(*runtime) : std::nullopt;
}

/// The service, if there is one and it is wished for.
Result<void> startService(CommandContext &context, const DashboardOptions &options)
{
    const Error down{u"the gateway of %1 does not run"_s.arg(instanceName(context.selection)),
                     context.hint(u"gateway"_s), ErrorKind::Unreachable};
    const ServiceHost host = serviceHost(context.selection);
    const ServiceSpec nameplate = serviceNameplate(context.selection.profile, context.selection.paths);
    if (!readService(host.platform, host.manager->definitionFile(nameplate), host.places.home))
        return down;
    const bool asked = options.yes || (!context.out.json() && Prompter::canAsk() &&
                                       confirm(context.out, u"The gateway does not run. Start it?"_s, false));
    if (!asked)
        return Error{down.message, context.hint(u"gateway start"_s), ErrorKind::Unreachable};
    if (const auto started = host.manager->start(nameplate); !started)
        return started;
    return waitUntilServing(context.selection.paths, 60s) ? Result<void>() : down;
}

/// Only where somebody looks at a screen.
bool open(const QString &url)
{
#if defined(Q_OS_MACOS)
    return QProcess::startDetached(u"open"_s, {url});
#elif defined(Q_OS_WIN)
    return QProcess::startDetached(u"explorer"_s, {url});
#else
    const bool hasDisplay =
        qEnvironmentVariableIsSet("DISPLAY") || qEnvironmentVariableIsSet("WAYLAND_DISPLAY");
    return hasDisplay && QProcess::startDetached(u"xdg-open"_s, {url});
#endif
}

int dashboard(CommandContext &context, const DashboardOptions &options)
{
    const CommandApplication application;
    if (!living(context)) {
        if (const auto started = startService(context, options); !started)
            return context.out.fail(started.error());
    }
    const auto runtime = living(context);
    if (!runtime)
        return context.out.fail({u"the gateway ended again at once"_s, context.hint(u"logs"_s)});
    const QString url = gatewayUrls(runtime->port, context.load(), &*runtime).page;
    if (url.isEmpty())
        return context.out.fail({u"the page of this gateway is switched off"_s,
                                 context.hint(u"config set gateway.controlUi.enabled true"_s)});
    const bool opened = !options.noOpen && !context.out.json() && open(url);
    if (context.out.json())
        context.out.document({{"ok"_L1, true}, {"url"_L1, url}, {"profile"_L1, runtime->profile}});
    context.out.line(url);
    if (opened)
        context.out.note(u"opened in the browser"_s);
    return ExitSuccess;
}

} // namespace

void addStatusCommands(CLI::App &root, Action &chosen)
{
    const auto wishes = std::make_shared<StatusWishes>();
    CLI::App *command =
        root.add_subcommand("status", "How the selected profile stands, whether it runs or not");
    command->add_flag("--all", wishes->everything, "A whole report, to paste somewhere; secrets are hidden");
    command->add_flag("--deep", wishes->deep,
                      "Also ask channels and the service manager, and look at safety");
    command->add_flag("--usage", wishes->usage, "What the models have cost");
    command->add_flag("--verbose", wishes->verbose,
                      "Also say what is wrong with the other profiles, and safety");
    command->add_option("--timeout", wishes->timeout, "Milliseconds to wait for the gateway")
        ->type_name("MS")
        ->check(CLI::Range(1, 3'600'000));
    onChosen(command, chosen, wishes, status);

    const auto options = std::make_shared<DashboardOptions>();
    CLI::App *dashboardCommand = root.add_subcommand("dashboard", "Open the page of the gateway");
    dashboardCommand->add_flag("--no-open", options->noOpen, "Only print its address");
    dashboardCommand->add_flag("--yes", options->yes, "Start the service when it does not run");
    onChosen(dashboardCommand, chosen, options, dashboard);
}

} // namespace wsagent
