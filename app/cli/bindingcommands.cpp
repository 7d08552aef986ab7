#include "app/cli/bindingcommands.h"

#include "app/cli/commandtree.h"
#include "app/cli/configset.h"
#include "app/cli/configuredagents.h"
#include "gateway/base/exitcodes.h"

#include <QJsonArray>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

struct BindingOptions
{
    std::string agent = {};
    std::vector<std::string> places = {};
    std::string peer = {};
    std::string guild = {};
    std::string team = {};
    bool all = false;
};

constexpr std::array peerKinds = {"dm"_L1, "group"_L1, "channel"_L1};

/// Whether two bindings are about the same conversations.
bool isSamePlace(const QJsonObject &a, const QJsonObject &b)
{
    const auto account = [](const QJsonObject &match) {
        return match["accountId"_L1].toString(u"default"_s);
    };
    return a["channel"_L1].toString().compare(b["channel"_L1].toString(), Qt::CaseInsensitive) == 0 &&
           account(a) == account(b) && a["peer"_L1].toObject() == b["peer"_L1].toObject() &&
           a["guildId"_L1].toString() == b["guildId"_L1].toString() &&
           a["teamId"_L1].toString() == b["teamId"_L1].toString();
}

Error usage(const QString &message, CommandContext &context)
{
    return {message, context.hint(u"agents bind main telegram:work"_s), ErrorKind::Usage};
}

/// "telegram" or "telegram:account", with what the options narrow it to.
Result<QJsonObject> matchOf(const QString &place, const BindingOptions &options, CommandContext &context)
{
    const qsizetype colon = place.indexOf(u':');
    const QString channel = place.left(colon).trimmed();
    const QString account = colon < 0 ? QString() : place.sliced(colon + 1).trimmed();
    if (channel.isEmpty() || (colon >= 0 && account.isEmpty()))
        return usage(u"\"%1\" is no place: it is CHANNEL or CHANNEL:ACCOUNT"_s.arg(place.left(200)), context);
    QJsonObject match{{"channel"_L1, channel.toLower()}};
    addGiven(match, {{"accountId"_L1, account.toStdString()},
                     {"guildId"_L1, options.guild},
                     {"teamId"_L1, options.team}});
    if (options.peer.empty())
        return match;
    const QString peer = text(options.peer);
    const QString kind = peer.section(u':', 0, 0);
    const QString id = peer.section(u':', 1);
    if (id.isEmpty() || std::find(peerKinds.begin(), peerKinds.end(), kind) == peerKinds.end())
        return usage(u"\"%1\" is no peer: it is dm:ID, group:ID or channel:ID"_s.arg(peer.left(200)),
                     context);
    match.insert("peer"_L1, QJsonObject{{"kind"_L1, kind}, {"id"_L1, id}});
    return match;
}

Result<QList<QJsonObject>> matchesOf(const BindingOptions &options, CommandContext &context)
{
    QList<QJsonObject> matches;
    for (const std::string &place : options.places) {
        auto match = matchOf(text(place), options, context);
        if (!match)
            return match.error();
        matches += *match;
    }
    return matches;
}

/// The config, and the agent that is meant in it.
struct Target
{
    LoadedConfig config = {};
    QJsonArray bindings = {};
    QString agentId = {};

    bool isOwn(const QJsonValue &binding) const
    {
        return binding["agentId"_L1].toString().compare(agentId, Qt::CaseInsensitive) == 0;
    }
};

Result<Target> targetOf(CommandContext &context, const BindingOptions &options)
{
    auto config = context.loadValid();
    if (!config)
        return config.error();
    Target target{.config = *std::move(config)};
    target.bindings = target.config.effective["bindings"_L1].toArray();
    if (options.agent.empty())
        return target;
    const auto agent = configuredAgent(context, target.config, text(options.agent));
    if (!agent)
        return agent.error();
    target.agentId = agent->id;
    return target;
}

QJsonObject toJson(const QJsonValue &binding)
{
    QJsonObject row = binding.toObject();
    row.insert("description"_L1, bindingText(binding));
    return row;
}

int list(CommandContext &context, const BindingOptions &options)
{
    const auto target = targetOf(context, options);
    if (!target)
        return context.out.fail(target.error());
    QJsonArray rows;
    Table table{.header = {u"AGENT"_s, u"CONVERSATIONS"_s}, .rows = {}};
    for (const QJsonValue &binding : target->bindings) {
        if (!target->agentId.isEmpty() && !target->isOwn(binding))
            continue;
        rows += toJson(binding);
        table.rows += {binding["agentId"_L1].toString(), bindingText(binding)};
    }
    if (context.out.json())
        context.out.document({{"bindings"_L1, rows}});
    if (table.rows.isEmpty())
        context.out.line(u"Nothing is bound: all conversations are those of %1."_s.arg(
            configuredAgents(context, target->config).defaultAgent().id));
    else
        context.out.print(table);
    return ExitSuccess;
}

/// What has to be written so that all of these are those of the agent; an error when one is another agent's.
Result<QList<JsonEdit>> bindingEdits(const Target &target, const QList<QJsonObject> &matches,
                                     const CommandContext &context)
{
    QJsonArray bindings = target.bindings;
    QList<JsonEdit> edits;
    for (const QJsonObject &match : matches) {
        const auto same = std::find_if(bindings.begin(), bindings.end(), [&match](const QJsonValue &binding) {
            return isSamePlace(binding["match"_L1].toObject(), match);
        });
        const QJsonObject binding{{"agentId"_L1, target.agentId}, {"match"_L1, match}};
        if (same == bindings.end()) {
            edits += JsonEdit{{{u"bindings"_s}, {{}, int(bindings.size())}}, binding};
            bindings += binding;
        } else if (!target.isOwn(*same)) {
            const QString owner = (*same)["agentId"_L1].toString();
            return Error{u"%1 is bound to %2"_s.arg(bindingText(binding), owner),
                         context.hint(u"agents unbind %1 …"_s.arg(owner)), ErrorKind::Conflict};
        }
    }
    if (!edits.isEmpty() && target.bindings.isEmpty())
        return QList<JsonEdit>{JsonEdit{{{u"bindings"_s}}, bindings}};
    return edits;
}

/// For whom, and what has to be written for that; no edits when all is so already.
struct BindingPlan
{
    QString agentId = {};
    ConfigChange change = {};
};

Result<BindingPlan> planBinding(CommandContext &context, const BindingOptions &options)
{
    const auto target = targetOf(context, options);
    if (!target)
        return target.error();
    const auto matches = matchesOf(options, context);
    if (!matches)
        return matches.error();
    const auto edits = bindingEdits(*target, *matches, context);
    if (!edits)
        return edits.error();
    return BindingPlan{.agentId = target->agentId, .change = {.edits = *edits, .base = target->config.raw}};
}

int bind(CommandContext &context, const BindingOptions &options)
{
    const auto plan = planBinding(context, options);
    if (!plan)
        return context.out.fail(plan.error());
    if (plan->change.edits.isEmpty()) {
        context.out.line(u"Nothing to do: that is bound to %1 already."_s.arg(plan->agentId));
        if (context.out.json())
            context.out.document({{"ok"_L1, true}, {"changed"_L1, false}});
        return ExitSuccess;
    }
    return applyEdits(context, plan->change);
}

int unbind(CommandContext &context, const BindingOptions &options)
{
    if (options.all == !options.places.empty())
        return context.out.fail(
            {u"either places or --all"_s, context.hint(u"agents unbind main --all"_s), ErrorKind::Usage});
    const auto target = targetOf(context, options);
    const auto matches = matchesOf(options, context);
    if (!target || !matches)
        return context.out.fail(target ? matches.error() : target.error());
    const auto isMeant = [&](const QJsonValue &binding) {
        return target->isOwn(binding) &&
               (options.all || std::any_of(matches->begin(), matches->end(), [&binding](const auto &match) {
                    return isSamePlace(binding["match"_L1].toObject(), match);
                }));
    };
    QList<JsonEdit> edits;
    for (int i = int(target->bindings.size()) - 1; i >= 0; --i) { // from the end: indexes move
        if (isMeant(target->bindings.at(i)))
            edits += JsonEdit{{{u"bindings"_s}, {{}, i}}, QJsonValue::Undefined};
    }
    if (edits.isEmpty())
        return context.out.fail({u"no such conversations are bound to %1"_s.arg(target->agentId),
                                 context.hint(u"agents bindings "_s + target->agentId), ErrorKind::NotFound});
    return applyEdits(context, {.edits = edits, .base = target->config.raw});
}

} // namespace

Result<void> checkPlaces(CommandContext &context, const std::vector<std::string> &places)
{
    const auto plan = planBinding(context, {.places = places});
    return plan ? Result<void>() : plan.error();
}

Result<void> bindPlaces(CommandContext &context, const QString &agentId,
                        const std::vector<std::string> &places)
{
    const auto plan = planBinding(context, {.agent = agentId.toStdString(), .places = places});
    if (!plan)
        return plan.error();
    if (plan->change.edits.isEmpty())
        return {};
    const auto written = writeEdits(context, plan->change);
    return written ? Result<void>() : written.error();
}

QString bindingText(const QJsonValue &binding)
{
    const QJsonValue match = binding["match"_L1];
    QString place = match["channel"_L1].toString();
    if (const QString account = match["accountId"_L1].toString(); !account.isEmpty())
        place += u':' + account;
    if (match["peer"_L1].isObject())
        place +=
            u" %1 %2"_s.arg(match["peer"_L1]["kind"_L1].toString(), match["peer"_L1]["id"_L1].toString());
    for (const auto &[key, word] : {std::pair("guildId"_L1, "guild"_L1), std::pair("teamId"_L1, "team"_L1)}) {
        if (const QString id = match[key].toString(); !id.isEmpty())
            place += u" %1 %2"_s.arg(word, id);
    }
    return place;
}

void addBindingCommands(CLI::App &agents, Action &chosen)
{
    const auto command = [&](const char *name, const char *description,
                             int (*action)(CommandContext &, const BindingOptions &)) {
        const auto options = std::make_shared<BindingOptions>();
        CLI::App *added = agents.add_subcommand(name, description);
        CLI::Option *agent =
            added->add_option("agent", options->agent, "As agents list shows it")->type_name("AGENT");
        onChosen(added, chosen, options, action);
        return std::tuple(added, options, agent);
    };
    const auto addPlaces = [](CLI::App *added, BindingOptions &options) {
        added->add_option("--peer", options.peer, "Only with this one: dm:ID, group:ID or channel:ID")
            ->type_name("PEER");
        added->add_option("--guild", options.guild, "Only of this server (Discord)")->type_name("ID");
        added->add_option("--team", options.team, "Only of this workspace (Slack)")->type_name("ID");
        return added->add_option("places", options.places, "CHANNEL or CHANNEL:ACCOUNT; * is any account")
            ->type_name("PLACE");
    };
    command("bindings", "Show which conversations are whose", list);
    const auto [binding, bindOptions, bindAgent] = command("bind", "Give conversations to an agent", bind);
    bindAgent->required();
    addPlaces(binding, *bindOptions)->required();
    const auto [freeing, freeOptions, freeAgent] =
        command("unbind", "Take conversations from an agent", unbind);
    freeAgent->required();
    addPlaces(freeing, *freeOptions);
    freeing->add_flag("--all", freeOptions->all, "All that it has");
}

} // namespace wsagent
