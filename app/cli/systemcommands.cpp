#include "app/cli/systemcommands.h"

#include "app/cli/commandtree.h"
#include "app/cli/gatewaycall.h"
#include "gateway/base/exitcodes.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

struct EventOptions : RpcOptions
{
    std::string text = {};
    std::string mode = "now";
};

/// A client is known by what it calls itself, a device by its id.
QString nameOf(const QJsonValue &entry)
{
    for (const auto key : {"host"_L1, "clientId"_L1, "deviceId"_L1, "instanceId"_L1}) {
        if (const QString name = entry[key].toString(); !name.isEmpty())
            return name;
    }
    return u"?"_s;
}

QString sinceText(const QJsonValue &entry)
{
    const qint64 since = entry["onlineSince"_L1].toInteger();
    return since > 0 ? QDateTime::fromMSecsSinceEpoch(since).toString(u"yyyy-MM-dd HH:mm"_s) : QString();
}

int presence(CommandContext &context, const RpcOptions &options)
{
    const auto answer = callGateway(context, options, u"system-presence"_s, QJsonObject());
    if (!answer)
        return context.out.fail(answer.error());
    const QJsonArray entries = answer->payload.toArray();
    if (context.out.json()) {
        context.out.raw(QJsonDocument(entries).toJson());
        return ExitSuccess;
    }
    Table table{.header = {u"NAME"_s, u"MODE"_s, u"VERSION"_s, u"PLATFORM"_s, u"ADDRESS"_s, u"SINCE"_s},
                .rows = {}};
    for (const QJsonValue &entry : entries)
        table.rows += {nameOf(entry),
                       entry["mode"_L1].toString(),
                       entry["version"_L1].toString(),
                       entry["platform"_L1].toString(),
                       entry["ip"_L1].toString(),
                       sinceText(entry)};
    context.out.print(table);
    return ExitSuccess;
}

int event(CommandContext &context, const EventOptions &options)
{
    const auto answer =
        callGateway(context, options, u"wake"_s,
                    QJsonObject{{"text"_L1, text(options.text)}, {"mode"_L1, text(options.mode)}});
    if (!answer)
        return context.out.fail(answer.error());
    if (context.out.json())
        context.out.document(answer->payload.toObject());
    context.out.line(options.mode == "now" ? u"The agent hears of it now."_s
                                           : u"The agent hears of it with its next heartbeat."_s);
    return ExitSuccess;
}

int lastHeartbeat(CommandContext &context, const RpcOptions &options)
{
    const auto answer = callGateway(context, options, u"last-heartbeat"_s, QJsonObject());
    if (!answer)
        return context.out.fail(answer.error());
    const QJsonValue last = answer->payload;
    if (context.out.json())
        context.out.document(QJsonObject{{"heartbeat"_L1, last}});
    if (last.isNull())
        context.out.line(u"There has been no heartbeat yet."_s);
    else
        context.out.line(u"%1: %2 %3"_s.arg(
            QDateTime::fromMSecsSinceEpoch(last["ts"_L1].toInteger()).toString(u"yyyy-MM-dd HH:mm:ss"_s),
            last["status"_L1].toString(), last["preview"_L1].toString(last["reason"_L1].toString())));
    return ExitSuccess;
}

int setHeartbeats(CommandContext &context, const RpcOptions &options, bool enabled)
{
    const auto answer =
        callGateway(context, options, u"set-heartbeats"_s, QJsonObject{{"enabled"_L1, enabled}});
    if (!answer)
        return context.out.fail(answer.error());
    if (context.out.json())
        context.out.document(answer->payload.toObject());
    context.out.line(enabled ? u"Heartbeats are on."_s
                             : u"Heartbeats are off until the gateway is started again."_s);
    return ExitSuccess;
}

int enableHeartbeats(CommandContext &context, const RpcOptions &options)
{
    return setHeartbeats(context, options, true);
}

int disableHeartbeats(CommandContext &context, const RpcOptions &options)
{
    return setHeartbeats(context, options, false);
}

} // namespace

void addSystemCommands(CLI::App &root, Action &chosen)
{
    CLI::App *system = root.add_subcommand("system", "What goes on in the running gateway");
    system->require_subcommand(1);
    const auto options = std::make_shared<RpcOptions>();
    CLI::App *command = system->add_subcommand("presence", "Who is connected");
    addTargetOptions(command, *options);
    onChosen(command, chosen, options, presence);

    const auto told = std::make_shared<EventOptions>();
    CLI::App *telling = system->add_subcommand("event", "Tell the agent in its main session");
    telling->add_option("--text", told->text, "What has happened")->type_name("TEXT")->required();
    telling->add_option("--mode", told->mode, "When it hears of it")
        ->check(CLI::IsMember({"now", "next-heartbeat"}));
    addTargetOptions(telling, *told);
    onChosen(telling, chosen, told, event);

    CLI::App *heartbeat =
        system->add_subcommand("heartbeat", "Whether agents look after things by themselves");
    heartbeat->require_subcommand(1);
    const auto add = [&](const char *name, const char *description,
                         int (*run)(CommandContext &, const RpcOptions &)) {
        const auto target = std::make_shared<RpcOptions>();
        CLI::App *added = heartbeat->add_subcommand(name, description);
        addTargetOptions(added, *target);
        onChosen(added, chosen, target, run);
    };
    add("last", "What came of the last one", lastHeartbeat);
    add("enable", "Switch them on", enableHeartbeats);
    add("disable", "Switch them off", disableHeartbeats);
}

} // namespace wsagent
