#include "gateway/surfaces/probes.h"

#include "gateway/net/hostpolicy.h"

#include <QJsonArray>

#include <memory>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

using Answer = std::function<HttpResponse(const ProbeFacts &, const HttpCall &)>;

HttpResponse live(const ProbeFacts &facts, const HttpCall &call)
{
    QJsonObject body{{"ok"_L1, true}, {"status"_L1, u"live"_s}};
    if (call.request.field("x-ws-agent-instance") == "1" && isLocalPeer(call.peer.address, call.request))
        body.insert("instance"_L1, facts.instance);
    return HttpResponse::json(200, body);
}

HttpResponse ready(const ProbeFacts &facts, const HttpCall &call)
{
    const Readiness readiness = facts.readiness();
    const bool isReady = readiness.started && readiness.failing.isEmpty();
    QJsonObject body{{"ready"_L1, isReady}};
    if (isLocalPeer(call.peer.address, call.request)) {
        body.insert("failing"_L1, QJsonArray::fromStringList(readiness.failing));
        body.insert("uptimeMs"_L1, facts.sinceStart.elapsed());
    }
    return HttpResponse::json(isReady ? 200 : 503, body);
}

HttpResponse startup(const ProbeFacts &facts, const HttpCall &call)
{
    const Readiness readiness = facts.readiness();
    QJsonObject body{{"ok"_L1, readiness.started},
                     {"status"_L1, readiness.started ? u"started"_s : u"starting"_s}};
    if (isLocalPeer(call.peer.address, call.request)) {
        body.insert("version"_L1, facts.version);
        body.insert("uptimeMs"_L1, facts.sinceStart.elapsed());
        if (!readiness.pendingReason.isEmpty())
            body.insert("pendingReason"_L1, readiness.pendingReason);
    }
    return HttpResponse::json(readiness.started ? 200 : 503, body);
}

} // namespace

void addProbes(Router &router, ProbeFacts facts)
{
    const auto shared = std::make_shared<const ProbeFacts>(std::move(facts));
    const auto add = [&router, &shared](const QString &path, const Answer &answer) {
        router.add({.order = Route::Order::Probes,
                    .path = path,
                    .serve = [shared, answer](const HttpCall &call, HttpResponder responder) {
                        responder.send(answer(*shared, call).with("Cache-Control", "no-store"));
                    }});
    };
    for (const auto &path : {u"/health"_s, u"/healthz"_s})
        add(path, live);
    for (const auto &path : {u"/ready"_s, u"/readyz"_s})
        add(path, ready);
    for (const auto &path : {u"/startup"_s, u"/startupz"_s})
        add(path, startup);
}

} // namespace wsagent
