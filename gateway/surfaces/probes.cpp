#include "gateway/surfaces/probes.h"

#include "gateway/net/hostpolicy.h"
#include "gateway/net/httpconnection.h"

#include <QJsonArray>

#include <memory>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

using Answer = std::function<void(const ProbeFacts &, const HttpCall &, HttpResponder)>;

bool tellsMore(const ProbeFacts &facts, const HttpCall &call)
{
    return facts.operators ? facts.operators->mayKnowMore(call.request, call.peer)
                           : isLocalPeer(call.peer.address, call.request);
}

void answer(HttpResponder &responder, int status, const QJsonObject &body)
{
    responder.send(HttpResponse::json(status, body).with("Cache-Control", "no-store"));
}

void live(const ProbeFacts &facts, const HttpCall &call, HttpResponder responder)
{
    QJsonObject body{{"ok"_L1, true}, {"status"_L1, u"live"_s}};
    if (call.request.field("x-ws-agent-instance") == "1" && isLocalPeer(call.peer.address, call.request))
        body.insert("instance"_L1, facts.instance);
    answer(responder, 200, body);
}

/// To those who may know it also tells how long the event loop lets something wait that could be done now.
void ready(const ProbeFacts &facts, const HttpCall &call, HttpResponder responder)
{
    const Readiness readiness = facts.readiness();
    const bool isReady = readiness.started && readiness.failing.isEmpty();
    QJsonObject body{{"ready"_L1, isReady}};
    if (!tellsMore(facts, call))
        return answer(responder, isReady ? 200 : 503, body);
    body.insert("failing"_L1, QJsonArray::fromStringList(readiness.failing));
    body.insert("uptimeMs"_L1, facts.sinceStart.elapsed());
    QElapsedTimer waiting;
    waiting.start();
    const auto shared = std::make_shared<HttpResponder>(std::move(responder));
    QMetaObject::invokeMethod(
        shared->connection(),
        [shared, body, waiting, isReady]() mutable {
            const double delay = double(waiting.nsecsElapsed()) / 1e6;
            body.insert("eventLoop"_L1, QJsonObject{{"delayMs"_L1, delay}});
            answer(*shared, isReady ? 200 : 503, body);
        },
        Qt::QueuedConnection);
}

void startup(const ProbeFacts &facts, const HttpCall &call, HttpResponder responder)
{
    const Readiness readiness = facts.readiness();
    QJsonObject body{{"ok"_L1, readiness.started},
                     {"status"_L1, readiness.started ? u"started"_s : u"starting"_s}};
    if (tellsMore(facts, call)) {
        body.insert("version"_L1, facts.version);
        body.insert("uptimeMs"_L1, facts.sinceStart.elapsed());
        if (!readiness.pendingReason.isEmpty())
            body.insert("pendingReason"_L1, readiness.pendingReason);
    }
    answer(responder, readiness.started ? 200 : 503, body);
}

} // namespace

void addProbes(Router &router, ProbeFacts facts)
{
    const auto shared = std::make_shared<const ProbeFacts>(std::move(facts));
    const auto add = [&router, &shared](const QString &path, const Answer &probe) {
        router.add({.order = Route::Order::Probes,
                    .path = path,
                    .serve = [shared, probe](const HttpCall &call, HttpResponder responder) {
                        probe(*shared, call, std::move(responder));
                    }});
        // Nothing is below it, a page of the Control UI neither.
        router.add({.order = Route::Order::Probes,
                    .path = path + u'/',
                    .match = Route::Match::Below,
                    .isFallBack = true,
                    .serve = [](const HttpCall &, HttpResponder responder) {
                        responder.send(HttpResponse::notFound());
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
