#include "app/cli/gatewayprobe.h"

#include "app/cli/commandtree.h"
#include "app/cli/gatewaycall.h"
#include "gateway/base/exitcodes.h"

#include <QElapsedTimer>
#include <QJsonArray>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

struct ProbeOptions : RpcOptions
{
    bool allProfiles = false;
};

/// One way to a gateway, and what came of it.
struct Target
{
    QString id = {}; ///< "url", "local", "profile/rescue"
    std::optional<Error> error = {};
    QJsonObject hello = {};
    bool answersCalls = false; ///< a method that needs the scope to read has answered
    qint64 latencyMs = 0;

    bool reached() const { return !error; }
    QStringList scopes() const { return hello["auth"_L1]["scopes"_L1].toVariant().toStringList(); }
    /// It may come in, and do nothing that needs a scope.
    bool isLimited() const { return reached() && !answersCalls; }
    QString instanceId() const { return hello["server"_L1]["instanceId"_L1].toString(); }
    QString profile() const { return hello["server"_L1]["profile"_L1].toString(); }
};

QString capability(const Target &target)
{
    if (!target.reached())
        return u"none"_s;
    const QStringList scopes = target.scopes();
    for (const QString &scope : {u"operator.admin"_s, u"operator.write"_s, u"operator.read"_s}) {
        if (scopes.contains(scope))
            return scope.section(u'.', 1);
    }
    return u"connect"_s;
}

Target probed(CommandContext &context, const RpcOptions &options, const QString &id)
{
    Target target{.id = id};
    QElapsedTimer clock;
    clock.start();
    const auto health = callGateway(context, options, u"health"_s, QJsonObject());
    target.latencyMs = clock.elapsed();
    if (!health) {
        target.error = health.error();
        return target;
    }
    target.hello = health->hello;
    target.answersCalls = bool(callGateway(context, options, u"system-presence"_s, QJsonObject()));
    return target;
}

/// Every profile is asked with its own config and its own secret.
QList<Target> probedProfiles(CommandContext &context, const ProbeOptions &options)
{
    QList<Target> targets;
    const Fleet fleet = context.survey({.listeners = false});
    for (const FleetMember &member : fleet.members) {
        if (member.isCustom)
            continue;
        InstanceSelection selection = canonicalSelection(member.profile, context.selection);
        selection.paths = member.paths;
        CommandContext other(selection, context.out);
        RpcOptions own;
        own.timeout = options.timeout;
        targets += probed(other, own, u"profile/"_s + member.name);
    }
    return targets;
}

QJsonObject warning(const QString &code, const QString &message, const QJsonArray &ids)
{
    return {{"code"_L1, code}, {"message"_L1, message}, {"targetIds"_L1, ids}};
}

QJsonArray warningsOf(const QList<Target> &targets, bool severalExpected)
{
    QJsonArray warnings;
    QJsonArray limited;
    QJsonArray reached;
    QStringList instances;
    for (const Target &target : targets) {
        if (target.isLimited())
            limited += target.id;
        if (!target.reached())
            continue;
        reached += target.id;
        if (!instances.contains(target.instanceId()))
            instances += target.instanceId();
    }
    if (instances.size() > 1 && !severalExpected)
        warnings += warning(u"multiple_gateways"_s, u"these are different gateways"_s, reached);
    if (!limited.isEmpty())
        warnings += warning(u"probe_scope_limited"_s, u"connected, but without the right to read"_s, limited);
    return warnings;
}

QJsonObject toJson(const Target &target)
{
    QJsonObject connect{{"ok"_L1, target.reached()},
                        {"rpcOk"_L1, target.answersCalls},
                        {"scopeLimited"_L1, target.isLimited()},
                        {"latencyMs"_L1, target.latencyMs}};
    if (target.error)
        connect.insert("error"_L1, target.error->message);
    QJsonObject json{{"id"_L1, target.id}, {"connect"_L1, connect}};
    if (!target.reached())
        return json;
    json.insert("auth"_L1, QJsonObject{{"role"_L1, target.hello["auth"_L1]["role"_L1]},
                                       {"scopes"_L1, target.hello["auth"_L1]["scopes"_L1]}});
    json.insert("self"_L1, target.hello["server"_L1]);
    return json;
}

QJsonObject report(const QList<Target> &targets, const QJsonArray &warnings)
{
    const auto first =
        std::find_if(targets.begin(), targets.end(), [](const Target &target) { return target.reached(); });
    const bool ok = first != targets.end();
    QJsonArray list;
    for (const Target &target : targets)
        list += toJson(target);
    return {{"ok"_L1, ok},
            {"degraded"_L1, std::any_of(targets.begin(), targets.end(),
                                        [](const Target &target) { return !target.answersCalls; })},
            {"capability"_L1, ok ? capability(*first) : u"none"_s},
            {"primaryTargetId"_L1, ok ? QJsonValue(first->id) : QJsonValue()},
            {"targets"_L1, list},
            {"warnings"_L1, warnings}};
}

void print(const Output &out, const QList<Target> &targets, const QJsonArray &warnings)
{
    Table table{.header = {u"TARGET"_s, u"REACHED"_s, u"PROFILE"_s, u"MAY"_s, u"TIME"_s}, .rows = {}};
    for (const Target &target : targets)
        table.rows += {target.id, target.reached() ? u"yes"_s : u"no"_s, target.profile(),
                       target.reached() ? capability(target) : QString(),
                       target.reached() ? u"%1 ms"_s.arg(target.latencyMs) : QString()};
    out.print(table);
    for (const Target &target : targets) {
        if (target.error)
            out.note(u"%1: %2"_s.arg(target.id, target.error->message));
    }
    for (const QJsonValue &each : warnings)
        out.note(u"warning: "_s + each["message"_L1].toString());
}

int probe(CommandContext &context, const ProbeOptions &options)
{
    QList<Target> targets;
    if (options.allProfiles)
        targets = probedProfiles(context, options);
    else
        targets += probed(context, options, options.url.empty() ? u"local"_s : u"url"_s);
    const QJsonArray warnings = warningsOf(targets, options.allProfiles);
    const QJsonObject result = report(targets, warnings);
    if (context.out.json())
        context.out.document(result);
    else
        print(context.out, targets, warnings);
    return result["ok"_L1].toBool() ? ExitSuccess : ExitFailure;
}

} // namespace

void addProbeCommand(CLI::App &gateway, Action &chosen)
{
    const auto options = std::make_shared<ProbeOptions>();
    CLI::App *command =
        gateway.add_subcommand("probe", "Which gateways can be reached, and what one may do there");
    addTargetOptions(command, *options);
    command->add_flag("--all-profiles", options->allProfiles, "Every profile of this host")
        ->excludes(command->get_option("--url"))
        ->excludes(command->get_option("--port"))
        ->excludes(command->get_option("--token"))
        ->excludes(command->get_option("--password"));
    onChosen(command, chosen, options, probe);
}

} // namespace wsagent
