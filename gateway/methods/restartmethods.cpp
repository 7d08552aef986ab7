#include "gateway/methods/restartmethods.h"

#include <QJsonArray>

#include <array>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

using Kind = ParamShape::Kind;

constexpr ParamShape reasonShape{.kind = Kind::String, .most = 500};
constexpr ParamShape flag{.kind = Kind::Boolean};
constexpr std::array requestMembers = {ParamMember{"reason", &reasonShape},
                                       ParamMember{"skipDeferral", &flag}};
constexpr ParamShape requestShape{.kind = Kind::Object, .members = requestMembers, .open = true};

/// The request that asks is none of those that stand in the way.
QJsonObject preflight(const RestartServices &services)
{
    const int requests = std::max(0, services.unanswered() - 1);
    const int runs = services.working();
    QJsonArray blockers;
    QStringList summary;
    if (requests > 0) {
        blockers += QJsonObject{{"kind"_L1, u"requests"_s}, {"count"_L1, requests}};
        summary += u"%1 request(s) are being answered"_s.arg(requests);
    }
    if (runs > 0) {
        blockers += QJsonObject{{"kind"_L1, u"runs"_s}, {"count"_L1, runs}};
        summary += u"agents work in %1 session(s)"_s.arg(runs);
    }
    if (blockers.isEmpty())
        summary += u"nothing stands in the way of a restart"_s;
    return {{"safe"_L1, blockers.isEmpty()},
            {"counts"_L1, QJsonObject{{"requests"_L1, requests}, {"runs"_L1, runs}}},
            {"blockers"_L1, blockers},
            {"summary"_L1, summary.join(u", "_s)}};
}

} // namespace

void addRestartMethods(MethodTable &table, const RestartServices &services)
{
    table.add({.name = u"gateway.restart.preflight"_s,
               .scope = u"operator.read"_s,
               .run = [services](const MethodCall &, Reply reply) {
                   reply.ok(preflight(services));
               }});
    table.add({.name = u"gateway.restart.request"_s,
               .scope = u"operator.admin"_s,
               .controlPlane = true,
               .shape = &requestShape,
               .run = [services](const MethodCall &call, Reply reply) {
                   const QJsonObject looked = preflight(services);
                   const bool now = looked["safe"_L1].toBool() || call.params["skipDeferral"_L1].toBool();
                   const QString reason =
                       call.params["reason"_L1].toString(u"asked for by a client"_s).simplified();
                   reply.ok(QJsonObject{{"ok"_L1, true},
                                        {"status"_L1, now ? u"started"_s : u"deferred"_s},
                                        {"preflight"_L1, looked},
                                        {"restart"_L1, QJsonObject{{"reason"_L1, reason}}}});
                   services.restart(reason, !now, call.params);
               }});
}

} // namespace wsagent
