#include "gateway/methods/systemmethods.h"

#include "gateway/methods/logtail.h"
#include "gateway/methods/systeminfo.h"
#include "gateway/protocol/scopes.h"

#include <QJsonArray>

#include <array>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

using Kind = ParamShape::Kind;

constexpr ParamShape flag{.kind = Kind::Boolean};
constexpr ParamShape cursor{.kind = Kind::Integer};
constexpr ParamShape lineLimit{.kind = Kind::Integer, .least = 1, .most = 5000};
constexpr ParamShape byteLimit{.kind = Kind::Integer, .least = 1, .most = 1'000'000};

constexpr std::array healthMembers = {ParamMember{"probe", &flag}};
constexpr ParamShape healthShape{.kind = Kind::Object, .members = healthMembers, .open = true};
constexpr std::array statusMembers = {ParamMember{"includeChannelSummary", &flag},
                                      ParamMember{"includeCliProjection", &flag}};
constexpr ParamShape statusShape{.kind = Kind::Object, .members = statusMembers};
constexpr std::array updateMembers = {ParamMember{"refreshCheckout", &flag}};
constexpr ParamShape updateShape{.kind = Kind::Object, .members = updateMembers};
constexpr std::array tailMembers = {ParamMember{"cursor", &cursor}, ParamMember{"limit", &lineLimit},
                                    ParamMember{"maxBytes", &byteLimit}};
constexpr ParamShape tailShape{.kind = Kind::Object, .members = tailMembers};

ProtocolError unavailable(const Error &error)
{
    return {.code = ProtocolError::Code::Unavailable, .message = error.message};
}

void tail(const QString &file, const QJsonObject &params, Reply reply)
{
    LogTailQuery query;
    if (params.contains("cursor"_L1))
        query.cursor = params["cursor"_L1].toInteger();
    query.limit = params["limit"_L1].toInt(query.limit);
    query.maxBytes = params["maxBytes"_L1].toInteger(query.maxBytes);
    if (const auto lines = tailLog(file, query))
        reply.ok(*lines);
    else
        reply.fail(unavailable(lines.error()));
}

} // namespace

void addSystemMethods(MethodTable &table, const SystemServices &services)
{
    const QString read = u"operator.read"_s;
    table.add({.name = u"health"_s,
               .anyRole = true,
               .shape = &healthShape,
               .run = [health = services.health](const MethodCall &call, Reply reply) {
                   reply.ok(health(grants(call.caller.scopes, u"operator.read"_s)));
               }});
    table.add({.name = u"status"_s,
               .scope = read,
               .shape = &statusShape,
               .run = [status = services.status](const MethodCall &call, Reply reply) {
                   reply.ok(status(grants(call.caller.scopes, u"operator.admin"_s)));
               }});
    table.add({.name = u"system-presence"_s,
               .scope = read,
               .run = [presence = services.presence](const MethodCall &, Reply reply) {
                   reply.ok(presence());
               }});
    table.add({.name = u"gateway.identity.get"_s,
               .scope = read,
               .run = [identity = services.identity](const MethodCall &, Reply reply) {
                   reply.ok(identity());
               }});
    table.add({.name = u"system.info"_s,
               .scope = read,
               .run = [uptime = services.uptimeMs, port = services.port](const MethodCall &, Reply reply) {
                   reply.ok(systemInfo(port, uptime()));
               }});
    const QString admin = u"operator.admin"_s;
    // Packages are updated by whoever installed them: there is never anything to offer.
    table.add({.name = u"update.status"_s,
               .scope = admin,
               .shape = &updateShape,
               .run = [](const MethodCall &, Reply reply) {
                   reply.ok(QJsonObject{{"sentinel"_L1, QJsonValue()}, {"updateAvailable"_L1, QJsonValue()}});
               }});
    table.add({.name = u"logs.tail"_s,
               .scope = read,
               .shape = &tailShape,
               .run = [file = services.logFile](const MethodCall &call, Reply reply) {
                   tail(file(), call.params, std::move(reply));
               }});
}

} // namespace wsagent
