#include "app/cli/backupcommands.h"

#include "app/backup/restoreprofile.h"
#include "app/cli/commandtree.h"
#include "app/cli/secretaccess.h"
#include "gateway/base/exitcodes.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QLocale>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

struct CreateOptions
{
    std::string output;
    bool verify = false;
    bool dryRun = false;
    bool noWorkspace = false;
    bool onlyConfig = false;
    bool allProfiles = false;
};

struct VerifyOptions
{
    std::string archive;
};

struct RestoreOptions
{
    std::string archive;
    std::string target;
    std::string asProfile;
};

struct Made
{
    QString profile;
    QString archive;
    qsizetype files = 0;
    qint64 size = 0;
    QStringList leftOut = {};
};

QString outputFor(const CreateOptions &options, const BackupPlan &plan)
{
    const QString given = text(options.output);
    const QString name = plan.root + ".tar.gz"_L1;
    if (given.isEmpty())
        return QDir::current().filePath(name);
    return QFileInfo(given).isDir() ? QDir(given).absoluteFilePath(name)
                                    : QFileInfo(given).absoluteFilePath();
}

Result<Made> createOne(const ArchiveTool &tool, const FleetMember &member, const CreateOptions &options)
{
    const QDateTime now = QDateTime::currentDateTimeUtc();
    const auto plan =
        planBackup(member, {.workspace = !options.noWorkspace, .onlyConfig = options.onlyConfig}, now);
    if (!plan)
        return plan.error();
    const QString output = outputFor(options, *plan);
    if (const auto good = checkOutput(output, member); !good)
        return good.error();
    Made made{member.name, output, plan->items.size(), plan->size, plan->leftOut};
    if (options.dryRun)
        return made;
    const auto written = tool.write(
        output, plan->items, [&](const ArchiveDigests &digests) { return manifestOf(*plan, digests, now); });
    if (!written)
        return written.error();
    if (options.verify) {
        if (const auto good = verifyBackup(tool, output); !good)
            return good.error();
    }
    return made;
}

QJsonObject toJson(const Made &made)
{
    return {{"profile"_L1, made.profile},
            {"archive"_L1, made.archive},
            {"files"_L1, made.files},
            {"bytes"_L1, made.size},
            {"leftOut"_L1, QJsonArray::fromStringList(made.leftOut)}};
}

QList<FleetMember> chosenMembers(CommandContext &context, bool all)
{
    const Fleet fleet = context.survey({.listeners = false});
    if (all)
        return fleet.members;
    const FleetMember *own = fleet.find(instanceName(context.selection));
    return own ? QList{*own} : QList<FleetMember>();
}

int create(CommandContext &context, const CreateOptions &options)
{
    const CommandApplication application;
    const Output &out = context.out;
    const auto tool = loadArchiveTool();
    if (!tool)
        return out.fail(tool.error());
    if (options.allProfiles && !options.output.empty() && !QFileInfo(text(options.output)).isDir())
        return out.fail({u"--all-profiles writes one archive each, so --output has to be a folder"_s,
                         {},
                         ErrorKind::Usage});
    const QList<FleetMember> members = chosenMembers(context, options.allProfiles);
    if (members.isEmpty())
        return out.fail({u"there is no profile %1"_s.arg(instanceName(context.selection)),
                         context.hint(u"setup"_s), ErrorKind::NotFound});
    QJsonArray archives;
    for (const FleetMember &member : members) {
        const auto made = createOne(*tool, member, options);
        if (!made)
            return out.fail(made.error());
        archives += toJson(*made);
        const QString action = options.dryRun ? u"would hold"_s : u"holds"_s;
        out.line(u"%1 %2 %3 file(s), %4"_s.arg(out.shortPath(made->archive), action)
                     .arg(made->files)
                     .arg(QLocale::c().formattedDataSize(made->size, 1)));
        for (const QString &left : made->leftOut)
            out.note(u"left out: "_s + left);
    }
    if (out.json())
        out.document({{"ok"_L1, true}, {"dryRun"_L1, options.dryRun}, {"archives"_L1, archives}});
    else if (!options.dryRun)
        out.line(u"It holds secrets. Keep it as you keep a key."_s);
    return ExitSuccess;
}

QJsonObject toJson(const BackupManifest &manifest)
{
    return {{"profile"_L1, manifest.profile},
            {"createdAt"_L1, manifest.createdAt},
            {"version"_L1, manifest.version},
            {"files"_L1, manifest.files.size()}};
}

int verify(CommandContext &context, const VerifyOptions &options)
{
    const CommandApplication application;
    const auto tool = loadArchiveTool();
    if (!tool)
        return context.out.fail(tool.error());
    const auto manifest = verifyBackup(*tool, text(options.archive));
    if (!manifest)
        return context.out.fail(manifest.error());
    if (context.out.json()) {
        QJsonObject document = toJson(*manifest);
        document["ok"_L1] = true;
        context.out.document(document);
    }
    context.out.line(
        u"Profile %1 of %2: %3 file(s), all as they were."_s.arg(manifest->profile, manifest->createdAt)
            .arg(manifest->files.size()));
    return ExitSuccess;
}

int restoreInto(CommandContext &context, const ArchiveTool &tool, const RestoreOptions &options,
                const BackupManifest &manifest)
{
    const QString target = QFileInfo(text(options.target)).absoluteFilePath();
    if (const auto done = unpackBackup(tool, text(options.archive), manifest, target); !done)
        return context.out.fail(done.error());
    if (context.out.json()) {
        QJsonObject document = toJson(manifest);
        document["ok"_L1] = true;
        document["target"_L1] = target;
        context.out.document(document);
    }
    context.out.line(
        u"%1 file(s) of profile %2 lie in %3; nothing that runs was touched."_s.arg(manifest.files.size())
            .arg(manifest.profile, context.out.shortPath(target)));
    return ExitSuccess;
}

int restoreProfile(CommandContext &context, const ArchiveTool &tool, const RestoreOptions &options,
                   const BackupManifest &manifest)
{
    const auto name = ProfileName::parse(text(options.asProfile));
    if (!name)
        return context.out.fail(name.error());
    const auto locked = context.surveyLocked();
    if (!locked)
        return context.out.fail(locked.error());
    const auto report = restoreAsProfile(tool, text(options.archive), manifest, *name, locked->fleet,
                                         context.selection, context.schema());
    if (!report)
        return context.out.fail(report.error());
    if (context.out.json()) {
        QJsonObject document = toJson(manifest);
        document["ok"_L1] = true;
        document["profile"_L1] = name->display();
        document["from"_L1] = manifest.profile;
        document["port"_L1] = report->port;
        document["stateDir"_L1] = report->paths.stateDir;
        document["workspace"_L1] = report->workspace;
        document["notes"_L1] = QJsonArray::fromStringList(report->notes);
        context.out.document(document);
    }
    context.out.line(
        u"Profile %1 was made of %2, with port %3 and a token of its own; its channels are off."_s
            .arg(name->display(), manifest.profile)
            .arg(report->port));
    for (const QString &note : report->notes)
        context.out.note(u"warning: "_s + note);
    return ExitSuccess;
}

int restore(CommandContext &context, const RestoreOptions &options)
{
    const CommandApplication application;
    if (options.target.empty() == options.asProfile.empty())
        return context.out.fail({u"a backup is restored into a new folder (--target) or as a new profile "
                                 "(--as-profile), never in place"_s,
                                 context.hint(u"backup restore --help"_s), ErrorKind::Usage});
    const auto tool = loadArchiveTool();
    if (!tool)
        return context.out.fail(tool.error());
    const auto manifest = verifyBackup(*tool, text(options.archive));
    if (!manifest)
        return context.out.fail(manifest.error());
    return options.target.empty() ? restoreProfile(context, *tool, options, *manifest)
                                  : restoreInto(context, *tool, options, *manifest);
}

} // namespace

void addBackupCommands(CLI::App &root, Action &chosen)
{
    CLI::App *backup = root.add_subcommand("backup", "Put a profile into an archive, and take it out again");
    backup->require_subcommand(1);

    const auto createOptions = std::make_shared<CreateOptions>();
    CLI::App *createCommand =
        backup->add_subcommand("create", "Write config, state and workspace into a .tar.gz");
    createCommand->add_option("--output", createOptions->output, "The archive, or a folder for it")
        ->type_name("FILE");
    createCommand->add_flag("--verify", createOptions->verify, "Read it again and compare");
    createCommand->add_flag("--dry-run", createOptions->dryRun, "Only say what it would hold");
    createCommand->add_flag("--no-include-workspace", createOptions->noWorkspace, "Leave the workspaces out");
    createCommand->add_flag("--only-config", createOptions->onlyConfig,
                            "Only the config and what it includes");
    createCommand->add_flag("--all-profiles", createOptions->allProfiles, "One archive for each profile");
    onChosen(createCommand, chosen, createOptions, create);

    const auto verifyOptions = std::make_shared<VerifyOptions>();
    CLI::App *verifyCommand = backup->add_subcommand("verify", "Compare an archive with its own list");
    verifyCommand->add_option("archive", verifyOptions->archive)->type_name("FILE")->required();
    onChosen(verifyCommand, chosen, verifyOptions, verify);

    const auto restoreOptions = std::make_shared<RestoreOptions>();
    CLI::App *restoreCommand = backup->add_subcommand("restore", "Unpack an archive, never over a profile");
    restoreCommand->add_option("archive", restoreOptions->archive)->type_name("FILE")->required();
    auto *target =
        restoreCommand->add_option("--target", restoreOptions->target, "An empty folder")->type_name("DIR");
    restoreCommand->add_option("--as-profile", restoreOptions->asProfile, "A new profile of this name")
        ->type_name("NAME")
        ->excludes(target);
    onChosen(restoreCommand, chosen, restoreOptions, restore);
}

} // namespace wsagent
