#include "app/cli/configset.h"

#include "app/cli/commandtree.h"
#include "app/cli/secretcheck.h"
#include "gateway/base/exitcodes.h"
#include "gateway/base/files.h"
#include "gateway/config/redaction.h"
#include "gateway/config/reloadplan.h"
#include "gateway/config/secretref.h"
#include "gateway/secrets/secretreferences.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <cstdio>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

struct SetOptions
{
    std::string path;
    std::optional<std::string> value;
    bool strictJson = false;
    bool merge = false;
    bool replace = false;
    bool dryRun = false;
    std::string expectCurrent;
    bool expectAbsent = false;
    std::string refSource;
    std::string refProvider;
    std::string refId;
    std::string batch;
    std::string batchFile;
};

struct UnsetOptions
{
    std::string path;
    bool dryRun = false;
};

Error usage(const QString &message, const QString &fix = {})
{
    return {message, fix, ErrorKind::Usage};
}

/// Text that reads as JSON5 is that value, unless the key only takes text; anything else is the text itself.
Result<QJsonValue> valueFor(const JsonPath &path, const QString &typed, bool strict,
                            const ConfigSchema &schema)
{
    const auto document = Json5Document::parse(typed.toUtf8());
    if (!document) {
        if (strict)
            return usage(u"the value is not valid JSON: %1"_s.arg(document.error().message),
                         u"leave --strict-json out, or quote the text twice: '\"text\"'"_s);
        return QJsonValue(typed);
    }
    const auto info = schema.find(path);
    const bool textOnly = info && !info->types.isEmpty() && info->types.contains("string"_L1) &&
                          !info->types.contains("number"_L1) && !info->types.contains("integer"_L1) &&
                          !info->types.contains("boolean"_L1);
    const QJsonValue value = document->value();
    if (textOnly && !strict && (value.isDouble() || value.isBool()))
        return QJsonValue(typed);
    return value;
}

/// Tables whose wholesale replacement would silently drop entries.
bool isGuardedTable(const QString &path)
{
    static constexpr QLatin1String guarded[] = {"models.providers"_L1, "agents.list"_L1, "auth.profiles"_L1,
                                                "agents.defaults.models"_L1};
    return std::find(std::begin(guarded), std::end(guarded), path) != std::end(guarded);
}

/// One edit for each member that the value brings, so that what others write beside it meanwhile stays.
QList<JsonEdit> editsToMerge(const JsonPath &path, const QJsonValue &current, const QJsonValue &value)
{
    if (!current.isObject() || !value.isObject())
        return {{path, value}};
    QList<JsonEdit> edits;
    const QJsonObject added = value.toObject();
    for (auto member = added.begin(); member != added.end(); ++member)
        edits += editsToMerge(path + JsonPath{{member.key()}}, current[member.key()], member.value());
    return edits;
}

Result<QList<JsonEdit>> editsOf(const SetOptions &options, CommandContext &context)
{
    const auto path = parseJsonPath(text(options.path));
    if (!path)
        return path.error();
    if (path->isEmpty())
        return usage(u"config set needs a path"_s);

    if (!options.refSource.empty() || !options.refId.empty()) {
        const QJsonObject ref{
            {"source"_L1, text(options.refSource)},
            {"provider"_L1, options.refProvider.empty() ? u"default"_s : text(options.refProvider)},
            {"id"_L1, text(options.refId)}};
        const auto checked = secretRefFrom(ref);
        if (!checked)
            return checked.error();
        return QList{JsonEdit{*path, ref}};
    }

    const auto value = valueFor(*path, text(*options.value), options.strictJson, context.schema());
    if (!value)
        return value.error();
    if (!options.merge && !isGuardedTable(toString(*path)))
        return QList{JsonEdit{*path, *value}};
    const QJsonValue current = valueAt(context.load().assembled, *path);
    if (options.merge)
        return editsToMerge(*path, current, *value);
    const bool hasEntries = !current.toObject().isEmpty() || !current.toArray().isEmpty();
    if (hasEntries && !options.replace)
        return usage(u"%1 has entries that this would drop"_s.arg(toString(*path)),
                     u"add --merge to keep them or --replace to drop them"_s);
    return QList{JsonEdit{*path, *value}};
}

/// `[{"path": "a.b", "value": 1}, {"path": "c", "unset": true}]`
Result<QList<JsonEdit>> editsFromBatch(const QByteArray &content)
{
    const auto document = Json5Document::parse(content);
    if (!document)
        return usage(u"the batch is not valid JSON5: line %1, column %2: %3"_s.arg(document.error().at.line)
                         .arg(document.error().at.column)
                         .arg(document.error().message));
    if (!document->value().isArray())
        return usage(u"the batch must be an array of {path, value}"_s);

    QList<JsonEdit> edits;
    for (const QJsonValue &entry : document->value().toArray()) {
        const QJsonObject object = entry.toObject();
        const auto path = parseJsonPath(object["path"_L1].toString());
        if (!path)
            return path.error();
        const bool unset = object["unset"_L1].toBool();
        if (path->isEmpty() || (!unset && !object.contains("value"_L1)))
            return usage(u"entry %1 of the batch needs a path and a value"_s.arg(edits.size() + 1));
        edits += JsonEdit{*path, unset ? QJsonValue(QJsonValue::Undefined) : object["value"_L1]};
    }
    return edits;
}

Result<QList<JsonEdit>> editsFrom(const SetOptions &options, CommandContext &context)
{
    if (!options.batch.empty())
        return editsFromBatch(QByteArray::fromStdString(options.batch));
    if (!options.batchFile.empty()) {
        const auto content = readFile(text(options.batchFile), Json5Limits().maxBytes);
        if (!content)
            return content.error();
        return editsFromBatch(*content);
    }
    if (options.path.empty() || (!options.value && options.refSource.empty()))
        return usage(u"config set needs a path and a value"_s, u"ws-agent config set --help"_s);
    return editsOf(options, context);
}

/// `--expect-current-json`, `--expect-current-absent`: looked at under the lock.
Result<void> checkExpectation(const SetOptions &options, const LoadedConfig &current)
{
    const auto path = parseJsonPath(text(options.path));
    if (!path || (options.expectCurrent.empty() && !options.expectAbsent))
        return {};
    const QJsonValue now = valueAt(current.assembled, *path);
    if (options.expectAbsent) {
        if (now.isUndefined())
            return {};
        return Error{u"%1 is set already"_s.arg(toString(*path)), {}, ErrorKind::Conflict};
    }
    const auto expected = Json5Document::parse(QByteArray::fromStdString(options.expectCurrent));
    if (!expected)
        return usage(u"--expect-current-json: %1"_s.arg(expected.error().message));
    if (now == expected->value())
        return {};
    return Error{u"%1 is not what was expected"_s.arg(toString(*path)), {}, ErrorKind::Conflict};
}

struct Objection
{
    QString kind; ///< missing-path, schema, resolvability, conflict (`cli.md` 5)
    QString message;
};

/// What the config as it would be asks for and cannot get. A dry run really looks for the secrets; no program
/// is run for it.
QList<Objection> unresolved(const CommandContext &context, const LoadedConfig &config, bool dryRun)
{
    QList<Objection> objections;
    for (const QString &path : config.unresolved)
        objections += {u"resolvability"_s, u"%1 names a variable that is not set"_s.arg(path)};
    QList<ConfigIssue> issues = secretReferenceIssues(config.effective);
    if (dryRun)
        issues += deadReferences(context, config);
    for (const ConfigIssue &issue : std::as_const(issues))
        objections += {u"resolvability"_s, toString(issue)};
    return objections;
}

QString objectionKind(ErrorKind kind)
{
    if (kind == ErrorKind::NotFound)
        return u"missing-path"_s;
    return kind == ErrorKind::Conflict ? u"conflict"_s : u"schema"_s;
}

QJsonArray toJson(const QList<Objection> &objections)
{
    QJsonArray array;
    for (const Objection &objection : objections)
        array += QJsonObject{{"kind"_L1, objection.kind}, {"message"_L1, objection.message}};
    return array;
}

/// A dry run says in one form what speaks against the change, whatever it is.
int refused(const CommandContext &context, const ConfigChange &change, const Error &error)
{
    if (!context.out.json() || !change.dryRun || error.kind == ErrorKind::Io)
        return context.out.fail(error);
    const QString kind = objectionKind(error.kind);
    context.out.document(
        {{"ok"_L1, false},
         {"changed"_L1, false},
         {"dryRun"_L1, true},
         {"operations"_L1, int(change.edits.size())},
         {"configPath"_L1, context.selection.paths.configPath},
         {"checks"_L1, QJsonObject{{"schema"_L1, kind != "schema"_L1}, {"resolvability"_L1, true}}},
         {"errors"_L1, toJson({{kind, error.message}})}});
    return ExitFailure;
}

int set(CommandContext &context, const SetOptions &options)
{
    const auto edits = editsFrom(options, context);
    if (!edits)
        return context.out.fail(edits.error());
    ConfigChange change{.edits = *edits, .dryRun = options.dryRun};
    change.guard = [&options](const LoadedConfig &current, const LoadedConfig &) {
        return checkExpectation(options, current);
    };
    return applyEdits(context, change);
}

int unset(CommandContext &context, const UnsetOptions &options)
{
    const auto path = parseJsonPath(text(options.path));
    if (!path)
        return context.out.fail(path.error());
    if (path->isEmpty())
        return context.out.fail(usage(u"config unset needs a path"_s));
    if (valueAt(context.load().assembled, *path).isUndefined())
        return refused(context, {.dryRun = options.dryRun},
                       {u"%1 is not set"_s.arg(toString(*path)), {}, ErrorKind::NotFound});
    return applyEdits(context, {.edits = {{*path, QJsonValue::Undefined}}, .dryRun = options.dryRun});
}

QString describeEdit(const JsonEdit &edit, const ConfigSchema &schema)
{
    const QString path = toString(edit.path);
    if (edit.value.isUndefined())
        return u"%1 removed"_s.arg(path);
    const QJsonArray wrapped{redactedAt(edit.path, edit.value, schema)};
    const QByteArray value = QJsonDocument(wrapped).toJson(QJsonDocument::Compact);
    return u"%1 = %2"_s.arg(path, QString::fromUtf8(value.mid(1, value.size() - 2)));
}

QString restartNotice(const ReloadPlan &plan)
{
    if (plan.restartGateway)
        return u"A running gateway restarts to take this over."_s;
    return plan.isEmpty() ? QString() : u"A running gateway takes this over without a restart."_s;
}

QJsonObject outcome(const ConfigChange &change, const ConfigWriteResult &result,
                    const QList<Objection> &objections)
{
    return {{"ok"_L1, objections.isEmpty() || !change.dryRun},
            {"changed"_L1, result.changed},
            {"dryRun"_L1, change.dryRun},
            {"operations"_L1, int(change.edits.size())},
            {"configPath"_L1, result.writtenFile},
            {"restart"_L1, result.plan.restartGateway},
            {"hash"_L1, result.after.hash},
            {"checks"_L1, QJsonObject{{"schema"_L1, true}, {"resolvability"_L1, objections.isEmpty()}}},
            {"errors"_L1, toJson(objections)}};
}

} // namespace

Result<ConfigWriteResult> writeEdits(CommandContext &context, const ConfigChange &change)
{
    ConfigChange guarded = change;
    guarded.otherReader = [&context](const QString &file) {
        return context.survey({.listeners = false}).otherReader(context.selection.paths.configPath, file);
    };
    return writeConfig(context.source(), context.schema(), guarded);
}

int applyEdits(CommandContext &context, const ConfigChange &change)
{
    const auto result = writeEdits(context, change);
    if (!result)
        return refused(context, change, result.error());

    const bool isTold = change.dryRun || context.out.json();
    const QList<Objection> objections =
        isTold ? unresolved(context, result->after, change.dryRun) : QList<Objection>();
    if (context.out.json())
        context.out.document(outcome(change, *result, objections));
    for (const JsonEdit &edit : change.edits)
        context.out.line(describeEdit(edit, context.schema()));
    if (!result->changed)
        context.out.line(u"Nothing to do: the file says so already."_s);
    else if (change.dryRun)
        context.out.line(u"Checked; nothing was written (--dry-run)."_s);
    else
        context.out.line(restartNotice(result->plan));
    for (const ConfigIssue &issue : std::as_const(result->newWarnings))
        context.out.note(u"warning: "_s + toString(issue));
    if (!change.dryRun)
        return ExitSuccess;
    for (const Objection &objection : objections)
        context.out.note(u"unresolved: "_s + objection.message);
    return objections.isEmpty() ? ExitSuccess : ExitFailure;
}

void addConfigSetCommands(CLI::App &config, Action &chosen)
{
    const auto options = std::make_shared<SetOptions>();
    CLI::App *command = config.add_subcommand("set", "Set one value; comments in the file stay");
    command->add_option("path", options->path, "For example gateway.port")->type_name("KEY");
    command->add_option("value", options->value, "JSON5, or else text")->type_name("VALUE");
    command->add_flag("--strict-json", options->strictJson, "Refuse a value that is not JSON5");
    auto *merge = command->add_flag("--merge", options->merge, "Merge an object into the current one");
    command->add_flag("--replace", options->replace, "Replace a table of entries as a whole")
        ->excludes(merge);
    command->add_flag("--dry-run", options->dryRun, "Check everything, write nothing");
    auto *expect = command->add_option("--expect-current-json", options->expectCurrent,
                                       "Write only if the value is this");
    command->add_flag("--expect-current-absent", options->expectAbsent, "Write only if it is not set")
        ->excludes(expect);
    auto *source = command->add_option("--ref-source", options->refSource, "Write a secret reference instead")
                       ->type_name("{env,file,exec,keychain}");
    command->add_option("--ref-provider", options->refProvider, "Provider of the reference")->needs(source);
    auto *id = command->add_option("--ref-id", options->refId, "Id of the reference")->needs(source);
    source->needs(id);
    auto *batch = command->add_option("--batch-json", options->batch, "Several changes: [{path, value}, …]");
    command->add_option("--batch-file", options->batchFile, "The same from a file")
        ->type_name("FILE")
        ->excludes(batch);
    onChosen(command, chosen, options, set);

    const auto unsetOptions = std::make_shared<UnsetOptions>();
    CLI::App *unsetCommand = config.add_subcommand("unset", "Remove one key");
    unsetCommand->add_option("path", unsetOptions->path)->type_name("KEY")->required();
    unsetCommand->add_flag("--dry-run", unsetOptions->dryRun, "Check everything, write nothing");
    onChosen(unsetCommand, chosen, unsetOptions, unset);
}

} // namespace wsagent
