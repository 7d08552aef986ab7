#include "app/cli/approvalcommands.h"

#include "app/cli/commandtree.h"
#include "app/cli/gatewaycall.h"
#include "gateway/base/exitcodes.h"
#include "gateway/base/files.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QUuid>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

struct ApprovalOptions : RpcOptions
{
    std::string id = {};
    std::string decision = {};
    std::string pattern = {};
    std::string agent = "main";
    std::string file = {};
};

Result<QJsonObject> document(CommandContext &context, const ApprovalOptions &options)
{
    const auto answer = callGateway(context, options, u"exec.approvals.get"_s, QJsonObject());
    return answer ? Result<QJsonObject>(answer->payload.toObject()) : Result<QJsonObject>(answer.error());
}

/// Puts the document back as the one that follows the one with this hash.
int write(CommandContext &context, const ApprovalOptions &options, const QJsonObject &file,
          const QString &hash, const QString &done)
{
    const auto answer = callGateway(context, options, u"exec.approvals.set"_s,
                                    QJsonObject{{"file"_L1, file}, {"baseHash"_L1, hash}});
    if (!answer)
        return context.out.fail(answer.error());
    if (context.out.json())
        context.out.document(answer->payload.toObject());
    context.out.line(done);
    return ExitSuccess;
}

int get(CommandContext &context, const ApprovalOptions &options)
{
    const auto read = document(context, options);
    const Output &out = context.out;
    if (!read)
        return out.fail(read.error());
    if (out.json())
        out.document(*read);
    const QJsonValue defaults = (*read)["resolvedDefaults"_L1];
    out.line(u"security %1, ask %2, without an answer %3"_s.arg(defaults["security"_L1].toString(),
                                                                defaults["ask"_L1].toString(),
                                                                defaults["askFallback"_L1].toString()));
    Table table{.header = {u"AGENT"_s, u"PROGRAM"_s, u"ARGUMENTS"_s, u"FROM"_s, u"ID"_s}, .rows = {}};
    const QJsonObject agents = (*read)["file"_L1]["agents"_L1].toObject();
    for (auto agent = agents.begin(); agent != agents.end(); ++agent) {
        const QJsonArray entries = agent.value()["allowlist"_L1].toArray();
        for (const QJsonValue &entry : entries)
            table.rows += {agent.key(), entry["pattern"_L1].toString(),
                           entry["argPattern"_L1].toString(u"any"_s).replace(u'\n', u' '),
                           entry["source"_L1].toString(u"-"_s), entry["id"_L1].toString()};
    }
    if (table.rows.isEmpty())
        out.line(u"No program is on the list. Next: "_s +
                 context.hint(u"approvals allowlist add /usr/bin/git"_s));
    else
        out.print(table);
    return ExitSuccess;
}

int set(CommandContext &context, const ApprovalOptions &options)
{
    constexpr qint64 largest = 2 * 1024 * 1024;
    const auto text_ = readFile(text(options.file), largest);
    if (!text_)
        return context.out.fail(text_.error());
    const QJsonDocument json = QJsonDocument::fromJson(*text_);
    if (!json.isObject())
        return context.out.fail({u"%1 is not a JSON object"_s.arg(text(options.file)),
                                 context.hint(u"approvals get --json"_s), ErrorKind::Usage});
    const auto read = document(context, options);
    if (!read)
        return context.out.fail(read.error());
    return write(context, options, json.object(), (*read)["hash"_L1].toString(),
                 u"The approvals are replaced."_s);
}

int add(CommandContext &context, const ApprovalOptions &options)
{
    const auto read = document(context, options);
    if (!read)
        return context.out.fail(read.error());
    const QString pattern = text(options.pattern);
    if (!pattern.startsWith(u'/') && !pattern.startsWith("~/"_L1) && !pattern.startsWith("*"_L1))
        return context.out.fail({u"%1 is no path: a bare name would mean whatever PATH finds"_s.arg(pattern),
                                 context.hint(u"approvals allowlist add /usr/bin/"_s + pattern),
                                 ErrorKind::Usage});
    QJsonObject file = (*read)["file"_L1].toObject();
    QJsonObject agents = file.value("agents"_L1).toObject();
    QJsonObject agent = agents.value(text(options.agent)).toObject();
    QJsonArray list = agent.value("allowlist"_L1).toArray();
    list += QJsonObject{{"id"_L1, QUuid::createUuid().toString(QUuid::WithoutBraces)},
                        {"pattern"_L1, pattern},
                        {"source"_L1, u"cli"_s}};
    agent.insert("allowlist"_L1, list);
    agents.insert(text(options.agent), agent);
    file.insert("agents"_L1, agents);
    return write(context, options, file, (*read)["hash"_L1].toString(),
                 u"%1 may run for the agent %2."_s.arg(pattern, text(options.agent)));
}

/// By id, or by pattern: then every entry with it.
int remove(CommandContext &context, const ApprovalOptions &options)
{
    const auto read = document(context, options);
    if (!read)
        return context.out.fail(read.error());
    const QString which = text(options.pattern);
    QJsonObject file = (*read)["file"_L1].toObject();
    QJsonObject agents = file.value("agents"_L1).toObject();
    int removed = 0;
    for (const QString &id : agents.keys()) {
        QJsonObject agent = agents.value(id).toObject();
        QJsonArray kept;
        const QJsonArray list = agent.value("allowlist"_L1).toArray();
        for (const QJsonValue &entry : list) {
            if (entry["id"_L1] == which || entry["pattern"_L1] == which)
                ++removed;
            else
                kept += entry;
        }
        agent.insert("allowlist"_L1, kept);
        agents.insert(id, agent);
    }
    if (removed == 0)
        return context.out.fail(
            {u"there is no entry %1"_s.arg(which), context.hint(u"approvals get"_s), ErrorKind::NotFound});
    file.insert("agents"_L1, agents);
    return write(context, options, file, (*read)["hash"_L1].toString(), u"%1 is off the list."_s.arg(which));
}

int pending(CommandContext &context, const ApprovalOptions &options)
{
    const auto answer = callGateway(context, options, u"exec.approval.list"_s, QJsonObject());
    const Output &out = context.out;
    if (!answer)
        return out.fail(answer.error());
    const QJsonArray rows = answer->payload.toArray();
    if (out.json())
        out.document({{"approvals"_L1, rows}});
    Table table{.header = {u"ID"_s, u"AGENT"_s, u"COMMAND"_s, u"WHERE"_s}, .rows = {}};
    for (const QJsonValue &row : rows)
        table.rows +=
            {row["id"_L1].toString(), row["request"_L1]["agentId"_L1].toString(),
             row["request"_L1]["command"_L1].toString().simplified(), row["request"_L1]["cwd"_L1].toString()};
    if (table.rows.isEmpty()) {
        out.line(u"Nothing waits for approval."_s);
        return ExitSuccess;
    }
    out.print(table);
    out.line(u"Next: "_s + context.hint(u"approvals resolve <id> allow-once"_s));
    return ExitSuccess;
}

int resolve(CommandContext &context, const ApprovalOptions &options)
{
    const QJsonObject params{{"id"_L1, text(options.id)}, {"decision"_L1, text(options.decision)}};
    const auto answer = callGateway(context, options, u"exec.approval.resolve"_s, params);
    if (!answer)
        return context.out.fail(answer.error());
    if (context.out.json())
        context.out.document(
            {{"ok"_L1, true}, {"id"_L1, params["id"_L1]}, {"decision"_L1, params["decision"_L1]}});
    context.out.line(options.decision == "deny" ? u"The command is denied."_s : u"The command may run."_s);
    return ExitSuccess;
}

} // namespace

void addApprovalCommands(CLI::App &root, Action &chosen)
{
    CLI::App *approvals =
        root.add_subcommand("approvals", "Which commands agents may run, and which ask now");
    approvals->require_subcommand(1);
    const auto addTo = [&chosen](CLI::App *parent, const char *name, const char *description,
                                 int (*run)(CommandContext &, const ApprovalOptions &)) {
        const auto options = std::make_shared<ApprovalOptions>();
        CLI::App *command = parent->add_subcommand(name, description);
        addTargetOptions(command, *options);
        onChosen(command, chosen, options, run);
        return std::pair(command, options);
    };
    addTo(approvals, "get", "Show how strict this host is, and the list", get);
    const auto [setting, setOptions] = addTo(approvals, "set", "Replace the whole document", set);
    setting->add_option("--file", setOptions->file, "JSON, as `approvals get --json` shows it under file")
        ->type_name("FILE")
        ->required();
    addTo(approvals, "pending", "Show the commands that wait for a decision", pending);
    const auto [resolving, resolveOptions] =
        addTo(approvals, "resolve", "Decide about a command that waits", resolve);
    resolving->add_option("id", resolveOptions->id, "As approvals pending shows it")
        ->type_name("ID")
        ->required();
    resolving->add_option("decision", resolveOptions->decision, "What is to happen")
        ->check(CLI::IsMember({"allow-once", "allow-always", "deny"}))
        ->required();
    CLI::App *list = approvals->add_subcommand("allowlist", "Programs that run without being asked about");
    list->require_subcommand(1);
    const auto [adding, addOptions] = addTo(list, "add", "Let a program run", add);
    adding->add_option("pattern", addOptions->pattern, "Absolute path; * within a name, ** across")
        ->type_name("PATTERN")
        ->required();
    adding->add_option("--agent", addOptions->agent, "For which agent; * for all")->type_name("AGENT");
    const auto [removing, removeOptions] = addTo(list, "remove", "Take a program off the list", remove);
    removing->add_option("pattern", removeOptions->pattern, "The pattern or the id of an entry")
        ->type_name("PATTERN")
        ->required();
}

} // namespace wsagent
