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

struct EventOptions : RpcOptions
{
    std::string text = {};
    std::string session = {};
};

int event(CommandContext &context, const EventOptions &options)
{
    QJsonObject params{{"text"_L1, text(options.text)}};
    if (!options.session.empty())
        params.insert("sessionKey"_L1, text(options.session));
    const auto answer = callGateway(context, options, u"system-event"_s, params);
    if (!answer)
        return context.out.fail(answer.error());
    if (context.out.json())
        context.out.document(answer->payload.toObject());
    context.out.line(u"The agent hears of it with the next message."_s);
    return ExitSuccess;
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
    const auto said = std::make_shared<EventOptions>();
    CLI::App *saying = system->add_subcommand("event", "Tell the agent that something has happened");
    saying->add_option("--text", said->text, "One line")->type_name("TEXT")->required();
    saying->add_option("--session-key", said->session, "Another session than the main one")->type_name("KEY");
    addTargetOptions(saying, *said);
    onChosen(saying, chosen, said, event);
}

} // namespace wsagent
