#include "app/cli/logcommand.h"

#include "app/cli/commandtree.h"
#include "app/cli/gatewaycall.h"
#include "app/cli/logtail.h"
#include "app/cli/logview.h"
#include "app/cli/networkloader.h"
#include "app/cli/secretaccess.h"
#include "gateway/base/exitcodes.h"
#include "gateway/instances/runtimefile.h"
#include "gateway/methods/logtail.h"

#include <QFile>
#include <QJsonArray>

#include <cstdio>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

struct LogOptionsGiven : RpcOptions
{
    bool follow = false;
    int limit = 200;
    qint64 maxBytes = 250'000;
    int interval = 1000; ///< ms
    bool utc = false;
    bool local = false;
    std::string channel = {};
    std::string level = {};
    std::string grep = {};
};

LogViewOptions viewOf(const CommandContext &context, const LogOptionsGiven &options)
{
    return {.least = options.level.empty() ? LogLevel::Trace : logLevelFromName(text(options.level)),
            .subsystem = text(options.channel),
            .text = text(options.grep),
            .utc = options.utc,
            .json = context.out.json()};
}

/// False when nobody reads any more.
bool show(const Output &out, const LogViewOptions &view, const QJsonValue &answer)
{
    const QJsonArray lines = answer["lines"_L1].toArray();
    for (const QJsonValue &line : lines) {
        if (const auto shown = shownLogLine(line.toString(), view))
            out.raw(shown->toUtf8() + '\n');
    }
    return std::fflush(stdout) == 0;
}

/// Where a gateway that does not run has written: the file of the config, or the newest one of its directory.
QString lastLogFile(const CommandContext &context, const LoadedConfig &loaded)
{
    const QString newest = newestLogFile(context.selection.paths, loaded.config);
    return newest.isEmpty() ? context.selection.paths.logDir() + u"/gateway.jsonl"_s : newest;
}

int readFile(CommandContext &context, const LogOptionsGiven &options)
{
    const QString file = lastLogFile(context, context.load());
    const auto lines = tailLog(file, {.limit = options.limit, .maxBytes = options.maxBytes});
    if (!lines)
        return context.out.fail(lines.error());
    if (!QFile::exists(file))
        return context.out.fail({u"the gateway of profile %1 does not run and has left no log (%2)"_s.arg(
                                     context.selection.profile.display(), file),
                                 context.hint(u"gateway run"_s), ErrorKind::NotFound});
    context.out.note(u"The gateway does not run; this is %1"_s.arg(context.out.shortPath(file)));
    show(context.out, viewOf(context, options), *lines);
    return ExitSuccess;
}

QJsonObject firstQuery(const LogOptionsGiven &options)
{
    return {{"limit"_L1, options.limit}, {"maxBytes"_L1, options.maxBytes}};
}

int follow(CommandContext &context, const LogOptionsGiven &options)
{
    const CommandApplication application;
    const auto network = loadNetwork();
    if (!network)
        return context.out.fail(network.error());
    const LogViewOptions view = viewOf(context, options);
    return network->followLog(context, options,
                              {.first = firstQuery(options),
                               .interval = std::chrono::milliseconds(options.interval),
                               .show = [&](const QJsonObject &answer) {
                                   return show(context.out, view, answer);
                               }});
}

bool runs(const CommandContext &context)
{
    const auto runtime = readRuntimeFile(context.selection.paths.stateDir);
    return runtime && isAlive(*runtime);
}

int logs(CommandContext &context, const LogOptionsGiven &options)
{
    if (options.follow)
        return follow(context, options);
    if (options.url.empty() && options.port.empty() && !runs(context))
        return readFile(context, options);
    const auto answer = callGateway(context, options, u"logs.tail"_s, firstQuery(options));
    if (!answer)
        return context.out.fail(answer.error());
    show(context.out, viewOf(context, options), answer->payload);
    return ExitSuccess;
}

} // namespace

void addLogCommand(CLI::App &root, CLI::App &gateway, Action &chosen)
{
    for (CLI::App *parent : {&root, &gateway}) {
        const auto options = std::make_shared<LogOptionsGiven>();
        CLI::App *command = parent->add_subcommand("logs", "Show the log of a gateway");
        command->add_flag("-f,--follow", options->follow, "Go on as the log grows, and after a restart");
        command->add_option("--limit", options->limit, "Lines to begin with")
            ->type_name("N")
            ->check(CLI::Range(1, 5000));
        command->add_option("--max-bytes", options->maxBytes, "Bytes to begin with")
            ->type_name("N")
            ->check(CLI::Range(1, 1'000'000));
        command->add_option("--interval", options->interval, "Milliseconds between looks")
            ->type_name("MS")
            ->check(CLI::Range(50, 3'600'000));
        auto *utc = command->add_flag("--utc", options->utc, "Times in UTC");
        command->add_flag("--local-time", options->local, "Times of this place (the default)")->excludes(utc);
        command->add_option("--channel", options->channel, "Only of this part: gateway, config, net, …")
            ->type_name("NAME");
        command->add_option("--level", options->level, "Only of this weight and more")
            ->check(CLI::IsMember({"trace", "debug", "info", "warn", "error", "fatal"}));
        command->add_option("--grep", options->grep, "Only with this in the message")->type_name("TEXT");
        addTargetOptions(command, *options);
        onChosen(command, chosen, options, logs);
    }
}

} // namespace wsagent
