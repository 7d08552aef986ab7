#include "app/cli/croncommands.h"

#include "app/cli/commandtree.h"
#include "app/cli/gatewaycall.h"
#include "gateway/base/duration.h"
#include "gateway/base/exitcodes.h"

#include <QDateTime>
#include <QJsonArray>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

struct CronOptions : RpcOptions
{
    std::string id = {};
    std::string name = {};
    std::string description = {};
    std::string at = {};
    std::string every = {};
    std::string expression = {};
    std::string zone = {};
    std::string systemEvent = {};
    std::string message = {};
    std::string session = {};
    std::string agent = {};
    std::string model = {};
    std::string thinking = {};
    std::string wake = "now";
    int timeoutSeconds = 0;
    int limit = 50;
    bool all = false;
    bool deleteAfterRun = false;
    bool disabled = false;
    bool force = false;
    bool clearAgent = false;
};

QString timeText(const QJsonValue &milliseconds)
{
    return milliseconds.isDouble()
               ? QDateTime::fromMSecsSinceEpoch(milliseconds.toInteger()).toString(u"yyyy-MM-dd HH:mm:ss"_s)
               : u"-"_s;
}

QString scheduleText(const QJsonValue &schedule)
{
    const QString kind = schedule["kind"_L1].toString();
    if (kind == "cron"_L1)
        return schedule["expr"_L1].toString() +
               (schedule["tz"_L1].isString() ? u" "_s + schedule["tz"_L1].toString() : QString());
    if (kind == "every"_L1)
        return u"every %1 s"_s.arg(double(schedule["everyMs"_L1].toInteger()) / 1000);
    return u"once"_s;
}

Error usage(const QString &message, CommandContext &context)
{
    return {message, context.hint(u"cron add --name check --every 1h --message \"look at the logs\""_s),
            ErrorKind::Usage};
}

/// One of --at, --every and --cron; an empty object when none is given.
Result<QJsonObject> scheduleOf(CommandContext &context, const CronOptions &options)
{
    const int given =
        int(!options.at.empty()) + int(!options.every.empty()) + int(!options.expression.empty());
    if (given == 0)
        return QJsonObject();
    if (given > 1)
        return usage(u"--at, --every and --cron exclude each other"_s, context);
    if (!options.expression.empty()) {
        QJsonObject schedule{{"kind"_L1, u"cron"_s}, {"expr"_L1, text(options.expression)}};
        if (!options.zone.empty())
            schedule.insert("tz"_L1, text(options.zone));
        return schedule;
    }
    const QString duration = text(options.every.empty() ? options.at : options.every);
    const auto parsed = parseDuration(duration);
    const bool hasUnit = !duration.isEmpty() && duration.back().isLetter(); // a bare number may be a year
    const auto milliseconds = parsed && hasUnit ? qint64(parsed->count()) : 0;
    if (!options.every.empty()) {
        if (milliseconds <= 0)
            return usage(u"\"%1\" is no duration such as 30m or 1h"_s.arg(duration), context);
        return QJsonObject{{"kind"_L1, u"every"_s}, {"everyMs"_L1, milliseconds}};
    }
    const QString at =
        milliseconds > 0 ? QDateTime::currentDateTimeUtc().addMSecs(milliseconds).toString(Qt::ISODateWithMs)
                         : duration;
    return QJsonObject{{"kind"_L1, u"at"_s}, {"at"_L1, at}};
}

/// What is to be done; an empty object when nothing is given.
Result<QJsonObject> payloadOf(CommandContext &context, const CronOptions &options)
{
    if (!options.systemEvent.empty() && !options.message.empty())
        return usage(u"--system-event and --message exclude each other"_s, context);
    if (!options.systemEvent.empty())
        return QJsonObject{{"kind"_L1, u"systemEvent"_s}, {"text"_L1, text(options.systemEvent)}};
    if (options.message.empty())
        return QJsonObject();
    QJsonObject payload{{"kind"_L1, u"agentTurn"_s}, {"message"_L1, text(options.message)}};
    if (!options.model.empty())
        payload.insert("model"_L1, text(options.model));
    if (!options.thinking.empty())
        payload.insert("thinking"_L1, text(options.thinking));
    if (options.timeoutSeconds > 0)
        payload.insert("timeoutSeconds"_L1, options.timeoutSeconds);
    return payload;
}

/// The members that were given, for a new job or a patch.
Result<QJsonObject> membersOf(CommandContext &context, const CronOptions &options)
{
    const auto schedule = scheduleOf(context, options);
    if (!schedule)
        return schedule.error();
    const auto payload = payloadOf(context, options);
    if (!payload)
        return payload.error();
    QJsonObject members;
    if (!schedule->isEmpty())
        members.insert("schedule"_L1, *schedule);
    if (!payload->isEmpty()) {
        const bool isMain = payload->value("kind"_L1) == "systemEvent"_L1;
        members.insert("payload"_L1, *payload);
        members.insert("sessionTarget"_L1, options.session.empty() ? (isMain ? u"main"_s : u"isolated"_s)
                                                                   : text(options.session));
    }
    addGiven(
        members,
        {{"name"_L1, options.name}, {"description"_L1, options.description}, {"agentId"_L1, options.agent}});
    if (options.clearAgent)
        members.insert("agentId"_L1, QJsonValue());
    return members;
}

/// Asks, and says in a sentence what came of it.
int ask(CommandContext &context, const CronOptions &options, const QString &method, const QJsonObject &params,
        const std::function<QString(const QJsonObject &answer)> &sentence)
{
    const auto answer = callGateway(context, options, method, params);
    if (!answer)
        return context.out.fail(answer.error());
    if (context.out.json())
        context.out.document(answer->payload.toObject());
    context.out.line(sentence(answer->payload.toObject()));
    return ExitSuccess;
}

int add(CommandContext &context, const CronOptions &options)
{
    auto members = membersOf(context, options);
    if (!members)
        return context.out.fail(members.error());
    if (!members->contains("schedule"_L1) || !members->contains("payload"_L1) || options.name.empty())
        return context.out.fail(usage(
            u"a job needs --name, one of --at, --every and --cron, and one of --message and --system-event"_s,
            context));
    members->insert("wakeMode"_L1, text(options.wake));
    members->insert("enabled"_L1, !options.disabled);
    if (options.deleteAfterRun)
        members->insert("deleteAfterRun"_L1, true);
    return ask(context, options, u"cron.add"_s, *members, [](const QJsonObject &job) {
        return u"Job %1 runs next at %2."_s.arg(job["id"_L1].toString(), timeText(job["nextRunAtMs"_L1]));
    });
}

int edit(CommandContext &context, const CronOptions &options)
{
    const auto members = membersOf(context, options);
    if (!members)
        return context.out.fail(members.error());
    return ask(context, options, u"cron.update"_s, {{"id"_L1, text(options.id)}, {"patch"_L1, *members}},
               [](const QJsonObject &job) {
                   return u"Changed; it runs next at %1."_s.arg(timeText(job["nextRunAtMs"_L1]));
               });
}

int setEnabled(CommandContext &context, const CronOptions &options, bool enabled)
{
    return ask(
        context, options, u"cron.update"_s,
        {{"id"_L1, text(options.id)}, {"patch"_L1, QJsonObject{{"enabled"_L1, enabled}}}},
        [enabled](const QJsonObject &) { return enabled ? u"The job is on."_s : u"The job is off."_s; });
}

int enable(CommandContext &context, const CronOptions &options)
{
    return setEnabled(context, options, true);
}

int disable(CommandContext &context, const CronOptions &options)
{
    return setEnabled(context, options, false);
}

int remove(CommandContext &context, const CronOptions &options)
{
    return ask(context, options, u"cron.remove"_s, {{"id"_L1, text(options.id)}},
               [](const QJsonObject &) { return u"The job is gone."_s; });
}

int run(CommandContext &context, const CronOptions &options)
{
    return ask(context, options, u"cron.run"_s,
               {{"id"_L1, text(options.id)}, {"mode"_L1, options.force ? u"force"_s : u"due"_s}},
               [](const QJsonObject &answer) {
                   return answer["enqueued"_L1].toBool()
                              ? u"It runs: %1."_s.arg(answer["runId"_L1].toString())
                              : u"It is not due; --force runs it all the same."_s;
               });
}

int status(CommandContext &context, const CronOptions &options)
{
    return ask(context, options, u"cron.status"_s, {}, [](const QJsonObject &answer) {
        return u"%1 jobs, %2; next at %3."_s.arg(answer["jobs"_L1].toInt())
            .arg(answer["enabled"_L1].toBool() ? u"on"_s : u"off"_s, timeText(answer["nextWakeAtMs"_L1]));
    });
}

int list(CommandContext &context, const CronOptions &options)
{
    const auto answer = callGateway(context, options, u"cron.list"_s,
                                    QJsonObject{{"includeDisabled"_L1, options.all}, {"limit"_L1, 200}});
    if (!answer)
        return context.out.fail(answer.error());
    if (context.out.json())
        context.out.document(answer->payload.toObject());
    Table table{.header = {u"ID"_s, u"NAME"_s, u"WHEN"_s, u"NEXT"_s, u"LAST"_s, u"STATUS"_s}, .rows = {}};
    const QJsonArray jobs = answer->payload["jobs"_L1].toArray();
    for (const QJsonValue &job : jobs)
        table.rows += {job["id"_L1].toString(),
                       job["name"_L1].toString(),
                       scheduleText(job["schedule"_L1]),
                       job["enabled"_L1].toBool() ? timeText(job["nextRunAtMs"_L1]) : u"off"_s,
                       timeText(job["lastRunAtMs"_L1]),
                       job["lastRunStatus"_L1].toString(u"-"_s)};
    if (table.rows.isEmpty())
        context.out.line(u"No job is planned. Next: %1"_s.arg(
            context.hint(u"cron add --name check --every 1h --message \"…\""_s)));
    else
        context.out.print(table);
    return ExitSuccess;
}

int runs(CommandContext &context, const CronOptions &options)
{
    QJsonObject params{{"limit"_L1, options.limit}};
    if (!options.id.empty())
        params.insert("id"_L1, text(options.id));
    const auto answer = callGateway(context, options, u"cron.runs"_s, params);
    if (!answer)
        return context.out.fail(answer.error());
    if (context.out.json())
        context.out.document(answer->payload.toObject());
    Table table{.header = {u"WHEN"_s, u"JOB"_s, u"STATUS"_s, u"MS"_s, u"RESULT"_s}, .rows = {}};
    const QJsonArray entries = answer->payload["entries"_L1].toArray();
    for (const QJsonValue &entry : entries)
        table.rows += {timeText(entry["runAtMs"_L1]), entry["jobName"_L1].toString(),
                       entry["status"_L1].toString(), QString::number(entry["durationMs"_L1].toInteger()),
                       entry["error"_L1].toString(entry["summary"_L1].toString()).simplified().left(60)};
    if (table.rows.isEmpty())
        context.out.line(u"No run is on record."_s);
    else
        context.out.print(table);
    return ExitSuccess;
}

void addJobOptions(CLI::App *command, CronOptions &options)
{
    command->add_option("--name", options.name, "How the job is called")->type_name("NAME");
    command->add_option("--description", options.description, "What it is for")->type_name("TEXT");
    command->add_option("--at", options.at, "Once: a time (ISO 8601, without a zone UTC), or in how long")
        ->type_name("TIME");
    command->add_option("--every", options.every, "Again and again: 30m, 1h, 1d")->type_name("DURATION");
    command->add_option("--cron", options.expression, "Five fields: minute hour day month weekday")
        ->type_name("EXPR");
    command->add_option("--tz", options.zone, "Time zone of --cron")->type_name("ZONE");
    command->add_option("--system-event", options.systemEvent, "A line for the main session")
        ->type_name("TEXT");
    command->add_option("--message", options.message, "What the agent is asked, in a session of its own")
        ->type_name("TEXT");
    command->add_option("--session", options.session, "main, isolated or session:<key>")
        ->type_name("SESSION");
    command->add_option("--agent", options.agent, "Which agent")->type_name("ID");
    command->add_option("--model", options.model, "Which model")->type_name("MODEL");
    command->add_option("--thinking", options.thinking, "How much it thinks")
        ->check(CLI::IsMember({"off", "minimal", "low", "medium", "high", "xhigh"}));
    command->add_option("--timeout-seconds", options.timeoutSeconds, "How long a run may take")
        ->type_name("S")
        ->check(CLI::Range(0, 86'400));
}

} // namespace

void addCronCommands(CLI::App &root, Action &chosen)
{
    CLI::App *cron = root.add_subcommand("cron", "What agents do at certain times");
    cron->require_subcommand(1);
    const auto command = [&](const char *name, const char *description,
                             int (*action)(CommandContext &, const CronOptions &), bool needsId = false) {
        const auto options = std::make_shared<CronOptions>();
        CLI::App *added = cron->add_subcommand(name, description);
        if (needsId)
            added->add_option("id", options->id, "As cron list shows it")->type_name("JOB")->required();
        addTargetOptions(added, *options);
        onChosen(added, chosen, options, action);
        return std::pair(added, options);
    };
    command("status", "Whether jobs run, and when the next one does", status);
    const auto [listing, listOptions] = command("list", "Show what is planned", list);
    listing->add_flag("--all", listOptions->all, "Also what is switched off");
    const auto [adding, addOptions] = command("add", "Plan something", add);
    adding->alias("create");
    addJobOptions(adding, *addOptions);
    adding->add_option("--wake", addOptions->wake, "When the main session hears of it")
        ->check(CLI::IsMember({"now", "next-heartbeat"}));
    adding->add_flag("--delete-after-run", addOptions->deleteAfterRun, "Forget it when it has run");
    adding->add_flag("--disabled", addOptions->disabled, "Switched off for now");
    const auto [editing, editOptions] = command("edit", "Change what is given of a job", edit, true);
    addJobOptions(editing, *editOptions);
    editing->add_flag("--clear-agent", editOptions->clearAgent, "Let the default agent do it");
    command("rm", "Forget a job", remove, true).first->alias("remove")->alias("delete");
    command("enable", "Switch a job on", enable, true);
    command("disable", "Switch a job off", disable, true);
    const auto [running, runOptions] = command("run", "Run a job that is due", run, true);
    running->add_flag("--force", runOptions->force, "Also when it is not due");
    const auto [ledger, ledgerOptions] = command("runs", "What runs came to", runs);
    ledger->add_option("--id", ledgerOptions->id, "Of this job only")->type_name("JOB");
    ledger->add_option("--limit", ledgerOptions->limit, "The newest so many")
        ->type_name("N")
        ->check(CLI::Range(1, 200));
}

} // namespace wsagent
