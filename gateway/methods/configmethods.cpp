#include "gateway/methods/configmethods.h"

#include "gateway/base/version.h"
#include "gateway/config/redaction.h"
#include "gateway/config/schemahints.h"
#include "gateway/config/schemalookup.h"

#include <QDateTime>
#include <QJsonArray>

#include <array>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// Clients know a secret that they are not shown by this word.
QJsonValue withWireMarker(const QJsonValue &value)
{
    if (value.isObject()) {
        QJsonObject object = value.toObject();
        for (auto it = object.begin(); it != object.end(); ++it)
            it.value() = withWireMarker(it.value());
        return object;
    }
    if (value.isArray()) {
        QJsonArray array = value.toArray();
        for (qsizetype i = 0; i < array.size(); ++i)
            array.replace(i, withWireMarker(array.at(i)));
        return array;
    }
    return value == QLatin1StringView(redactedText) ? QJsonValue(u"__OPENCLAW_REDACTED__"_s) : value;
}

QJsonArray issues(const QList<ConfigIssue> &list)
{
    QJsonArray array;
    for (const ConfigIssue &issue : list)
        array += QJsonObject{{"path"_L1, issue.path}, {"message"_L1, issue.message}};
    return array;
}

QJsonObject shown(const LoadedConfig &loaded, const ConfigServices &services)
{
    const auto hidden = [&services](const QJsonObject &config) {
        return withWireMarker(redacted(config, *services.schema));
    };
    const QJsonValue source = hidden(loaded.source);
    const bool hasSecrets = source != QJsonValue(loaded.source);
    QJsonArray included;
    for (const QString &file : loaded.files.mid(1))
        included += file;
    return {{"path"_L1, services.configPath},
            {"exists"_L1, loaded.exists},
            {"raw"_L1, hasSecrets || !loaded.exists ? QJsonValue() : QString::fromUtf8(loaded.raw)},
            {"parsed"_L1, source},
            {"sourceConfig"_L1, hidden(loaded.assembled)},
            {"resolved"_L1, hidden(loaded.assembled)},
            {"config"_L1, hidden(loaded.effective)},
            {"runtimeConfig"_L1, hidden(loaded.effective)},
            {"valid"_L1, loaded.isValid()},
            {"hash"_L1, loaded.hash},
            {"configRevisionHash"_L1, loaded.hash},
            {"appliedConfigHash"_L1, services.appliedHash()},
            {"issues"_L1, issues(loaded.errors)},
            {"warnings"_L1, issues(loaded.warnings)},
            {"legacyIssues"_L1, QJsonArray()},
            {"includedPaths"_L1, included}};
}

using Kind = ParamShape::Kind;

constexpr ParamShape text{.kind = Kind::String};
constexpr ParamShape someText{.kind = Kind::String, .least = 1};
constexpr ParamShape anyObject{.kind = Kind::Object, .open = true};
constexpr ParamShape delay{.kind = Kind::Integer, .least = 0, .most = 600'000};
constexpr ParamShape pathList{.kind = Kind::Array, .item = &someText, .most = 256};
constexpr ParamShape schemaPath{.kind = Kind::String, .least = 1, .most = 1024};
constexpr std::array lookupMembers = {ParamMember{"path", &schemaPath, true}};
constexpr ParamShape lookupShape{.kind = Kind::Object, .members = lookupMembers};
constexpr std::array setMembers = {ParamMember{"raw", &someText, true}, ParamMember{"baseHash", &text}};
constexpr ParamShape setShape{.kind = Kind::Object, .members = setMembers};
constexpr std::array applyMembers = {
    ParamMember{"raw", &someText, true}, ParamMember{"baseHash", &text},
    ParamMember{"sessionKey", &text},    ParamMember{"deliveryContext", &anyObject},
    ParamMember{"note", &text},          ParamMember{"restartDelayMs", &delay}};
constexpr ParamShape applyShape{.kind = Kind::Object, .members = applyMembers};
constexpr std::array patchMembers = {ParamMember{"raw", &someText, true},
                                     ParamMember{"baseHash", &text},
                                     ParamMember{"sessionKey", &text},
                                     ParamMember{"deliveryContext", &anyObject},
                                     ParamMember{"note", &text},
                                     ParamMember{"restartDelayMs", &delay},
                                     ParamMember{"replacePaths", &pathList}};
constexpr ParamShape patchShape{.kind = Kind::Object, .members = patchMembers};

ConfigRequest requestFrom(const QJsonObject &params, ConfigRequest::Kind kind)
{
    ConfigRequest request{.kind = kind,
                          .raw = params["raw"_L1].toString().toUtf8(),
                          .baseHash = params["baseHash"_L1].toString()};
    const QJsonArray replaced = params["replacePaths"_L1].toArray();
    for (const QJsonValue &path : replaced)
        request.replacePaths += path.toString();
    return request;
}

/// Without the stamp that every write leaves.
QJsonArray changedPaths(const ReloadPlan &plan)
{
    QJsonArray paths;
    for (const QString &path : plan.changedPaths) {
        if (!path.startsWith("meta."_L1))
            paths += path;
    }
    return paths;
}

QJsonObject outcome(const ConfigWriteResult &result, const ConfigServices &services)
{
    QJsonObject answer{{"ok"_L1, true},
                       {"path"_L1, services.configPath},
                       {"hash"_L1, result.after.hash},
                       {"changedPaths"_L1, changedPaths(result.plan)},
                       {"config"_L1, withWireMarker(redacted(result.after.effective, *services.schema))}};
    if (!result.changed)
        answer.insert("noop"_L1, true);
    if (!result.newWarnings.isEmpty())
        answer.insert("warnings"_L1, issues(result.newWarnings));
    if (result.plan.restartGateway)
        answer.insert("restart"_L1, QJsonObject{{"required"_L1, true}});
    return answer;
}

std::optional<std::chrono::milliseconds> restartDelay(const QJsonObject &params)
{
    if (!params.contains("restartDelayMs"_L1))
        return std::nullopt;
    return std::chrono::milliseconds(params["restartDelayMs"_L1].toInteger());
}

void change(const ConfigServices &services, const MethodCall &call, ConfigRequest::Kind kind, Reply reply)
{
    const QJsonObject &params = call.params;
    const QString reason = params["note"_L1].toString().simplified().left(200);
    const QString who = call.caller.clientId;
    services.change(requestFrom(params, kind), [services, params, reason, who,
                                                reply = std::make_shared<Reply>(std::move(reply))](
                                                   const Result<ConfigWriteResult, ConfigRefusal> &result) {
        if (!result) {
            QJsonObject details;
            if (!result.error().issues.isEmpty())
                details.insert("issues"_L1, issues(result.error().issues));
            return reply->fail(invalidRequest(result.error().message, details));
        }
        if (result->changed)
            services.log(u"written by %1%2"_s.arg(who, reason.isEmpty() ? QString() : u": "_s + reason));
        if (result->changed && result->plan.restartGateway)
            services.restartFollows(restartDelay(params), params);
        reply->ok(outcome(*result, services));
    });
}

} // namespace

void addConfigMethods(MethodTable &table, const ConfigServices &services)
{
    table.add({.name = u"config.get"_s,
               .scope = u"operator.read"_s,
               .run = [services](const MethodCall &, Reply reply) {
                   reply.ok(shown(services.load(), services));
               }});
    table.add(
        {.name = u"config.schema"_s,
         .scope = u"operator.read"_s,
         .run = [schema = services.schema](const MethodCall &, Reply reply) {
             reply.ok(QJsonObject{{"schema"_L1, schema->json()},
                                  {"uiHints"_L1, schemaHints(*schema)},
                                  {"version"_L1, QLatin1StringView(version)},
                                  {"generatedAt"_L1, QDateTime::currentDateTimeUtc().toString(Qt::ISODate)}});
         }});
    table.add({.name = u"config.schema.lookup"_s,
               .scope = u"operator.read"_s,
               .shape = &lookupShape,
               .run = [schema = services.schema](const MethodCall &call, Reply reply) {
                   if (const auto found = lookUpSchema(*schema, call.params["path"_L1].toString()))
                       reply.ok(*found);
                   else
                       reply.fail(invalidRequest(u"config schema path not found"_s));
               }});
    const auto changing = [&services](ConfigRequest::Kind kind) {
        return [services, kind](const MethodCall &call, Reply reply) {
            change(services, call, kind, std::move(reply));
        };
    };
    const QString admin = u"operator.admin"_s;
    table.add({.name = u"config.set"_s,
               .scope = admin,
               .shape = &setShape,
               .run = changing(ConfigRequest::Kind::Whole)});
    table.add({.name = u"config.apply"_s,
               .scope = admin,
               .controlPlane = true,
               .shape = &applyShape,
               .run = changing(ConfigRequest::Kind::Whole)});
    table.add({.name = u"config.patch"_s,
               .scope = admin,
               .controlPlane = true,
               .shape = &patchShape,
               .run = changing(ConfigRequest::Kind::Patch)});
}

} // namespace wsagent
