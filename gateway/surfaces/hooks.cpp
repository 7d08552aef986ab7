#include "gateway/surfaces/hooks.h"

#include "gateway/agents/untrusted.h"
#include "gateway/surfaces/hookguard.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QMessageAuthenticationCode>
#include <QUrlQuery>
#include <QUuid>

#include <map>
#include <memory>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 usualBody = 256 * 1024;
constexpr qsizetype longestKey = 256;

HttpResponse failure(int status, const QString &sentence)
{
    return HttpResponse::json(status, {{"ok"_L1, false}, {"error"_L1, sentence}});
}

QString newId()
{
    return QUuid::createUuid().toString(QUuid::WithoutBraces);
}

/// What the client calls its request, so that sending it again does nothing twice.
QString idempotencyKey(const QJsonValue &payload, const HttpRequest &request)
{
    for (const QByteArrayView name :
         {"idempotency-key", "x-ws-agent-idempotency-key", "x-openclaw-idempotency-key"}) {
        if (const QByteArray value = request.field(name).trimmed(); !value.isEmpty())
            return QString::fromUtf8(value);
    }
    return payload["idempotencyKey"_L1].toString().trimmed();
}

HookInput inputOf(const QString &name, const QJsonValue &payload, const HttpRequest &request)
{
    HookInput input{
        .payload = payload, .path = name, .now = QDateTime::currentDateTimeUtc().toString(Qt::ISODate)};
    for (const HttpField &field : request.fields) {
        if (field.name != "authorization" && !field.name.endsWith("-token"))
            input.headers.insert(QString::fromLatin1(field.name), QString::fromUtf8(field.value));
    }
    const auto items = QUrlQuery(QString::fromLatin1(request.query)).queryItems(QUrl::FullyDecoded);
    for (const auto &[item, value] : items)
        input.query.insert(item, value);
    return input;
}

HttpResponse completed(const QString &runId, const HookOutcome &outcome)
{
    QJsonObject completion{{"status"_L1, outcome.status},
                           {"replyDisposition"_L1, outcome.replyDisposition},
                           {"delivered"_L1, false},
                           {"deliveryAttempted"_L1, false}}; // there are no channels yet
    if (outcome.replyDisposition != "visible"_L1)
        completion.insert("deliverySuppressionReason"_L1, outcome.replyDisposition);
    return HttpResponse::json(200, {{"ok"_L1, true}, {"runId"_L1, runId}, {"completion"_L1, completion}});
}

/// The webhooks of a gateway.
class Hooks : public std::enable_shared_from_this<Hooks>
{
public:
    explicit Hooks(HookServices services)
        : m(std::move(services))
    {}

    bool isBelow(const QString &requested) const;
    qint64 bodyLimit() const { return m.settings()["maxBodyBytes"_L1].toInteger(usualBody); }
    std::optional<HttpResponse> refusal(const HttpRequest &head, const HttpPeer &peer);
    void serve(const HttpCall &call, HttpResponder responder);

private:
    QString path() const;

    /// What is done, and where.
    struct Planned
    {
        HookAction action = {};
        SessionKey key = {};
    };

    QString framed(const HookAction &action) const;
    Result<Planned, QString> planned(const HookAction &action) const;
    HttpResponse wake(const QList<Planned> &actions) const;
    void runOne(const Planned &planned, const QString &path, const QString &idempotencyKey, bool waits,
                HttpResponder responder);
    HttpResponse runAll(const QList<Planned> &actions, const QString &path, const QString &idempotencyKey);
    HttpResponse mapped(const HookInput &input, const QString &idempotencyKey);
    QByteArray replayKey(const HookAction &action, const QString &path, const QString &idempotencyKey) const;
    Result<HookReplays::Run> begin(const Planned &planned, const QByteArray &replayKey);
    void ended(const QString &runId, const QByteArray &replayKey, const HookOutcome &outcome);

    HookServices m;
    const QByteArray m_frameSecret = newId().toLatin1();
    HookGuard m_guard;
    HookReplays m_replays;
    std::multimap<QString, HttpResponder> m_waiting; ///< by run
};

QString Hooks::path() const
{
    QString path = m.settings()["path"_L1].toString(u"/hooks"_s);
    while (path.endsWith(u'/'))
        path.chop(1);
    return path;
}

bool Hooks::isBelow(const QString &requested) const
{
    const QString base = path();
    return requested == base || requested.startsWith(base + u'/');
}

std::optional<HttpResponse> Hooks::refusal(const HttpRequest &head, const HttpPeer &peer)
{
    const QJsonObject settings = m.settings();
    const QString token = settings["token"_L1].toString();
    if (!settings["enabled"_L1].toBool() || token.isEmpty())
        return HttpResponse::notFound();
    return m_guard.refusal(head, peer, token, m.clock());
}

void Hooks::serve(const HttpCall &call, HttpResponder responder)
{
    const QString name = call.request.path.mid(path().size() + 1);
    if (name.isEmpty())
        return responder.send(HttpResponse::notFound());
    const auto payload = hookPayload(call.request.body);
    if (!payload)
        return responder.send(failure(400, payload.error()));
    const QString key = idempotencyKey(*payload, call.request);
    if (key.size() > longestKey)
        return responder.send(
            failure(400, u"the idempotency key has more than %1 characters"_s.arg(longestKey)));
    if (name != "wake"_L1 && name != "agent"_L1)
        return responder.send(mapped(inputOf(name, *payload, call.request), key));

    const auto action = name == "wake"_L1 ? wakeAction(*payload) : agentAction(*payload);
    if (!action)
        return responder.send(failure(400, action.error()));
    const auto plan = planned(*action);
    if (!plan)
        return responder.send(failure(400, plan.error()));
    if (action->kind == HookAction::Kind::Wake)
        return responder.send(wake({*plan}));
    runOne(*plan, name, key, (*payload)["waitForCompletion"_L1].toBool(), std::move(responder));
}

/// The frame of a text cannot be guessed, but is the same the next time: a line that is told already is known
/// by it.
QString Hooks::framed(const HookAction &action) const
{
    if (action.isTrusted)
        return action.text;
    const QByteArray mark =
        QMessageAuthenticationCode::hash(action.text.toUtf8(), m_frameSecret, QCryptographicHash::Sha256);
    return untrustedFrame(u"webhook "_s + action.name, action.text,
                          QString::fromLatin1(mark.toHex().first(32)));
}

/// Everything that can be wrong with it is found before anything is done.
Result<Hooks::Planned, QString> Hooks::planned(const HookAction &action) const
{
    const QJsonObject settings = m.settings();
    QString name = action.sessionKey;
    if (action.kind == HookAction::Kind::Agent && name.isEmpty())
        name = settings["defaultSessionKey"_L1].toString();
    if (action.kind == HookAction::Kind::Agent && name.isEmpty())
        name = u"hook:"_s + newId();
    const auto key = m.session(name, action.agentId);
    if (!key)
        return key.error().message;
    if (const auto wrong = objectionTo(action, *key, settings))
        return *wrong;
    return Planned{.action = action, .key = *key};
}

HttpResponse Hooks::wake(const QList<Planned> &actions) const
{
    bool isNew = false;
    for (const Planned &each : actions)
        isNew = m.wake(each.key, framed(each.action), each.action.now) || isNew;
    return HttpResponse::json(200, {{"ok"_L1, true},
                                    {"mode"_L1, actions.first().action.now ? u"now"_s : u"next-heartbeat"_s},
                                    {"eventOutcome"_L1, isNew ? u"queued"_s : u"coalesced"_s}});
}

void Hooks::runOne(const Planned &planned, const QString &path, const QString &idempotencyKey, bool waits,
                   HttpResponder responder)
{
    const auto run = begin(planned, replayKey(planned.action, path, idempotencyKey));
    if (!run)
        return responder.send(failure(502, run.error().message));
    if (!waits)
        responder.send(HttpResponse::json(200, {{"ok"_L1, true}, {"runId"_L1, run->runId}}));
    else if (run->outcome)
        responder.send(completed(run->runId, *run->outcome));
    else
        m_waiting.emplace(run->runId, std::move(responder));
}

HttpResponse Hooks::runAll(const QList<Planned> &actions, const QString &path, const QString &idempotencyKey)
{
    QJsonArray runIds;
    for (const Planned &each : actions) {
        const auto run = begin(each, replayKey(each.action, path, idempotencyKey));
        if (!run)
            return HttpResponse::json(
                502, {{"ok"_L1, false}, {"error"_L1, run.error().message}, {"runIds"_L1, runIds}});
        runIds += run->runId;
    }
    QJsonObject answer{{"ok"_L1, true}, {"runId"_L1, runIds.first()}};
    if (runIds.size() > 1) {
        answer.insert("runIds"_L1, runIds);
        answer.insert("dispatched"_L1, runIds.size());
    }
    return HttpResponse::json(200, answer);
}

HttpResponse Hooks::mapped(const HookInput &input, const QString &idempotencyKey)
{
    const auto actions = mappedActions(m.settings()["mappings"_L1].toArray(), input);
    if (!actions)
        return HttpResponse::notFound();
    if (actions->isEmpty())
        return {.status = 204};
    QList<Planned> plan;
    for (const HookAction &action : *actions) {
        const auto one = planned(action);
        if (!one)
            return failure(400, one.error());
        plan += *one;
    }
    const bool isWake = actions->first().kind == HookAction::Kind::Wake;
    return isWake ? wake(plan) : runAll(plan, input.path, idempotencyKey);
}

/// Empty without an idempotency key: then nothing is a repetition.
QByteArray Hooks::replayKey(const HookAction &action, const QString &path,
                            const QString &idempotencyKey) const
{
    if (idempotencyKey.isEmpty())
        return {};
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const QString &part : {m.settings()["token"_L1].toString(), path, idempotencyKey}) {
        hash.addData(part.toUtf8());
        hash.addData("\0"_ba);
    }
    hash.addData(fingerprint(action));
    return hash.result();
}

/// Begins the run, unless the request has done so before.
Result<HookReplays::Run> Hooks::begin(const Planned &planned, const QByteArray &replayKey)
{
    if (const auto known = m_replays.find(replayKey, m.clock()))
        return *known;
    const HookTurn turn{
        .key = planned.key, .runId = newId(), .message = framed(planned.action), .action = planned.action};
    const auto begun =
        m.run(turn, [self = weak_from_this(), runId = turn.runId, replayKey](const HookOutcome &outcome) {
            if (const auto hooks = self.lock())
                hooks->ended(runId, replayKey, outcome);
        });
    if (!begun)
        return begun.error();
    if (!replayKey.isEmpty())
        m_replays.begun(replayKey, turn.runId);
    return HookReplays::Run{.runId = turn.runId};
}

void Hooks::ended(const QString &runId, const QByteArray &replayKey, const HookOutcome &outcome)
{
    m_replays.ended(replayKey, outcome, m.clock());
    const auto [first, last] = m_waiting.equal_range(runId);
    for (auto waiting = first; waiting != last; ++waiting)
        waiting->second.send(completed(runId, outcome));
    m_waiting.erase(first, last);
}

} // namespace

void addHooks(Router &router, const HookServices &services)
{
    const auto hooks = std::make_shared<Hooks>(services);
    const auto guard = [hooks](const HttpRequest &head, const HttpPeer &peer) -> Result<Caller, HttpDenial> {
        if (const auto refusal = hooks->refusal(head, peer))
            return HttpDenial{.response = *refusal};
        return Caller{.clientId = u"webhook"_s, .address = peer.address.toString()};
    };
    router.add({.order = Route::Order::Hooks,
                .methods = {"POST"},
                .wants = [hooks](const QString &path) { return hooks->isBelow(path); },
                .liveBodyLimit = [hooks] { return hooks->bodyLimit(); },
                .guard = guard,
                .serve =
                    [hooks](const HttpCall &call, HttpResponder responder) {
                        hooks->serve(call, std::move(responder));
                    }});
}

} // namespace wsagent
