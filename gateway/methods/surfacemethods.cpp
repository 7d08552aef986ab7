#include "gateway/methods/surfacemethods.h"

#include <array>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

using Kind = ParamShape::Kind;

constexpr ParamShape name{.kind = Kind::String, .most = 200};
constexpr std::array refreshMembers = {ParamMember{"surface", &name}};
constexpr ParamShape refreshShape{.kind = Kind::Object, .members = refreshMembers};

void refresh(const std::function<SurfaceUrls(const Caller &)> &urls, const MethodCall &call, Reply reply)
{
    const QString surface = call.params["surface"_L1].toString();
    if (surface.isEmpty())
        return reply.fail(invalidRequest(u"surface required"_s));
    if (surface != "canvas"_L1)
        return reply.fail(invalidRequest(u"unknown surface: %1"_s.arg(surface)));
    const SurfaceUrls fresh = urls(call.caller);
    reply.ok(QJsonObject{{"surface"_L1, surface},
                         {"pluginSurfaceUrls"_L1, fresh.urls},
                         {"expiresAtMs"_L1, fresh.expiresAtMs}});
}

} // namespace

void addSurfaceMethods(MethodTable &table, const std::function<SurfaceUrls(const Caller &)> &urls)
{
    const auto run = [urls](const MethodCall &call, Reply reply) {
        refresh(urls, call, std::move(reply));
    };
    table.add({.name = u"plugin.surface.refresh"_s,
               .scope = u"operator.read"_s,
               .shape = &refreshShape,
               .run = run});
    table.add({.name = u"node.pluginSurface.refresh"_s, .shape = &refreshShape, .run = run});
}

} // namespace wsagent
