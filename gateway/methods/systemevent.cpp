#include "gateway/methods/systemevent.h"

#include <array>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

using Kind = ParamShape::Kind;

constexpr ParamShape line{.kind = Kind::String, .least = 1, .most = 10'000};
constexpr ParamShape text{.kind = Kind::String, .most = 512};
constexpr ParamShape texts{.kind = Kind::Array, .item = &text, .most = 64};
constexpr ParamShape seconds{.kind = Kind::Integer};

constexpr std::array members = {
    ParamMember{"text", &line, true},
    ParamMember{"deviceId", &text},
    ParamMember{"instanceId", &text},
    ParamMember{"host", &text},
    ParamMember{"ip", &text},
    ParamMember{"version", &text},
    ParamMember{"platform", &text},
    ParamMember{"deviceFamily", &text},
    ParamMember{"modelIdentifier", &text},
    ParamMember{"mode", &text},
    ParamMember{"lastInputSeconds", &seconds},
    ParamMember{"reason", &text},
    ParamMember{"tags", &texts},
    ParamMember{"roles", &texts},
    ParamMember{"scopes", &texts},
    ParamMember{"sessionKey", &text},
};
constexpr ParamShape shape{.kind = Kind::Object, .members = members};

PresenceEntry entryFrom(const QJsonObject &params)
{
    const auto textOf = [&params](QLatin1StringView name) {
        return params[name].toString();
    };
    const auto textsOf = [&params](QLatin1StringView name) {
        return params[name].toVariant().toStringList();
    };
    PresenceEntry entry{.host = textOf("host"_L1),
                        .ip = textOf("ip"_L1),
                        .version = textOf("version"_L1),
                        .platform = textOf("platform"_L1),
                        .deviceFamily = textOf("deviceFamily"_L1),
                        .modelIdentifier = textOf("modelIdentifier"_L1),
                        .mode = textOf("mode"_L1),
                        .reason = textOf("reason"_L1),
                        .text = textOf("text"_L1),
                        .deviceId = textOf("deviceId"_L1),
                        .instanceId = textOf("instanceId"_L1),
                        .tags = textsOf("tags"_L1),
                        .roles = textsOf("roles"_L1),
                        .scopes = textsOf("scopes"_L1)};
    if (params.contains("lastInputSeconds"_L1))
        entry.lastInputSeconds = params["lastInputSeconds"_L1].toInt();
    return entry;
}

} // namespace

void addSystemEventMethod(MethodTable &table, const SystemEventServices &services)
{
    table.add({.name = u"system-event"_s,
               .scope = u"operator.admin"_s,
               .shape = &shape,
               .run = [services](const MethodCall &call, Reply reply) {
                   services.report(entryFrom(call.params));
                   services.queue(call.params["sessionKey"_L1].toString(), call.params["text"_L1].toString());
                   reply.ok(QJsonObject{{"ok"_L1, true}});
               }});
}

} // namespace wsagent
