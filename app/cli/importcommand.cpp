#include "app/cli/importcommand.h"

#include "app/cli/commandtree.h"
#include "app/commandline.h"
#include "app/profiles/importopenclaw.h"
#include "gateway/base/exitcodes.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonArray>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

struct ImportOptions
{
    std::string from;
    std::string as;
    bool keepToken = false;
    bool withCredentials = false;
    bool dryRun = false;
};

Result<QString> sourceOf(const CommandContext &context, const ImportOptions &options)
{
    const QString home = context.selection.paths.home;
    if (!options.from.empty())
        return absolutePath(text(options.from), home, QDir::currentPath());
    const QStringList found = openClawDirectories(home);
    if (found.size() == 1)
        return found.first();
    if (found.isEmpty())
        return Error{u"no OpenClaw is set up in %1"_s.arg(home), u"name its directory with --from"_s,
                     ErrorKind::NotFound};
    return Error{u"there are several: %1"_s.arg(found.join(", "_L1)),
                 u"ws-agent profiles import-openclaw --from %1"_s.arg(shellWord(found.first())),
                 ErrorKind::Usage};
}

/// ~/.openclaw-work is imported as "work" unless somebody says otherwise.
Result<ProfileName> nameFor(const CommandContext &context, const ImportOptions &options, const QString &from)
{
    if (!options.as.empty())
        return ProfileName::parse(text(options.as));
    if (!context.selection.profile.isDefault())
        return context.selection.profile;
    const QString suffix = QFileInfo(from).fileName().section(u'-', 1);
    return suffix.isEmpty() ? ProfileName() : ProfileName::parse(suffix);
}

int import(CommandContext &context, const ImportOptions &options)
{
    const Output &out = context.out;
    const auto from = sourceOf(context, options);
    if (!from)
        return out.fail(from.error());
    const auto name = nameFor(context, options, *from);
    if (!name)
        return out.fail(name.error());
    const ImportRequest request{*from, *name, options.keepToken, options.withCredentials};
    const auto locked = context.surveyLocked();
    if (!locked)
        return out.fail(locked.error());
    const Fleet &fleet = locked->fleet;
    const auto plan = planImport(request, fleet, context.selection, context.schema());
    if (!plan)
        return out.fail(plan.error());
    if (!options.dryRun) {
        const auto done = carryOutImport(*plan, fleet, request, context.selection, context.schema());
        if (!done)
            return out.fail(done.error());
    }
    QJsonArray steps;
    Table table;
    table.header = {u"WHAT"_s, u"BECAME"_s, u"REASON"_s};
    for (const ImportStep &step : plan->steps) {
        steps += QJsonObject{{"what"_L1, step.what}, {"action"_L1, step.action}, {"reason"_L1, step.reason}};
        table.rows += {step.what, step.action, step.reason};
    }
    if (out.json()) {
        out.document({{"ok"_L1, true},
                      {"from"_L1, *from},
                      {"profile"_L1, name->display()},
                      {"port"_L1, plan->port},
                      {"dryRun"_L1, options.dryRun},
                      {"steps"_L1, steps}});
        return ExitSuccess;
    }
    out.print(table);
    out.line(options.dryRun
                 ? u"Nothing was written (--dry-run)."_s
                 : u"Profile %1 is ready on port %2; its channels are off. Next: %3"_s.arg(name->display())
                       .arg(plan->port)
                       .arg(commandHint(name->display(), u"doctor"_s)));
    return ExitSuccess;
}

} // namespace

void addImportCommand(CLI::App &profiles, Action &chosen)
{
    const auto options = std::make_shared<ImportOptions>();
    CLI::App *command =
        profiles.add_subcommand("import-openclaw", "Make a profile of an OpenClaw, which stays as it is");
    command->add_option("--from", options->from, "Its directory (default: the one in the home)")
        ->type_name("DIR");
    command->add_option("--as", options->as, "Name of the profile")->type_name("NAME");
    command->add_flag("--keep-token", options->keepToken, "Keep the gateway token");
    command->add_flag("--with-credentials", options->withCredentials,
                      "Also copy accounts; channels stay off");
    command->add_flag("--dry-run", options->dryRun, "Only show what would be taken over");
    onChosen(command, chosen, options, import);
}

} // namespace wsagent
