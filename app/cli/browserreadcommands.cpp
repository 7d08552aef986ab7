#include "app/cli/browsercall.h"
#include "gateway/base/exitcodes.h"
#include "gateway/base/files.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 largestFile = 512 * 1024 * 1024; // bytes; of a picture, document or trace

struct ReadOptions : BrowserOptions
{
    std::string format = {};
    std::string mode = {};
    std::string selector = {};
    std::string frame = {};
    std::string out = {};
    std::string ref = {};
    std::string element = {};
    std::string type = {};
    std::string level = {};
    std::string filter = {};
    int depth = 0;
    int limit = 0;
    int maxChars = -1;
    bool efficient = false;
    bool interactive = false;
    bool compact = false;
    bool urls = false;
    bool fullPage = false;
    bool clear = false;
    bool labels = false;
    int maxLabels = 0;
    bool screenshots = false;
    bool snapshots = false;
};

void put(QJsonObject &object, QLatin1StringView name, bool value)
{
    if (value)
        object.insert(name, true);
}

QJsonObject snapshotQuery(const ReadOptions &options)
{
    QJsonObject query;
    addGiven(query, {{"format"_L1, options.format},
                     {"mode"_L1, options.efficient ? "efficient" : options.mode},
                     {"selector"_L1, options.selector},
                     {"frame"_L1, options.frame}});
    put(query, "interactive"_L1, options.interactive);
    put(query, "compact"_L1, options.compact);
    put(query, "urls"_L1, options.urls);
    put(query, "labels"_L1, options.labels || options.maxLabels > 0);
    if (options.maxLabels > 0)
        query.insert("maxLabels"_L1, options.maxLabels);
    if (options.depth > 0)
        query.insert("depth"_L1, options.depth);
    if (options.limit > 0)
        query.insert("limit"_L1, options.limit);
    if (options.maxChars >= 0)
        query.insert("maxChars"_L1, options.maxChars);
    return query;
}

QString ariaText(const QJsonArray &nodes)
{
    QString lines;
    for (const QJsonValue &node : nodes)
        lines +=
            u"%1%2 %3 \"%4\"\n"_s.arg(QString(2 * node["depth"_L1].toInt(), u' '), node["ref"_L1].toString(),
                                      node["role"_L1].toString(), node["name"_L1].toString());
    return lines;
}

/// A file that somebody asked for by name, relative to where he is.
Result<void> writeOut(const std::string &path, const QByteArray &content)
{
    return replaceFile(QDir::current().absoluteFilePath(text(path)), content);
}

int snapshot(CommandContext &context, const ReadOptions &options)
{
    const auto answer =
        askBrowser(context, options, {.path = u"/snapshot"_s, .query = snapshotQuery(options)});
    if (!answer)
        return context.out.fail(answer.error());
    const QString told = answer->value("format"_L1) == "aria"_L1
                             ? ariaText(answer->value("nodes"_L1).toArray())
                             : answer->value("snapshot"_L1).toString();
    if (!options.out.empty()) {
        const QByteArray content = context.out.json() ? QJsonDocument(*answer).toJson() : told.toUtf8();
        if (const auto written = writeOut(options.out, content); !written)
            return context.out.fail(written.error());
    }
    if (context.out.json())
        context.out.document(*answer);
    context.out.line(options.out.empty() ? told.chopped(told.endsWith(u'\n') ? 1 : 0)
                                         : u"Written to %1."_s.arg(text(options.out)));
    if (const QString picture = answer->value("imagePath"_L1).toString(); !picture.isEmpty())
        context.out.line("MEDIA:"_L1 + picture);
    return ExitSuccess;
}

/// Where the file is, for people and for programs that look for MEDIA: lines.
int tellFile(CommandContext &context, const ReadOptions &options, const BrowserCall &call)
{
    auto answer = askBrowser(context, options, call);
    if (!answer)
        return context.out.fail(answer.error());
    QString path = answer->value("path"_L1).toString();
    if (!options.out.empty()) {
        const auto content = readFile(path, largestFile);
        if (!content)
            return context.out.fail(content.error());
        if (const auto written = writeOut(options.out, *content); !written)
            return context.out.fail(written.error());
        path = QDir::current().absoluteFilePath(text(options.out));
        answer->insert("path"_L1, path);
    }
    if (context.out.json())
        context.out.document(*answer);
    context.out.line("MEDIA:"_L1 + path);
    return ExitSuccess;
}

int screenshot(CommandContext &context, const ReadOptions &options)
{
    QJsonObject body;
    addGiven(body, {{"ref"_L1, options.ref}, {"element"_L1, options.element}, {"type"_L1, options.type}});
    put(body, "fullPage"_L1, options.fullPage);
    return tellFile(context, options, {.method = u"POST"_s, .path = u"/screenshot"_s, .body = body});
}

int pdf(CommandContext &context, const ReadOptions &options)
{
    return tellFile(context, options, {.method = u"POST"_s, .path = u"/pdf"_s});
}

int startTrace(CommandContext &context, const ReadOptions &options)
{
    QJsonObject body;
    put(body, "screenshots"_L1, options.screenshots);
    put(body, "snapshots"_L1, options.snapshots);
    return tellBrowser(context, options, {.method = u"POST"_s, .path = u"/trace/start"_s, .body = body},
                       [&context](const QJsonObject &) {
                           return u"It is traced now; end it with: "_s +
                                  context.hint(u"browser trace stop"_s);
                       });
}

int stopTrace(CommandContext &context, const ReadOptions &options)
{
    return tellFile(context, options, {.method = u"POST"_s, .path = u"/trace/stop"_s});
}

QString timeText(const QJsonValue &milliseconds)
{
    return QDateTime::fromMSecsSinceEpoch(milliseconds.toInteger()).toString(u"HH:mm:ss"_s);
}

int listRecords(CommandContext &context, const ReadOptions &options, const BrowserCall &call,
                QLatin1StringView member, const std::function<QString(const QJsonValue &row)> &line)
{
    const auto answer = askBrowser(context, options, call);
    if (!answer)
        return context.out.fail(answer.error());
    if (context.out.json())
        context.out.document(*answer);
    const QJsonArray rows = answer->value(member).toArray();
    for (const QJsonValue &row : rows)
        context.out.line(timeText(row["timestamp"_L1]) + u' ' + line(row));
    if (rows.isEmpty())
        context.out.line(u"Nothing."_s);
    return ExitSuccess;
}

QJsonObject recordQuery(const ReadOptions &options)
{
    QJsonObject query;
    addGiven(query, {{"level"_L1, options.level}, {"filter"_L1, options.filter}});
    put(query, "clear"_L1, options.clear);
    return query;
}

int console(CommandContext &context, const ReadOptions &options)
{
    return listRecords(context, options, {.path = u"/console"_s, .query = recordQuery(options)},
                       "messages"_L1, [](const QJsonValue &row) {
                           return row["type"_L1].toString() + ": "_L1 + row["text"_L1].toString();
                       });
}

int errors(CommandContext &context, const ReadOptions &options)
{
    return listRecords(context, options, {.path = u"/errors"_s, .query = recordQuery(options)}, "errors"_L1,
                       [](const QJsonValue &row) { return row["message"_L1].toString(); });
}

int requests(CommandContext &context, const ReadOptions &options)
{
    return listRecords(
        context, options, {.path = u"/requests"_s, .query = recordQuery(options)}, "requests"_L1,
        [](const QJsonValue &row) {
            const QString status = row["status"_L1].isDouble() ? QString::number(row["status"_L1].toInt())
                                                               : row["failureText"_L1].toString(u"-"_s);
            return u"%1 %2 %3"_s.arg(status, row["method"_L1].toString(), row["url"_L1].toString());
        });
}

void addSnapshotCommand(CLI::App &browser, Action &chosen)
{
    const auto [command, options] = browserCommand<ReadOptions>(
        browser, chosen, "snapshot", "Tell what a page shows, with refs to act on", snapshot);
    addTabOption(command, *options);
    command->add_option("--format", options->format, "ai: text; aria: nodes")
        ->check(CLI::IsMember({"ai", "aria"}));
    command->add_option("--mode", options->mode, "efficient: a short one")
        ->check(CLI::IsMember({"efficient"}));
    command->add_flag("--efficient", options->efficient, "The same as --mode efficient");
    command->add_flag("--interactive", options->interactive, "Only what can be acted on");
    command->add_flag("--compact", options->compact, "Without unnamed containers");
    command->add_option("--depth", options->depth, "Only so many levels")->type_name("N");
    command->add_option("--selector", options->selector, "Only below this element")->type_name("CSS");
    command->add_option("--frame", options->frame, "Only this iframe")->type_name("CSS");
    command->add_flag("--urls", options->urls, "With the targets of links");
    command->add_flag("--labels", options->labels, "With a picture in which the refs stand");
    command->add_option("--max-labels", options->maxLabels, "So many of them at most")
        ->type_name("N")
        ->check(CLI::Range(1, 150));
    command->add_option("--limit", options->limit, "Most nodes of --format aria")->type_name("N");
    command->add_option("--max-chars", options->maxChars, "Longest text; 0: any")->type_name("N");
    command->add_option("--out", options->out, "Write it there")->type_name("FILE");
}

void addTraceCommands(CLI::App &browser, Action &chosen)
{
    CLI::App *trace =
        browser.add_subcommand("trace", "Write down what the browser does, for its developer tools");
    trace->require_subcommand(1);
    const auto starting = browserCommand<ReadOptions>(*trace, chosen, "start", "From now on", startTrace);
    addTabOption(starting.first, *starting.second);
    starting.first->add_flag("--screenshots", starting.second->screenshots, "With pictures of the page");
    starting.first->add_flag("--snapshots", starting.second->snapshots, "With what is painted");
    const auto stopping =
        browserCommand<ReadOptions>(*trace, chosen, "stop", "Until now; where it is", stopTrace);
    addTabOption(stopping.first, *stopping.second);
    stopping.first->add_option("--out", stopping.second->out, "Write it there as well")->type_name("FILE");
}

} // namespace

void addBrowserReadCommands(CLI::App &browser, Action &chosen)
{
    addSnapshotCommand(browser, chosen);
    const auto [shooting, shotOptions] =
        browserCommand<ReadOptions>(browser, chosen, "screenshot", "Take a picture of a page", screenshot);
    shooting->add_option("id", shotOptions->targetId, "Which tab; the last one used")->type_name("TAB");
    shooting->add_flag("--full-page", shotOptions->fullPage, "All of the page");
    shooting->add_option("--ref", shotOptions->ref, "Only this ref of the last snapshot")->type_name("REF");
    shooting->add_option("--element", shotOptions->element, "Only this element")->type_name("CSS");
    shooting->add_option("--type", shotOptions->type, "png or jpeg")->check(CLI::IsMember({"png", "jpeg"}));
    shooting->add_option("--out", shotOptions->out, "Write it there as well")->type_name("FILE");
    const auto [printing, printOptions] =
        browserCommand<ReadOptions>(browser, chosen, "pdf", "Print a page to a file", pdf);
    addTabOption(printing, *printOptions);
    printing->add_option("--out", printOptions->out, "Write it there as well")->type_name("FILE");

    addTraceCommands(browser, chosen);
    const auto addRecords = [&](const char *name, const char *description,
                                int (*run)(CommandContext &, const ReadOptions &)) {
        const auto made = browserCommand<ReadOptions>(browser, chosen, name, description, run);
        addTabOption(made.first, *made.second);
        made.first->add_flag("--clear", made.second->clear, "Forget them afterwards");
        return made;
    };
    const auto [talking, consoleOptions] =
        addRecords("console", "What a page has written to its console", console);
    talking->add_option("--level", consoleOptions->level, "This and what is worse")
        ->check(CLI::IsMember({"error", "warn", "info"}));
    addRecords("errors", "What has gone wrong in the scripts of a page", errors);
    const auto [asking, requestOptions] = addRecords("requests", "What a page has asked for", requests);
    asking->add_option("--filter", requestOptions->filter, "Whose address has this part")->type_name("TEXT");
}

} // namespace wsagent
