#include "gateway/methods/secretmethods.h"

#include <QJsonArray>

#include <array>
#include <memory>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

using Kind = ParamShape::Kind;

constexpr ParamShape text{.kind = Kind::String, .least = 1, .most = 512};
constexpr ParamShape texts{.kind = Kind::Array, .item = &text, .most = 200};
constexpr ParamShape map{.kind = Kind::Object, .open = true};
constexpr std::array resolveMembers = {
    ParamMember{"commandName", &text, true},    ParamMember{"targetIds", &texts, true},
    ParamMember{"allowedPaths", &texts},        ParamMember{"forcedActivePaths", &texts},
    ParamMember{"optionalActivePaths", &texts}, ParamMember{"providerOverrides", &map}};
constexpr ParamShape resolveShape{.kind = Kind::Object, .members = resolveMembers};

ProtocolError unavailable(const Error &error)
{
    return {.code = ProtocolError::Code::Unavailable, .message = error.message};
}

QJsonArray segments(const JsonPath &path)
{
    QJsonArray list;
    for (const JsonStep &step : path)
        list += step.isIndex() ? QString::number(step.index) : step.key;
    return list;
}

/// What has come so far of a call; answered when nothing is waited for any more.
struct Collected
{
    explicit Collected(Reply to)
        : reply(std::move(to))
    {}

    Reply reply;
    QJsonArray assignments = {};
    QJsonArray diagnostics = {};
    qsizetype awaited = 0;
};

void answerAfterTheLast(Collected &collected)
{
    if (--collected.awaited > 0)
        return;
    collected.reply.ok(QJsonObject{{"ok"_L1, collected.diagnostics.isEmpty()},
                                   {"assignments"_L1, collected.assignments},
                                   {"diagnostics"_L1, collected.diagnostics},
                                   {"inactiveRefPaths"_L1, QJsonArray()}});
}

void take(Collected &collected, const SecretPlace &place, const Result<QByteArray> &secret)
{
    const QString path = toString(place.path);
    if (secret)
        collected.assignments += QJsonObject{{"path"_L1, path},
                                             {"pathSegments"_L1, segments(place.path)},
                                             {"value"_L1, QString::fromUtf8(*secret)}};
    else
        collected.diagnostics += u"%1: %2"_s.arg(path, secret.error().message);
    answerAfterTheLast(collected);
}

/// What is written in the config itself is not told: whoever may ask can read it there.
void resolve(const SecretServices &services, const MethodCall &call, Reply reply)
{
    QList<SecretPlace> wanted;
    const QJsonArray targets = call.params["targetIds"_L1].toArray();
    for (const QJsonValue &target : targets) {
        const auto places = secretPlaces(target.toString(), services.config(), *services.schema);
        if (!places)
            return reply.fail(invalidRequest(u"unknown target id \"%1\""_s.arg(target.toString())));
        wanted += *places;
    }
    if (call.params.contains("allowedPaths"_L1)) {
        const QJsonArray allowed = call.params["allowedPaths"_L1].toArray();
        wanted.removeIf(
            [&allowed](const SecretPlace &place) { return !allowed.contains(toString(place.path)); });
    }
    const auto collected = std::make_shared<Collected>(std::move(reply));
    collected->awaited = wanted.size() + 1; // no answer before all have been asked
    for (const SecretPlace &place : wanted)
        services.resolve(place.reference, [collected, place](const Result<QByteArray> &secret) {
            take(*collected, place, secret);
        });
    answerAfterTheLast(*collected);
}

} // namespace

void addSecretMethods(MethodTable &table, const SecretServices &services)
{
    table.add({.name = u"secrets.reload"_s,
               .scope = u"operator.admin"_s,
               .run = [reload = services.reload](const MethodCall &, Reply reply) {
                   const auto warnings = reload();
                   if (warnings)
                       reply.ok(QJsonObject{{"ok"_L1, true}, {"warningCount"_L1, *warnings}});
                   else
                       reply.fail(unavailable(warnings.error()));
               }});
    table.add({.name = u"secrets.resolve"_s,
               .scope = u"operator.admin"_s,
               .shape = &resolveShape,
               .run = [services](const MethodCall &call, Reply reply) {
                   resolve(services, call, std::move(reply));
               }});
}

} // namespace wsagent
