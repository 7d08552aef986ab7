#include "app/cli/nodecommands.h"

#include "app/cli/nodecall.h"
#include "gateway/base/exitcodes.h"
#include "gateway/base/json5.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

QString joined(const QJsonValue &list)
{
    QStringList texts;
    const QJsonArray array = list.toArray();
    for (const QJsonValue &each : array)
        texts += each.toString();
    return texts.join(u' ');
}

QString timeOf(const QJsonValue &milliseconds)
{
    const qint64 time = milliseconds.toInteger();
    return time > 0 ? QDateTime::fromMSecsSinceEpoch(time).toString(u"yyyy-MM-dd HH:mm"_s) : QString();
}

/// Answered with its payload, or said why not.
std::optional<QJsonObject> asked(CommandContext &context, const RpcOptions &options, const QString &method,
                                 const QJsonObject &params, int &exitCode)
{
    const auto answer = callGateway(context, options, method, params);
    if (answer)
        return answer->payload.toObject();
    exitCode = context.out.fail(answer.error());
    return std::nullopt;
}

void print(const Output &out, const QJsonArray &nodes)
{
    Table table{
        .header = {u"NODE"_s, u"NAME"_s, u"PLATFORM"_s, u"ADDRESS"_s, u"STATE"_s, u"NOW"_s, u"LAST SEEN"_s},
        .rows = {}};
    for (const QJsonValue &node : nodes)
        table.rows += {
            node["nodeId"_L1].toString().left(12), node["displayName"_L1].toString(),
            node["platform"_L1].toString(),        node["remoteIp"_L1].toString(),
            node["approvalState"_L1].toString(),   node["connected"_L1].toBool() ? u"connected"_s : u"away"_s,
            timeOf(node["lastSeenAtMs"_L1])};
    if (table.rows.isEmpty())
        out.line(u"No node."_s);
    else
        out.print(table);
}

int list(CommandContext &context, const NodeOptions &options)
{
    int exitCode = ExitSuccess;
    auto answer = asked(context, options, u"node.list"_s, {}, exitCode);
    if (!answer)
        return exitCode;
    QJsonArray nodes;
    const QJsonArray all = (*answer)["nodes"_L1].toArray();
    for (const QJsonValue &node : all) {
        if (!options.connected || node["connected"_L1].toBool())
            nodes += node;
    }
    answer->insert("nodes"_L1, nodes);
    if (context.out.json())
        context.out.document(*answer);
    print(context.out, nodes);
    return ExitSuccess;
}

int describe(CommandContext &context, const NodeOptions &options)
{
    const auto id = nodeId(context, options);
    if (!id)
        return context.out.fail(id.error());
    int exitCode = ExitSuccess;
    const auto row = asked(context, options, u"node.describe"_s, {{"nodeId"_L1, *id}}, exitCode);
    if (!row)
        return exitCode;
    if (context.out.json())
        context.out.document(*row);
    const auto line = [&](const QString &name, const QString &value) {
        if (!value.isEmpty())
            context.out.line(name.leftJustified(12) + value);
    };
    line(u"node"_s, *id);
    line(u"name"_s, (*row)["displayName"_L1].toString());
    line(u"platform"_s, (*row)["platform"_L1].toString());
    line(u"version"_s, (*row)["version"_L1].toString());
    line(u"address"_s, (*row)["remoteIp"_L1].toString());
    line(u"approval"_s, (*row)["approvalState"_L1].toString());
    line(u"now"_s, (*row)["connected"_L1].toBool() ? u"connected"_s : u"away"_s);
    line(u"can"_s, joined((*row)["caps"_L1]));
    line(u"commands"_s, joined((*row)["commands"_L1]));
    line(u"last seen"_s, timeOf((*row)["lastSeenAtMs"_L1]));
    return ExitSuccess;
}

int pending(CommandContext &context, const NodeOptions &options)
{
    int exitCode = ExitSuccess;
    const auto answer = asked(context, options, u"node.pair.list"_s, {}, exitCode);
    if (!answer)
        return exitCode;
    const QJsonArray requests = (*answer)["pending"_L1].toArray();
    if (context.out.json())
        context.out.document({{"pending"_L1, requests}});
    Table table{.header = {u"REQUEST"_s, u"NODE"_s, u"NAME"_s, u"COMMANDS"_s, u"SINCE"_s}, .rows = {}};
    for (const QJsonValue &request : requests)
        table.rows +=
            {request["requestId"_L1].toString(), request["nodeId"_L1].toString().left(12),
             request["displayName"_L1].toString(), joined(request["commands"_L1]), timeOf(request["ts"_L1])};
    if (table.rows.isEmpty()) {
        context.out.line(u"No node asks to be approved."_s);
        return ExitSuccess;
    }
    context.out.print(table);
    context.out.line(u"Next: "_s + context.hint(u"nodes approve <request>"_s));
    return ExitSuccess;
}

/// Asks, and says in a sentence that it is done.
int change(CommandContext &context, const RpcOptions &options, const QString &method,
           const QJsonObject &params, const QString &done)
{
    int exitCode = ExitSuccess;
    const auto answer = asked(context, options, method, params, exitCode);
    if (!answer)
        return exitCode;
    if (context.out.json())
        context.out.document(*answer);
    context.out.line(done);
    return ExitSuccess;
}

int approve(CommandContext &context, const NodeOptions &options)
{
    return change(context, options, u"node.pair.approve"_s, {{"requestId"_L1, text(options.request)}},
                  u"The node may do what it offers."_s);
}

int reject(CommandContext &context, const NodeOptions &options)
{
    return change(context, options, u"node.pair.reject"_s, {{"requestId"_L1, text(options.request)}},
                  u"The request is rejected."_s);
}

int remove(CommandContext &context, const NodeOptions &options)
{
    const auto id = nodeId(context, options);
    if (!id)
        return context.out.fail(id.error());
    return change(context, options, u"node.pair.remove"_s, {{"nodeId"_L1, *id}},
                  u"The node is forgotten; its connection is closed."_s);
}

int rename(CommandContext &context, const NodeOptions &options)
{
    const auto id = nodeId(context, options);
    if (!id)
        return context.out.fail(id.error());
    return change(context, options, u"node.rename"_s,
                  {{"nodeId"_L1, *id}, {"displayName"_L1, text(options.name)}},
                  u"The node is called %1 now."_s.arg(text(options.name)));
}

int invoke(CommandContext &context, const NodeOptions &options)
{
    const auto params = Json5Document::parse(QByteArray::fromStdString(options.params));
    if (!params)
        return context.out.fail(
            {u"--params is not JSON"_s,
             context.hint(u"nodes invoke --node desk --command canvas.hide --params '{}'"_s),
             ErrorKind::Usage});
    const auto payload = tellNode(context, options, text(options.command), params->value());
    if (!payload)
        return context.out.fail(payload.error());
    if (context.out.json())
        context.out.document({{"payload"_L1, *payload}});
    else
        context.out.raw(
            QJsonDocument(QJsonArray{*payload}).toJson(QJsonDocument::Compact).chopped(1).sliced(1) + '\n');
    return ExitSuccess;
}

/// The commands differ in what they are told.
class NodeTree
{
public:
    NodeTree(CLI::App &nodes, Action &chosen)
        : m_nodes(nodes)
        , m_chosen(chosen)
    {}

    using Run = int (*)(CommandContext &, const NodeOptions &);

    CLI::App *add(const char *name, const char *description, Run run)
    {
        m_options = std::make_shared<NodeOptions>();
        CLI::App *command = m_nodes.add_subcommand(name, description);
        addTargetOptions(command, *m_options);
        onChosen(command, m_chosen, m_options, run);
        return command;
    }
    CLI::App *addForNode(const char *name, const char *description, Run run)
    {
        CLI::App *command = add(name, description, run);
        command->add_option("--node", m_options->node, "Id, beginning of the id, name or address")
            ->type_name("NODE")
            ->required();
        return command;
    }
    CLI::App *addForRequest(const char *name, const char *description, Run run)
    {
        CLI::App *command = add(name, description, run);
        command->add_option("request", m_options->request, "As nodes pending shows it")
            ->type_name("REQUEST")
            ->required();
        return command;
    }
    NodeOptions &options() { return *m_options; } ///< of the last one

private:
    CLI::App &m_nodes;
    Action &m_chosen;
    std::shared_ptr<NodeOptions> m_options;
};

} // namespace

void addNodeCommands(CLI::App &root, Action &chosen)
{
    CLI::App *nodes = root.add_subcommand("nodes", "What has lent its screen or its programs to the gateway");
    nodes->require_subcommand(1);
    NodeTree tree(*nodes, chosen);
    for (const char *name : {"list", "status"}) {
        CLI::App *command = tree.add(name, "Show the nodes", list);
        command->add_flag("--connected", tree.options().connected, "Only those that are there now");
    }
    tree.addForNode("describe", "Show all about a node", describe);
    tree.add("pending", "Show the nodes that ask to be approved", pending);
    tree.addForRequest("approve", "Let a node do what it offers", approve);
    tree.addForRequest("reject", "Refuse what a node offers", reject);
    tree.addForNode("remove", "Forget a node", remove);
    tree.addForNode("rename", "Call a node something else", rename)
        ->add_option("--name", tree.options().name, "Up to 64 characters")
        ->type_name("NAME")
        ->required();
    CLI::App *command = tree.addForNode("invoke", "Tell a node to do something", invoke);
    command->add_option("--command", tree.options().command, "For example canvas.present")
        ->type_name("COMMAND")
        ->required();
    command->add_option("--params", tree.options().params, "Parameters, JSON")->type_name("JSON");
    command->add_option("--invoke-timeout", tree.options().invokeTimeout, "Milliseconds the node has")
        ->type_name("MS")
        ->check(CLI::Range(1, 3'600'000));
    addNodeDeedCommands(*nodes, chosen);
}

} // namespace wsagent
