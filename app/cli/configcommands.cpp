#include "app/cli/configcommands.h"

#include "app/cli/commandtree.h"
#include "app/cli/confighistorycommands.h"
#include "app/cli/configset.h"
#include "app/cli/configurecommand.h"
#include "app/cli/findingsview.h"
#include "app/cli/secretcheck.h"
#include "app/cli/standardinput.h"
#include "app/profiles/fleet.h"
#include "gateway/base/exitcodes.h"
#include "gateway/base/files.h"
#include "gateway/config/redaction.h"
#include "gateway/config/secretref.h"
#include "gateway/secrets/secretreferences.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

struct GetOptions
{
    std::string path;
    bool require = false;
};

struct PatchOptions
{
    std::string file;
    bool fromStdin = false;
    std::vector<std::string> replacePaths;
    bool dryRun = false;
};

struct NoOptions
{
};

/// A scalar bare, as scripts want it; anything larger as JSON.
QByteArray shown(const QJsonValue &value, bool json)
{
    if (!json && value.isString())
        return value.toString().toUtf8() + '\n';
    return toJsonText(value);
}

int failUnset(CommandContext &context, const JsonPath &path, bool require)
{
    const QString name = toString(path);
    const auto info = context.schema().find(path);
    QString message;
    QString fix = context.hint(u"config set %1 <value>"_s.arg(name));
    if (!info) {
        const QString nearest = context.schema().nearestKey(path);
        message = u"\"%1\" is not a known key"_s.arg(name);
        fix = nearest.isEmpty() ? context.hint(u"config schema"_s)
                                : context.hint(u"config get %1"_s.arg(nearest));
    } else if (info->defaultValue.isUndefined() || info->defaultValue.isObject()) {
        message = u"%1 is not set"_s.arg(name);
    } else {
        const QByteArray value = QJsonDocument(QJsonArray{info->defaultValue}).toJson(QJsonDocument::Compact);
        message = u"%1 is not set; its default is %2"_s.arg(
            name, QString::fromUtf8(value.mid(1, value.size() - 2)));
    }
    const int code = context.out.fail({message, fix, ErrorKind::NotFound}, {{"known"_L1, info.has_value()}});
    return require ? int(ExitMissing) : code;
}

int get(CommandContext &context, const GetOptions &options)
{
    const auto path = parseJsonPath(text(options.path));
    if (!path)
        return context.out.fail(path.error());
    const LoadedConfig loaded = context.load();

    QJsonValue value = valueAt(loaded.source, *path);
    if (value.isUndefined() && loaded.files.size() > 1) {
        // Included files are not part of the source tree; what they set differs from the defaults.
        const QJsonValue effective = valueAt(loaded.effective, *path);
        const auto info = context.schema().find(*path);
        if (!info || effective != info->defaultValue)
            value = effective;
    }
    if (value.isUndefined()) {
        for (const ConfigIssue &issue : loaded.errors)
            context.out.note(toString(issue));
        return failUnset(context, *path, options.require);
    }
    context.out.raw(shown(redactedAt(*path, value, context.schema()), context.out.json()));
    return ExitSuccess;
}

int patch(CommandContext &context, const PatchOptions &options)
{
    if (options.file.empty() && !options.fromStdin)
        return context.out.fail({u"config patch needs --file <f> or --stdin"_s,
                                 context.hint(u"config patch --help"_s), ErrorKind::Usage});
    const auto content = options.fromStdin ? readStandardInput(Json5Limits().maxBytes)
                                           : readFile(text(options.file), Json5Limits().maxBytes);
    if (!content)
        return context.out.fail(content.error());
    const auto document = Json5Document::parse(*content);
    if (!document) {
        const auto &error = document.error();
        return context.out.fail({u"the patch is not valid JSON5: line %1, column %2: %3"_s.arg(error.at.line)
                                     .arg(error.at.column)
                                     .arg(error.message),
                                 {},
                                 ErrorKind::Usage});
    }
    if (!document->value().isObject())
        return context.out.fail({u"the patch must be a JSON object"_s, {}, ErrorKind::Usage});

    QStringList replacePaths;
    for (const std::string &path : options.replacePaths)
        replacePaths += text(path);
    const LoadedConfig loaded = context.load();
    const auto edits = editsFromMergePatch(loaded.assembled, document->value().toObject(), replacePaths);
    if (!edits)
        return context.out.fail(edits.error());
    return applyEdits(context, {.edits = *edits, .base = loaded.raw, .dryRun = options.dryRun});
}

int validate(CommandContext &context, const NoOptions &)
{
    const LoadedConfig loaded = context.load();
    const QList<ConfigIssue> references = secretReferenceIssues(loaded.effective);
    QJsonArray issues;
    const QList<ConfigIssue> dead =
        references.isEmpty() ? deadReferences(context, loaded) : QList<ConfigIssue>();
    for (const ConfigIssue &issue : loaded.errors + references + loaded.warnings + dead) {
        issues += toJson(issue);
        const bool error = issue.level == ConfigIssue::Level::Error;
        context.out.line(
            context.out.styled(error ? u"error    "_s : u"warning  "_s, error ? Style::Bad : Style::Warning) +
            toString(issue));
    }

    const Fleet fleet = context.survey({.listeners = false});
    QJsonArray findings;
    bool isolated = true;
    for (const Finding &finding : fleet.findings) {
        if (!finding.profiles.contains(instanceName(context.selection)))
            continue;
        findings += toJson(finding);
        isolated = isolated && finding.severity != Severity::Error;
        context.out.line(describeFinding(context.out, finding));
    }

    const bool ok = loaded.isValid() && references.isEmpty() && isolated;
    if (context.out.json())
        context.out.document({{"ok"_L1, ok},
                              {"path"_L1, context.selection.paths.configPath},
                              {"exists"_L1, loaded.exists},
                              {"issues"_L1, issues},
                              {"findings"_L1, findings}});
    const QString shownPath = context.out.shortPath(context.selection.paths.configPath);
    if (ok)
        context.out.line(
            (loaded.exists ? u"%1 is valid"_s : u"%1 does not exist; the defaults apply"_s).arg(shownPath));
    return ok ? ExitSuccess : ExitFailure;
}

int file(CommandContext &context, const NoOptions &)
{
    const QString path = context.selection.paths.configPath;
    if (context.out.json())
        context.out.document({{"path"_L1, path}, {"exists"_L1, QFile::exists(path)}});
    context.out.line(context.out.shortPath(path));
    return ExitSuccess;
}

int schema(CommandContext &context, const NoOptions &)
{
    context.out.raw(QJsonDocument(context.schema().json()).toJson());
    return ExitSuccess;
}

} // namespace

void addConfigCommands(CLI::App &root, Action &chosen)
{
    CLI::App *config = root.add_subcommand("config", "Read and change the config of the selected profile");
    config->require_subcommand(0, 1);
    config->callback([config, &chosen] {
        if (config->get_subcommands().empty())
            chosen = configureAtTerminal;
    });

    const auto getOptions = std::make_shared<GetOptions>();
    CLI::App *getCommand = config->add_subcommand("get", "Print one value; secrets print as ***");
    getCommand->add_option("path", getOptions->path, "For example gateway.port or agents.list[0].id")
        ->type_name("KEY")
        ->required();
    getCommand->add_flag("--require", getOptions->require, "Exit with 3 instead of 1 when it is not set");
    onChosen(getCommand, chosen, getOptions, get);

    addConfigSetCommands(*config, chosen);
    addConfigHistoryCommands(*config, chosen);

    const auto patchOptions = std::make_shared<PatchOptions>();
    CLI::App *patchCommand = config->add_subcommand("patch", "Apply a JSON merge patch");
    auto *fileOption =
        patchCommand->add_option("--file", patchOptions->file, "The patch (JSON5)")->type_name("FILE");
    auto *stdinOption =
        patchCommand->add_flag("--stdin", patchOptions->fromStdin, "Read the patch from standard input");
    fileOption->excludes(stdinOption);
    patchCommand
        ->add_option("--replace-path", patchOptions->replacePaths,
                     "An array the patch may shorten (repeatable)")
        ->type_name("KEY");
    patchCommand->add_flag("--dry-run", patchOptions->dryRun, "Check everything, write nothing");
    onChosen(patchCommand, chosen, patchOptions, patch);

    const auto none = std::make_shared<NoOptions>();
    onChosen(config->add_subcommand("validate", "Check the config and its isolation from other profiles"),
             chosen, none, validate);
    onChosen(config->add_subcommand("file", "Print where the config is"), chosen, none, file);
    onChosen(config->add_subcommand("schema", "Print the JSON Schema of the config"), chosen, none, schema);
}

} // namespace wsagent
