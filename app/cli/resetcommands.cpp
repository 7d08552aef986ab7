#include "app/cli/resetcommands.h"

#include "app/cli/commandtree.h"
#include "app/cli/findingsview.h"
#include "app/cli/prompter.h"
#include "app/cli/secretaccess.h"
#include "app/cli/servicecommands.h"
#include "app/profiles/profilechanges.h"
#include "app/profiles/resetinstance.h"
#include "gateway/base/exitcodes.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonArray>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

struct ResetOptions
{
    std::string scope = "config";
    bool yes = false;
    bool nonInteractive = false;
    bool dryRun = false;
};

struct UninstallOptions
{
    bool service = false;
    bool state = false;
    bool workspace = false;
    bool app = false;
    bool all = false;
    bool allProfiles = false;
    bool yes = false;
    bool nonInteractive = false;
    bool dryRun = false;
};

/// Nothing goes unasked: a script has to say --yes.
std::optional<Error> unasked(bool yes, bool nonInteractive, const QString &command)
{
    if (yes || (!nonInteractive && Prompter::canAsk()))
        return std::nullopt;
    return Error{u"nobody can be asked whether that shall go"_s, command + " --yes"_L1, ErrorKind::Usage};
}

int reset(CommandContext &context, const ResetOptions &options)
{
    const Output &out = context.out;
    const auto scope = parseResetScope(text(options.scope));
    if (!scope)
        return out.fail(scope.error());
    const QString name = instanceName(context.selection);
    const auto paths = planReset(name, *scope, context.survey());
    if (!paths)
        return out.fail(paths.error());
    for (const QString &path : *paths)
        out.line(u"to the trash  %1"_s.arg(out.shortPath(path)));
    if (!options.dryRun) {
        const QString command = context.hint(u"reset --scope %1"_s.arg(text(options.scope)));
        if (const auto refused = unasked(options.yes, options.nonInteractive, command))
            return out.fail(*refused);
        if (!confirm(out, u"Reset %1?"_s.arg(name), options.yes))
            return ExitFailure;
        if (const auto done = resetInstance(*paths, context.selection); !done)
            return out.fail(done.error());
    }
    if (out.json())
        out.document({{"ok"_L1, true},
                      {"profile"_L1, name},
                      {"scope"_L1, text(options.scope)},
                      {"dryRun"_L1, options.dryRun},
                      {"toTrash"_L1, QJsonArray::fromStringList(*paths)}});
    out.line(options.dryRun ? u"Nothing was removed (--dry-run)."_s
                            : u"Profile %1 is reset. Next: %2"_s.arg(name, context.hint(u"setup"_s)));
    return ExitSuccess;
}

/// One part of an installation, and what became of it.
struct Part
{
    QString name;
    QString result = {};
    QString message = {};
    bool ok = true;
};

QJsonObject toJson(const Part &part)
{
    return {
        {"part"_L1, part.name}, {"ok"_L1, part.ok}, {"result"_L1, part.result}, {"message"_L1, part.message}};
}

Part failed(const QString &name, const Error &error)
{
    const QString fix = error.fix.isEmpty() ? QString() : u" (try: %1)"_s.arg(error.fix);
    return {name, u"failed"_s, error.message + fix, false};
}

Part removeService(CommandContext &context, bool dryRun)
{
    if (dryRun)
        return {u"service"_s, u"would-go"_s};
    const auto outcome = uninstallService(context);
    return outcome ? Part{u"service"_s, outcome->result, outcome->message}
                   : failed(u"service"_s, outcome.error());
}

/// The state and the workspace, as `profiles remove` does it, also for the default profile.
QList<Part> removeFiles(CommandContext &context, const UninstallOptions &options, bool state, bool workspace)
{
    const QString name = instanceName(context.selection);
    const Fleet fleet = context.survey();
    const FleetMember *member = fleet.find(name);
    if (!member)
        return {{u"state"_s, u"not-there"_s, u"there is no profile %1"_s.arg(name)}};
    if (const auto alone = checkNothingForeignInside(*member, fleet); !alone)
        return {failed(u"state"_s, alone.error())};
    const QString place = member->workspace();
    QStringList paths;
    if (state) {
        const auto plan = planReset(name, ResetScope::Full, fleet);
        if (!plan)
            return {failed(u"state"_s, plan.error())};
        paths = *plan;
        paths.removeIf([&](const QString &path) {
            const bool holds = path == place || place.startsWith(path + u'/');
            return !workspace && holds && QFileInfo(place).isDir();
        });
    } else if (workspace && QFileInfo(place).isDir()) {
        paths = {place};
    }
    const QString what = state ? u"state"_s : u"workspace"_s;
    if (options.dryRun)
        return {{what, u"would-go"_s, paths.join(", "_L1)}};
    if (const auto done = resetInstance(paths, context.selection); !done)
        return {failed(what, done.error())};
    if (state) {
        const auto updated =
            updateRegistry(registryPath(context.selection.paths.home, context.selection.environment),
                           [&name](Registry &registry) { registry.remove(name); });
        if (!updated)
            return {failed(what, updated.error())};
    }
    return {{what, u"in-the-trash"_s, paths.join(", "_L1)}};
}

QList<Part> uninstallProfile(CommandContext &context, const UninstallOptions &options)
{
    QList<Part> parts;
    if (options.service || options.state || options.all)
        parts += removeService(context, options.dryRun);
    const bool serviceGone = parts.isEmpty() || parts.first().ok;
    const bool state = options.state || options.all;
    const bool workspace = options.workspace || options.all;
    if ((state || workspace) && serviceGone)
        parts += removeFiles(context, options, state, workspace);
    return parts;
}

/// How to take the program away: whoever installed it has to.
Part removeApp()
{
    return {u"app"_s, u"by-hand"_s,
            u"the program stays: apt-get remove ws-agent, or remove what cmake --install has put there"_s};
}

int uninstall(CommandContext &context, const UninstallOptions &options)
{
    const CommandApplication application;
    const Output &out = context.out;
    if (!options.service && !options.state && !options.workspace && !options.app && !options.all)
        return out.fail({u"say what shall go: --service, --state, --workspace, --app or --all"_s,
                         context.hint(u"uninstall --help"_s), ErrorKind::Usage});
    if (!options.dryRun) {
        if (const auto refused = unasked(options.yes, options.nonInteractive, context.hint(u"uninstall"_s)))
            return out.fail(*refused);
        const QString whom = options.allProfiles ? u"every profile"_s : instanceName(context.selection);
        if (!confirm(out, u"Uninstall %1?"_s.arg(whom), options.yes))
            return ExitFailure;
    }
    QList<Part> parts;
    if (options.allProfiles) {
        for (const FleetMember &member : context.survey({.listeners = false}).members) {
            if (member.isCustom)
                continue;
            CommandContext other(canonicalSelection(member.profile, context.selection), out);
            for (Part part : uninstallProfile(other, options)) {
                part.name.prepend(member.name + u": "_s);
                parts += part;
            }
        }
    } else {
        parts = uninstallProfile(context, options);
    }
    if (options.app || options.all)
        parts += removeApp();

    bool ok = true;
    QJsonArray array;
    for (const Part &part : parts) {
        ok = ok && part.ok;
        array += toJson(part);
        out.line(
            u"%1  %2  %3"_s.arg(part.name.leftJustified(10), part.result.leftJustified(14), part.message));
    }
    if (out.json())
        out.document({{"ok"_L1, ok}, {"dryRun"_L1, options.dryRun}, {"parts"_L1, array}});
    return ok ? ExitSuccess : ExitFailure;
}

} // namespace

void addResetCommands(CLI::App &root, Action &chosen)
{
    const auto resetOptions = std::make_shared<ResetOptions>();
    CLI::App *resetCommand = root.add_subcommand("reset", "Move config or state of the profile to the trash");
    resetCommand->add_option("--scope", resetOptions->scope, "How much goes (config)")
        ->check(CLI::IsMember({"config", "config+creds+sessions", "full"}));
    resetCommand->add_flag("--yes", resetOptions->yes, "Do not ask");
    resetCommand->add_flag("--non-interactive", resetOptions->nonInteractive, "Never ask; needs --yes");
    resetCommand->add_flag("--dry-run", resetOptions->dryRun, "Only show what would go");
    onChosen(resetCommand, chosen, resetOptions, reset);

    const auto options = std::make_shared<UninstallOptions>();
    CLI::App *command = root.add_subcommand("uninstall", "Take the service or the files of the profile away");
    command->add_flag("--service", options->service, "The service");
    command->add_flag("--state", options->state, "The service, config and state; not the workspace");
    command->add_flag("--workspace", options->workspace, "The workspace");
    command->add_flag("--app", options->app, "Say how the program itself is removed");
    command->add_flag("--all", options->all, "All of these");
    command->add_flag("--all-profiles", options->allProfiles, "Of every profile");
    command->add_flag("--yes", options->yes, "Do not ask");
    command->add_flag("--non-interactive", options->nonInteractive, "Never ask; needs --yes");
    command->add_flag("--dry-run", options->dryRun, "Only show what would go");
    onChosen(command, chosen, options, uninstall);
}

} // namespace wsagent
