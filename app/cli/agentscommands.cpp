#include "app/cli/agentscommands.h"

#include "app/cli/bindingcommands.h"
#include "app/cli/commandtree.h"
#include "app/cli/gatewaycall.h"
#include "gateway/base/exitcodes.h"

#include <QJsonArray>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

struct AgentsOptions : RpcOptions
{
    std::string id = {};
    std::string name = {};
    std::string workspace = {};
    std::string model = {};
    std::string emoji = {};
    std::string avatar = {};
    std::vector<std::string> places = {};
    bool force = false;
    bool bindings = false;
    bool asksNothing = true; ///< for scripts that say so
};

/// By agent, from the config: what clients are told of agents does not say it.
QStringList bindingsOf(const LoadedConfig &config, const QString &agentId)
{
    QStringList places;
    const QJsonArray bindings = config.effective["bindings"_L1].toArray();
    for (const QJsonValue &binding : bindings) {
        if (binding["agentId"_L1].toString().compare(agentId, Qt::CaseInsensitive) == 0)
            places += bindingText(binding);
    }
    return places;
}

int list(CommandContext &context, const AgentsOptions &options)
{
    const auto answer = callGateway(context, options, u"agents.list"_s, QJsonObject());
    if (!answer)
        return context.out.fail(answer.error());
    if (context.out.json())
        context.out.document(answer->payload.toObject());
    const QString usual = answer->payload["defaultId"_L1].toString();
    Table table{.header = {u"ID"_s, u"NAME"_s, u"MODEL"_s, u"WORKSPACE"_s}, .rows = {}};
    if (options.bindings)
        table.header += u"BOUND TO"_s;
    const QJsonArray agents = answer->payload["agents"_L1].toArray();
    for (const QJsonValue &agent : agents) {
        const QString id = agent["id"_L1].toString();
        QStringList row{id == usual ? id + u" (default)"_s : id, agent["name"_L1].toString(u"-"_s),
                        agent["model"_L1]["primary"_L1].toString(),
                        context.out.shortPath(agent["workspace"_L1].toString())};
        if (options.bindings)
            row += bindingsOf(context.load(), id).join(", "_L1);
        table.rows += row;
    }
    context.out.print(table);
    return ExitSuccess;
}

int change(CommandContext &context, const AgentsOptions &options, const QString &method,
           const QJsonObject &params, const QString &done)
{
    const auto answer = callGateway(context, options, method, params);
    if (!answer)
        return context.out.fail(answer.error());
    if (context.out.json())
        context.out.document(answer->payload.toObject());
    context.out.line(done);
    return ExitSuccess;
}

QJsonObject givenMembers(const AgentsOptions &options)
{
    QJsonObject params;
    addGiven(params, {{"name"_L1, options.name},
                      {"workspace"_L1, options.workspace},
                      {"model"_L1, options.model},
                      {"emoji"_L1, options.emoji},
                      {"avatar"_L1, options.avatar}});
    return params;
}

int add(CommandContext &context, const AgentsOptions &options)
{
    const QString done =
        u"The agent %1 is there. The gateway takes it over by itself."_s.arg(text(options.name));
    if (options.places.empty())
        return change(context, options, u"agents.create"_s, givenMembers(options), done);
    if (!options.url.empty())
        return context.out.fail({u"--bind writes into the config of this machine, --url is another gateway"_s,
                                 {},
                                 ErrorKind::Usage});
    if (const auto free = checkPlaces(context, options.places); !free)
        return context.out.fail(free.error());
    const auto answer = callGateway(context, options, u"agents.create"_s, givenMembers(options));
    if (!answer)
        return context.out.fail(answer.error());
    const QString id = answer->payload["agentId"_L1].toString();
    if (const auto bound = bindPlaces(context, id, options.places); !bound)
        return context.out.fail(
            {u"the agent %1 is there, but nothing is bound to it: %2"_s.arg(id, bound.error().message),
             bound.error().fix, bound.error().kind});
    const QStringList places = bindingsOf(context.load(), id);
    QJsonObject document = answer->payload.toObject();
    document.insert("bindings"_L1, QJsonArray::fromStringList(places));
    if (context.out.json())
        context.out.document(document);
    context.out.line(done);
    context.out.line(u"Its conversations: %1."_s.arg(places.join(", "_L1)));
    return ExitSuccess;
}

int remove(CommandContext &context, const AgentsOptions &options)
{
    return change(context, options, u"agents.delete"_s,
                  {{"agentId"_L1, text(options.id)}, {"deleteFiles"_L1, options.force}},
                  u"The agent %1 is gone."_s.arg(text(options.id)));
}

int setIdentity(CommandContext &context, const AgentsOptions &options)
{
    QJsonObject params = givenMembers(options);
    if (params.isEmpty())
        return context.out.fail({u"nothing is to be changed"_s,
                                 context.hint(u"agents set-identity main --name Ada"_s), ErrorKind::Usage});
    params.insert("agentId"_L1, text(options.id));
    return change(context, options, u"agents.update"_s, params, u"Changed."_s);
}

} // namespace

void addAgentsCommands(CLI::App &root, Action &chosen)
{
    CLI::App *agents = root.add_subcommand("agents", "The agents of the selected profile");
    agents->require_subcommand(1);
    const auto command = [&](const char *name, const char *description,
                             int (*action)(CommandContext &, const AgentsOptions &)) {
        const auto options = std::make_shared<AgentsOptions>();
        CLI::App *added = agents->add_subcommand(name, description);
        addTargetOptions(added, *options);
        onChosen(added, chosen, options, action);
        return std::pair(added, options);
    };
    const auto addIdentity = [](CLI::App *added, AgentsOptions &options) {
        added->add_option("--model", options.model, "provider/model")->type_name("MODEL");
        added->add_option("--emoji", options.emoji, "Its sign")->type_name("EMOJI");
        added->add_option("--avatar", options.avatar, "Its picture")->type_name("URL");
    };
    const auto [listing, listOptions] = command("list", "Show the agents", list);
    listing->add_flag("--bindings", listOptions->bindings, "Also which conversations are theirs");
    const auto [adding, addOptions] = command("add", "Make another agent", add);
    adding->add_option("name", addOptions->name, "How it is called")->type_name("NAME")->required();
    adding->add_option("--workspace", addOptions->workspace, "Its folder")->type_name("DIR");
    adding
        ->add_option("--bind", addOptions->places, "Give it these conversations: CHANNEL or CHANNEL:ACCOUNT")
        ->type_name("PLACE");
    adding->add_flag("--non-interactive", addOptions->asksNothing, "Asks nothing; it never does");
    addIdentity(adding, *addOptions);
    const auto [deleting, deleteOptions] = command("delete", "Take an agent away", remove);
    deleting->add_option("id", deleteOptions->id, "As agents list shows it")->type_name("AGENT")->required();
    deleting->add_flag("--force", deleteOptions->force, "Its workspace goes to the trash as well");
    const auto [naming, nameOptions] = command("set-identity", "Say who an agent is", setIdentity);
    naming->add_option("id", nameOptions->id, "As agents list shows it")->type_name("AGENT")->required();
    naming->add_option("--name", nameOptions->name, "How it is called")->type_name("NAME");
    addIdentity(naming, *nameOptions);
    addBindingCommands(*agents, chosen);
}

} // namespace wsagent
