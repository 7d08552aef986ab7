#include "app/cli/sessioncommands.h"

#include "app/cli/commandtree.h"
#include "app/cli/sessiondesk.h"
#include "app/cli/sessionview.h"
#include "gateway/base/exitcodes.h"
#include "gateway/base/files.h"
#include "gateway/sessions/sessionkey.h"

#include <QDateTime>
#include <QDir>
#include <QJsonArray>

#include <limits>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

struct SessionOptions : RpcOptions
{
    std::string key = {};
    std::string agent = {};
    bool allAgents = false;
    int active = 0; ///< minutes
    std::string limit = "100";
    bool archived = false;
    std::string output = {};
    std::string format = "markdown";
    bool dryRun = false;
    bool enforce = false;
};

/// "all" is none.
Result<int> limitOf(const SessionOptions &options)
{
    if (options.limit == "all")
        return 10'000;
    bool isNumber = false;
    const int limit = text(options.limit).toInt(&isNumber);
    if (isNumber && limit > 0)
        return limit;
    return Error{u"--limit is a number or \"all\""_s, u"ws-agent sessions --limit all"_s, ErrorKind::Usage};
}

int list(CommandContext &context, const SessionOptions &options)
{
    const auto limit = limitOf(options);
    if (!limit)
        return context.out.fail(limit.error());
    auto desk = SessionDesk::open(context, options);
    if (!desk)
        return context.out.fail(desk.error());
    QJsonObject params{{"limit"_L1, *limit}, {"includeGlobal"_L1, true}, {"includeDerivedTitles"_L1, true}};
    if (!options.agent.empty())
        params.insert("agentId"_L1, text(options.agent));
    else if (!options.allAgents)
        params.insert("agentId"_L1, sessionKeyRules(context.load().effective).defaultAgent);
    if (options.active > 0)
        params.insert("activeMinutes"_L1, options.active);
    if (options.archived)
        params.insert("archived"_L1, u"all"_s);
    const auto answer = desk->ask(u"sessions.list"_s, params);
    if (!answer)
        return context.out.fail(answer.error());
    if (context.out.json())
        context.out.document({{"stores"_L1, QJsonArray{(*answer)["path"_L1]}},
                              {"count"_L1, (*answer)["count"_L1]},
                              {"totalCount"_L1, (*answer)["totalCount"_L1]},
                              {"hasMore"_L1, (*answer)["hasMore"_L1]},
                              {"sessions"_L1, (*answer)["sessions"_L1]}});
    showSessions(context.out, *answer, QDateTime::currentDateTime());
    return ExitSuccess;
}

/// All rows of a session, oldest first.
Result<QJsonArray> wholeHistory(SessionDesk &desk, const QString &key, int most)
{
    QList<QJsonArray> pages; // newest first
    qint64 offset = 0;
    int left = most;
    for (;;) {
        const auto page =
            desk.ask(u"chat.history"_s,
                     {{"sessionKey"_L1, key}, {"limit"_L1, std::min(left, 1000)}, {"offset"_L1, offset}});
        if (!page)
            return page.error();
        pages += (*page)["messages"_L1].toArray();
        left -= int(pages.last().size());
        if (!(*page)["hasMore"_L1].toBool() || left <= 0)
            break;
        offset = (*page)["nextOffset"_L1].toInteger();
    }
    QJsonArray rows;
    for (auto page = pages.crbegin(); page != pages.crend(); ++page) {
        for (const QJsonValue &row : *page)
            rows += row;
    }
    return rows;
}

/// What is known of a session that has to be there.
Result<QJsonObject> describe(CommandContext &context, SessionDesk &desk, const QString &key)
{
    const auto answer =
        desk.ask(u"sessions.describe"_s, {{"key"_L1, key}, {"includeDerivedTitles"_L1, true}});
    if (!answer)
        return answer.error();
    if ((*answer)["session"_L1].isObject())
        return (*answer)["session"_L1].toObject();
    return Error{u"there is no session %1"_s.arg(key), context.hint(u"sessions list"_s), ErrorKind::NotFound};
}

int show(CommandContext &context, const SessionOptions &options)
{
    const auto limit = limitOf(options);
    if (!limit)
        return context.out.fail(limit.error());
    auto desk = SessionDesk::open(context, options);
    if (!desk)
        return context.out.fail(desk.error());
    const QString key = text(options.key);
    const auto session = describe(context, *desk, key);
    if (!session)
        return context.out.fail(session.error());
    const auto rows = wholeHistory(*desk, key, *limit);
    if (!rows)
        return context.out.fail(rows.error());
    if (context.out.json())
        context.out.document({{"session"_L1, *session}, {"messages"_L1, *rows}});
    showConversation(context.out, *session, *rows);
    return ExitSuccess;
}

int exportSession(CommandContext &context, const SessionOptions &options)
{
    auto desk = SessionDesk::open(context, options);
    if (!desk)
        return context.out.fail(desk.error());
    const QString key = text(options.key);
    const auto session = describe(context, *desk, key);
    if (!session)
        return context.out.fail(session.error());
    const auto rows = wholeHistory(*desk, key, std::numeric_limits<int>::max());
    if (!rows)
        return context.out.fail(rows.error());
    const bool lines = options.format == "jsonl" || (context.out.json() && options.output.empty());
    const QByteArray content = lines ? jsonLines(*rows) : markdown(*session, *rows);
    if (options.output.empty()) {
        context.out.raw(content);
        return ExitSuccess;
    }
    const QString path =
        absolutePath(text(options.output), context.selection.paths.home, QDir::currentPath());
    if (const auto written = replaceFile(path, content); !written)
        return context.out.fail(written.error());
    if (context.out.json())
        context.out.document({{"ok"_L1, true}, {"path"_L1, path}, {"messages"_L1, rows->size()}});
    context.out.line(u"%1 messages are in %2"_s.arg(rows->size()).arg(context.out.shortPath(path)));
    return ExitSuccess;
}

/// Asks, and says in a sentence that it is done.
int change(CommandContext &context, const SessionOptions &options, const QString &method, const QString &done,
           const QString &wouldBe)
{
    auto desk = SessionDesk::open(context, options);
    if (!desk)
        return context.out.fail(desk.error());
    const QString key = text(options.key);
    const auto session = describe(context, *desk, key);
    if (!session)
        return context.out.fail(session.error());
    const QString canonical = (*session)["key"_L1].toString();
    if (options.dryRun) {
        if (context.out.json())
            context.out.document({{"ok"_L1, true}, {"dryRun"_L1, true}, {"key"_L1, canonical}});
        context.out.line(wouldBe.arg(canonical));
        return ExitSuccess;
    }
    const auto answer = desk->ask(method, {{"key"_L1, canonical}});
    if (!answer)
        return context.out.fail(answer.error());
    if (context.out.json())
        context.out.document(*answer);
    context.out.line(done.arg(canonical));
    return ExitSuccess;
}

int reset(CommandContext &context, const SessionOptions &options)
{
    return change(context, options, u"sessions.reset"_s, u"%1 begins afresh; what was said is archived."_s,
                  u"%1 would begin afresh."_s);
}

int remove(CommandContext &context, const SessionOptions &options)
{
    return change(context, options, u"sessions.delete"_s, u"%1 is gone; what was said is archived."_s,
                  u"%1 would be deleted."_s);
}

int cleanup(CommandContext &context, const SessionOptions &options)
{
    auto desk = SessionDesk::open(context, options);
    if (!desk)
        return context.out.fail(desk.error());
    QJsonObject params{{"enforce"_L1, options.enforce && !options.dryRun},
                       {"allAgents"_L1, options.allAgents},
                       {"fixMissing"_L1, true}};
    if (!options.agent.empty())
        params.insert("agent"_L1, text(options.agent));
    const auto answer = desk->ask(u"sessions.cleanup"_s, params);
    if (!answer)
        return context.out.fail(answer.error());
    if (context.out.json())
        context.out.document(*answer);
    showCleanup(context.out, *answer, context.hint(u"sessions cleanup --enforce"_s));
    return ExitSuccess;
}

} // namespace

void addSessionCommands(CLI::App &root, Action &chosen)
{
    CLI::App *sessions = root.add_subcommand("sessions", "What has been said to agents, and where");
    sessions->require_subcommand(0, 1);
    const auto addList = [&chosen](CLI::App *command) {
        const auto options = std::make_shared<SessionOptions>();
        command->add_option("--agent", options->agent, "Only of this agent (default: the default agent)")
            ->type_name("AGENT");
        command->add_flag("--all-agents", options->allAgents, "Of all agents")->excludes("--agent");
        command->add_option("--active", options->active, "Only those of the last minutes")
            ->type_name("MINUTES")
            ->check(CLI::Range(1, 10'000'000));
        command->add_option("--limit", options->limit, "How many, or all")->type_name("N");
        command->add_flag("--archived", options->archived, "Archived ones as well");
        addTargetOptions(command, *options);
        onChosen(command, chosen, options, list);
    };
    addList(sessions);
    const auto add = [&](const char *name, const char *description,
                         int (*run)(CommandContext &, const SessionOptions &)) {
        const auto options = std::make_shared<SessionOptions>();
        CLI::App *command = sessions->add_subcommand(name, description);
        addTargetOptions(command, *options);
        onChosen(command, chosen, options, run);
        return std::pair(command, options);
    };
    const auto addForKey = [&add](const char *name, const char *description,
                                  int (*run)(CommandContext &, const SessionOptions &)) {
        const auto added = add(name, description, run);
        added.first->add_option("key", added.second->key, "As sessions list shows it; main is the main one")
            ->type_name("SESSION")
            ->required();
        return added;
    };
    addList(sessions->add_subcommand("list", "Show the sessions"));
    const auto [showing, showOptions] = addForKey("show", "Show what was said in a session", show);
    showing->add_option("--limit", showOptions->limit, "The newest messages, or all")->type_name("N");
    const auto [exporting, exportOptions] = addForKey("export", "Write down a session", exportSession);
    exporting->add_option("-o,--output", exportOptions->output, "Into this file")->type_name("FILE");
    exporting->add_option("--format", exportOptions->format, "How")
        ->check(CLI::IsMember({"markdown", "jsonl"}));
    const auto [resetting, resetOptions] = addForKey("reset", "Let a session begin afresh", reset);
    resetting->add_flag("--dry-run", resetOptions->dryRun, "Only say what would be done");
    const auto [deleting, deleteOptions] = addForKey("delete", "Delete a session", remove);
    deleting->add_flag("--dry-run", deleteOptions->dryRun, "Only say what would be done");
    const auto [cleaning, cleanOptions] = add("cleanup", "Find what belongs to no session any more", cleanup);
    cleaning->add_option("--agent", cleanOptions->agent, "Of this agent (default: the default agent)")
        ->type_name("AGENT");
    cleaning->add_flag("--all-agents", cleanOptions->allAgents, "Of all agents")->excludes("--agent");
    auto *enforce = cleaning->add_flag("--enforce", cleanOptions->enforce, "Take it away");
    cleaning->add_flag("--dry-run", cleanOptions->dryRun, "Only say what there is (the default)")
        ->excludes(enforce);
}

} // namespace wsagent
