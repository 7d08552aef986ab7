#include "gateway/agents/skills/skillfolders.h"
#include "gateway/methods/skillmethods.h"

#include <QRegularExpression>
#include <QStandardPaths>

#include <algorithm>
#include <array>
#include <memory>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

using Kind = ParamShape::Kind;

constexpr ParamShape shortText{.kind = Kind::String, .least = 1, .most = 512};
constexpr ParamShape flag{.kind = Kind::Boolean};
constexpr ParamShape secret{.kind = Kind::String, .most = 16 * 1024};
constexpr ParamShape variables{.kind = Kind::Object, .open = true};
constexpr ParamShape milliseconds{.kind = Kind::Integer, .least = 1000, .most = 3'600'000};
constexpr std::array installMembers = {
    ParamMember{"name", &shortText},         ParamMember{"installId", &shortText},
    ParamMember{"timeoutMs", &milliseconds}, ParamMember{"agentId", &shortText},
    ParamMember{"source", &shortText},       ParamMember{"slug", &shortText},
    ParamMember{"version", &shortText},      ParamMember{"force", &flag},
    ParamMember{"uploadId", &shortText},     ParamMember{"dangerouslyForceUnsafeInstall", &flag}};
constexpr ParamShape installShape{.kind = Kind::Object, .members = installMembers};
constexpr std::array updateMembers = {ParamMember{"skillKey", &shortText}, ParamMember{"enabled", &flag},
                                      ParamMember{"apiKey", &secret},      ParamMember{"env", &variables},
                                      ParamMember{"source", &shortText},   ParamMember{"slug", &shortText},
                                      ParamMember{"all", &flag},           ParamMember{"force", &flag}};
constexpr ParamShape updateShape{.kind = Kind::Object, .members = updateMembers};

constexpr int usualPatience = 300'000; // ms

ProtocolError unavailable(const QString &message)
{
    return {.code = ProtocolError::Code::Unavailable, .message = message};
}

/// Skills are folders here; there is no registry to take them from.
ProtocolError noRegistry(const SkillServices &services)
{
    return unavailable(
        u"skills are not fetched from a registry: put a folder with a SKILL.md into %1/skills"_s.arg(
            services.stateDir));
}

QJsonObject toJson(const InstallOutcome &outcome)
{
    return {{"ok"_L1, outcome.ok},
            {"message"_L1, outcome.message},
            {"stdout"_L1, outcome.output},
            {"stderr"_L1, outcome.errors},
            {"code"_L1, outcome.code}};
}

/// The entry of a skill's `install` that has this id; an entry without one goes by its kind.
std::optional<QJsonObject> installerOf(const Skill &skill, const QString &id)
{
    for (const QJsonValue &each : skill.install) {
        if (each["id"_L1].toString(each["kind"_L1].toString()) == id)
            return each.toObject();
    }
    return std::nullopt;
}

void install(const SkillServices &services, SkillInstaller &installer, const MethodCall &call, Reply reply)
{
    if (call.params.contains("source"_L1))
        return reply.fail(noRegistry(services));
    const QString name = call.params["name"_L1].toString();
    const QString id = call.params["installId"_L1].toString();
    if (name.isEmpty() || id.isEmpty())
        return reply.fail(invalidRequest(u"name and installId are required"_s));
    const auto agent = services.agent({}, call.params["agentId"_L1].toString());
    if (!agent)
        return reply.fail(invalidRequest(agent.error().message));
    const QList<Skill> skills =
        loadSkills(skillFolders(agent->workspace, services.stateDir, services.config()));
    const auto skill =
        std::find_if(skills.begin(), skills.end(), [&name](const Skill &each) { return each.name == name; });
    if (skill == skills.end())
        return reply.fail(unavailable(u"Skill not found: %1"_s.arg(name)));
    const auto wanted = installerOf(*skill, id);
    if (!wanted)
        return reply.fail(unavailable(u"Installer not found: %1"_s.arg(id)));
    const auto command = installCommand(*wanted, services.config()["skills"_L1]["install"_L1].toObject());
    if (!command)
        return reply.fail(unavailable(command.error().message));
    if (QStandardPaths::findExecutable(command->program).isEmpty())
        return reply.ok(toJson({.message = u"%1 is not installed on this computer"_s.arg(command->program)}));
    if (installer.isBusy())
        return reply.fail(unavailable(u"something else is being installed; try again when that is over"_s));
    const auto answer = std::make_shared<Reply>(std::move(reply));
    installer.run(*command, services.environment(),
                  std::chrono::milliseconds(call.params["timeoutMs"_L1].toInt(usualPatience)),
                  [answer](const InstallOutcome &outcome) { answer->ok(toJson(outcome)); });
}

/// What `skills.entries.<key>` becomes; an empty text takes a value out.
Result<QJsonObject> entryPatch(const QJsonObject &params)
{
    static const QRegularExpression variable(u"^[A-Za-z_][A-Za-z0-9_]{0,127}$"_s);
    const auto orNothing = [](const QString &text) {
        return text.trimmed().isEmpty() ? QJsonValue() : QJsonValue(text.trimmed());
    };
    QJsonObject entry;
    if (params.contains("enabled"_L1))
        entry.insert("enabled"_L1, params["enabled"_L1]);
    if (params.contains("apiKey"_L1))
        entry.insert("apiKey"_L1, orNothing(params["apiKey"_L1].toString()));
    QJsonObject given;
    const QJsonObject env = params["env"_L1].toObject();
    for (auto it = env.begin(); it != env.end(); ++it) {
        if (!variable.match(it.key()).hasMatch() || !it->isString())
            return Error{u"env: \"%1\" is no variable with a text"_s.arg(it.key().left(100))};
        given.insert(it.key(), orNothing(it->toString()));
    }
    if (!given.isEmpty())
        entry.insert("env"_L1, given);
    return entry;
}

void update(const SkillServices &services, const MethodCall &call, Reply reply)
{
    if (call.params.contains("source"_L1))
        return reply.fail(noRegistry(services));
    const QString key = call.params["skillKey"_L1].toString();
    if (key.isEmpty())
        return reply.fail(invalidRequest(u"skillKey is required"_s));
    const auto entry = entryPatch(call.params);
    if (!entry)
        return reply.fail(invalidRequest(entry.error().message));
    const auto answer = std::make_shared<Reply>(std::move(reply));
    services.changeEntry(key, *entry, [answer, key](const Result<QJsonObject> &now) {
        if (!now)
            return answer->fail(invalidRequest(now.error().message));
        answer->ok(QJsonObject{{"ok"_L1, true}, {"skillKey"_L1, key}, {"config"_L1, *now}});
    });
}

} // namespace

void addSkillChangeMethods(MethodTable &table, const SkillServices &services)
{
    const auto installer = std::make_shared<SkillInstaller>();
    table.add({.name = u"skills.install"_s,
               .scope = u"operator.admin"_s,
               .shape = &installShape,
               .run = [services, installer](const MethodCall &call, Reply reply) {
                   install(services, *installer, call, std::move(reply));
               }});
    table.add({.name = u"skills.update"_s,
               .scope = u"operator.admin"_s,
               .shape = &updateShape,
               .run = [services](const MethodCall &call, Reply reply) {
                   update(services, call, std::move(reply));
               }});
}

} // namespace wsagent
