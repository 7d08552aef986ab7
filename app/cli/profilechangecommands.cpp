#include "app/cli/profilechangecommands.h"

#include "app/cli/commandtree.h"
#include "app/cli/findingsview.h"
#include "app/cli/keychainmove.h"
#include "app/cli/secretaccess.h"
#include "app/commandline.h"
#include "app/profiles/profilechanges.h"
#include "gateway/base/exitcodes.h"

#include <QFileInfo>
#include <QJsonArray>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

struct CloneOptions
{
    std::string from;
    std::string to;
    std::string port = "auto";
    bool withWorkspace = false;
    bool withSessions = false;
    bool withCredentials = false;
};

struct RemoveOptions
{
    std::string name;
    bool keepWorkspace = false;
    bool deleteWorkspace = false;
    bool yes = false;
    bool dryRun = false;
};

struct RenameOptions
{
    std::string from;
    std::string to;
};

/// The name as the fleet shows it.
QString displayed(const std::string &typed)
{
    const auto name = ProfileName::parse(text(typed));
    return name ? name->display() : text(typed);
}

int clone(CommandContext &context, const CloneOptions &options)
{
    const auto to = ProfileName::parse(text(options.to));
    if (!to)
        return context.out.fail(to.error());
    const CloneRequest request{.from = displayed(options.from),
                               .to = *to,
                               .port = text(options.port),
                               .withWorkspace = options.withWorkspace,
                               .withSessions = options.withSessions,
                               .withCredentials = options.withCredentials};
    const auto locked = context.surveyLocked({.ownersOf = portsOfBase(request.port)});
    if (!locked)
        return context.out.fail(locked.error());
    const auto report = cloneProfile(request, locked->fleet, context.selection, context.schema());
    if (!report)
        return failNewInstance(context.out, report.error());

    QStringList notes;
    for (const Finding &finding : report->findings)
        notes += finding.message;
    notes += report->notes;
    const Output &out = context.out;
    if (out.json())
        out.document({{"ok"_L1, true},
                      {"profile"_L1, to->display()},
                      {"from"_L1, request.from},
                      {"stateDir"_L1, report->paths.stateDir},
                      {"configPath"_L1, report->paths.configPath},
                      {"workspace"_L1, report->workspace},
                      {"port"_L1, report->port},
                      {"copied"_L1, QJsonArray::fromStringList(report->copied)},
                      {"notes"_L1, QJsonArray::fromStringList(notes)}});
    out.line(u"Profile %1 cloned from %2 on port %3 (copied: %4)."_s.arg(to->display(), request.from)
                 .arg(report->port)
                 .arg(report->copied.join(", "_L1)));
    if (!options.withCredentials)
        out.line(u"Its channels are off until you give them accounts of their own."_s);
    for (const QString &note : std::as_const(notes))
        out.note(u"warning: "_s + note);
    return ExitSuccess;
}

int remove(CommandContext &context, const RemoveOptions &options)
{
    const Output &out = context.out;
    const QString name = displayed(options.name);
    const auto plan = planRemoval(name, options.deleteWorkspace, context.survey());
    if (!plan)
        return out.fail(plan.error());

    for (const QString &path : plan->toTrash)
        out.line(u"to the trash  %1"_s.arg(out.shortPath(path)));
    if (!plan->keptWorkspace.isEmpty())
        out.line(u"stays         %1"_s.arg(out.shortPath(plan->keptWorkspace)));
    if (!options.dryRun) {
        if (!confirm(out, u"Remove profile %1?"_s.arg(name), options.yes))
            return ExitFailure;
        if (const auto removed = removeProfile(name, *plan, context.selection); !removed)
            return out.fail(removed.error());
    }
    if (out.json())
        out.document({{"ok"_L1, true},
                      {"profile"_L1, name},
                      {"dryRun"_L1, options.dryRun},
                      {"toTrash"_L1, QJsonArray::fromStringList(plan->toTrash)},
                      {"keptWorkspace"_L1, plan->keptWorkspace}});
    out.line(options.dryRun ? u"Nothing was removed (--dry-run)."_s : u"Profile %1 removed."_s.arg(name));
    return ExitSuccess;
}

/// Of no use unless the new name is free: it would overwrite the secrets of another profile.
KeychainMove keychainMove(const QString &from, const ProfileName &to, const Fleet &fleet,
                          const InstanceSelection &selected)
{
    const FleetMember *member = fleet.find(from);
    const InstanceSelection target = canonicalSelection(to, selected);
    if (!member || QFileInfo::exists(target.paths.stateDir))
        return {QString(), QString(), QString()};
    const InstanceSelection source{
        .profile = member->profile, .environment = selected.environment, .paths = member->paths};
    return {member->paths.stateDir, keychainOwner(source), keychainOwner(target)};
}

int rename(CommandContext &context, const RenameOptions &options)
{
    const auto to = ProfileName::parse(text(options.to));
    if (!to)
        return context.out.fail(to.error());
    if (to->isDefault())
        return context.out.fail({u"a profile cannot be renamed to default"_s, {}, ErrorKind::Usage});
    const QString from = displayed(options.from);
    const auto locked = context.surveyLocked();
    if (!locked)
        return context.out.fail(locked.error());
    const Fleet &fleet = locked->fleet;
    KeychainMove secrets = keychainMove(from, *to, fleet, context.selection);
    if (const auto copied = secrets.copy(); !copied) {
        (void)secrets.finish(false);
        return context.out.fail(copied.error());
    }
    const auto report = renameProfile(from, *to, fleet, context.selection, context.schema());
    if (const auto finished = secrets.finish(bool(report)); !finished)
        context.out.note(
            u"warning: a copy of a secret stays in the keychain: %1"_s.arg(finished.error().message));
    if (!report)
        return context.out.fail(report.error());
    if (context.out.json())
        context.out.document({{"ok"_L1, true},
                              {"profile"_L1, to->display()},
                              {"from"_L1, from},
                              {"stateDir"_L1, report->paths.stateDir},
                              {"configPath"_L1, report->paths.configPath},
                              {"keysRewritten"_L1, QJsonArray::fromStringList(report->keysRewritten)}});
    context.out.line(u"Profile %1 is called %2 now; its ports stay."_s.arg(from, to->display()));
    return ExitSuccess;
}

} // namespace

void addProfileChangeCommands(CLI::App &profiles, Action &chosen)
{
    const auto cloneOptions = std::make_shared<CloneOptions>();
    CLI::App *cloneCommand =
        profiles.add_subcommand("clone", "Copy a profile, with ports and secrets of its own");
    cloneCommand->add_option("from", cloneOptions->from)->type_name("PROFILE")->required();
    cloneCommand->add_option("to", cloneOptions->to)->type_name("NAME")->required();
    cloneCommand->add_option("--port", cloneOptions->port, "Base port, or auto")->type_name("PORT");
    cloneCommand->add_flag("--with-workspace", cloneOptions->withWorkspace, "Copy the workspace files");
    cloneCommand->add_flag("--with-sessions", cloneOptions->withSessions, "Copy the conversations");
    cloneCommand->add_flag("--with-credentials", cloneOptions->withCredentials,
                           "Keep channel accounts and leave them on");
    onChosen(cloneCommand, chosen, cloneOptions, clone);

    const auto removeOptions = std::make_shared<RemoveOptions>();
    CLI::App *removeCommand = profiles.add_subcommand("remove", "Move a profile to the trash");
    removeCommand->add_option("name", removeOptions->name)->type_name("PROFILE")->required();
    auto *keep = removeCommand->add_flag("--keep-workspace", removeOptions->keepWorkspace,
                                         "Leave the workspace (default)");
    removeCommand->add_flag("--delete-workspace", removeOptions->deleteWorkspace, "The workspace, too")
        ->excludes(keep);
    removeCommand->add_flag("--yes", removeOptions->yes, "Do not ask");
    removeCommand->add_flag("--dry-run", removeOptions->dryRun, "Only show what would happen");
    onChosen(removeCommand, chosen, removeOptions, remove);

    const auto renameOptions = std::make_shared<RenameOptions>();
    CLI::App *renameCommand = profiles.add_subcommand("rename", "Give a stopped profile another name");
    renameCommand->add_option("from", renameOptions->from)->type_name("PROFILE")->required();
    renameCommand->add_option("to", renameOptions->to)->type_name("NAME")->required();
    onChosen(renameCommand, chosen, renameOptions, rename);
}

} // namespace wsagent
