#include "gateway/surfaces/hooks.h"

#include "gateway/agents/untrusted.h"
#include "gateway/secrets/secretcompare.h"
#include "gateway/surfaces/hooktemplate.h"

#include <QDateTime>
#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QUrlQuery>

#include <deque>
#include <memory>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 usualBody = 256 * 1024;
constexpr qint64 failureWindow = 60'000;
constexpr qsizetype mostFailures = 20;
constexpr qsizetype mostClients = 1024;
constexpr qint64 replayLifetime = 300'000;
constexpr size_t mostReplays = 1000;
constexpr qsizetype longestKey = 256;

HttpResponse failure(int status, const QString &sentence)
{
    return HttpResponse::json(status, {{"ok"_L1, false}, {"error"_L1, sentence}});
}

QString tokenOf(const HttpRequest &head)
{
    const QByteArray authorization = head.field("authorization");
    if (authorization.toLower().startsWith("bearer "))
        return QString::fromUtf8(authorization.mid(7).trimmed());
    for (const QByteArrayView name : {"x-ws-agent-token", "x-openclaw-token"}) {
        if (head.has(name))
            return QString::fromUtf8(head.field(name));
    }
    return {};
}

/// One family of webhooks of a gateway: who failed to show its token lately, and what was answered.
class Hooks
{
public:
    Hooks(QString path, HookServices services)
        : m_path(std::move(path))
        , m(std::move(services))
    {}

    std::optional<HttpResponse> guard(const HttpRequest &head, const HttpPeer &peer);
    void serve(const HttpCall &call, HttpResponder responder);

private:
    struct Replay
    {
        qint64 at = 0;
        QString runId = {};
    };

    void wake(const QJsonObject &body, HttpResponder responder);
    void agent(const QJsonObject &body, const HttpRequest &request, HttpResponder responder);
    void mapped(const QString &name, const QJsonObject &body, const HttpRequest &request,
                HttpResponder responder);
    void run(const HookTurn &turn, bool waits, const QString &replayKey, HttpResponder responder);
    std::optional<QString> objectionTo(const QJsonObject &body) const;
    QString replayKey(const QJsonObject &body, const HttpRequest &request) const;
    QString framed(const QString &text, const QString &name, bool isTrusted) const;

    QString m_path;
    HookServices m;
    QHash<QString, std::deque<qint64>> m_failures; ///< by client
    QHash<QString, Replay> m_replays;
    std::deque<QString> m_replayOrder;
};

std::optional<HttpResponse> Hooks::guard(const HttpRequest &head, const HttpPeer &peer)
{
    const QJsonObject settings = m.settings();
    const QString token = settings["token"_L1].toString();
    if (!settings["enabled"_L1].toBool() || token.isEmpty())
        return HttpResponse::notFound();
    if (head.queryItem(u"token"_s))
        return HttpResponse::text(400, "the token belongs into the header Authorization");
    const QString client = peer.address.toString();
    const qint64 now = m.clock();
    std::deque<qint64> &failures = m_failures[client];
    while (!failures.empty() && failures.front() <= now - failureWindow)
        failures.pop_front();
    if (qsizetype(failures.size()) >= mostFailures) {
        const qint64 wait = (failures.front() + failureWindow - now + 999) / 1000;
        return HttpResponse::text(429, "Too Many Requests").with("Retry-After", QByteArray::number(wait));
    }
    if (equalSecrets(tokenOf(head), token)) {
        m_failures.remove(client);
        return std::nullopt;
    }
    failures.push_back(now);
    if (m_failures.size() > mostClients)
        m_failures.clear(); // so many addresses are an attack by itself; none of them is waited for
    return HttpResponse::text(401, "Unauthorized");
}

void Hooks::serve(const HttpCall &call, HttpResponder responder)
{
    const QString name = call.request.path.mid(m_path.size() + 1);
    if (name.isEmpty())
        return responder.send(HttpResponse::notFound());
    const QJsonDocument document = QJsonDocument::fromJson(call.request.body);
    if (!document.isObject())
        return responder.send(failure(400, u"the body has to be a JSON object"_s));
    const QJsonObject body = document.object();
    if (name == "wake"_L1)
        return wake(body, std::move(responder));
    if (name == "agent"_L1)
        return agent(body, call.request, std::move(responder));
    mapped(name, body, call.request, std::move(responder));
}

void Hooks::wake(const QJsonObject &body, HttpResponder responder)
{
    const QString text = body["text"_L1].toString();
    if (text.trimmed().isEmpty())
        return responder.send(failure(400, u"text required"_s));
    const QString mode = body["mode"_L1].toString(u"now"_s);
    if (mode != "now"_L1 && mode != "next-heartbeat"_L1)
        return responder.send(failure(400, u"mode has to be now or next-heartbeat"_s));
    if (const auto wrong = objectionTo(body))
        return responder.send(failure(400, *wrong));
    const auto told = m.wake(body["agentId"_L1].toString(), body["sessionKey"_L1].toString(),
                             framed(text, u"wake"_s, false), mode == "now"_L1);
    if (!told)
        return responder.send(failure(400, told.error().message));
    responder.send(HttpResponse::json(
        200,
        {{"ok"_L1, true}, {"mode"_L1, mode}, {"eventOutcome"_L1, *told ? u"queued"_s : u"coalesced"_s}}));
}

/// Why a request may not choose its session; nothing when it may, or does not.
std::optional<QString> Hooks::objectionTo(const QJsonObject &body) const
{
    const QString key = body["sessionKey"_L1].toString();
    const QJsonObject settings = m.settings();
    if (!key.isEmpty() && !settings["allowRequestSessionKey"_L1].toBool())
        return u"sessionKey is not allowed (hooks.allowRequestSessionKey)"_s;
    const QJsonArray prefixes = settings["allowedSessionKeyPrefixes"_L1].toArray();
    const bool fits = key.isEmpty() || prefixes.isEmpty() ||
                      std::any_of(prefixes.begin(), prefixes.end(), [&key](const QJsonValue &prefix) {
                          return key.startsWith(prefix.toString());
                      });
    if (!fits)
        return u"sessionKey has none of the prefixes of hooks.allowedSessionKeyPrefixes"_s;
    const QString agent = body["agentId"_L1].toString();
    const QJsonValue agents = settings["allowedAgentIds"_L1];
    if (!agent.isEmpty() && agents.isArray() && !agents.toArray().contains(agent))
        return u"agentId is not one of hooks.allowedAgentIds"_s;
    return std::nullopt;
}

QString Hooks::replayKey(const QJsonObject &body, const HttpRequest &request) const
{
    for (const QByteArrayView name :
         {"idempotency-key", "x-ws-agent-idempotency-key", "x-openclaw-idempotency-key"}) {
        if (request.has(name))
            return QString::fromUtf8(request.field(name)).left(longestKey);
    }
    return body["idempotencyKey"_L1].toString().left(longestKey);
}

QString Hooks::framed(const QString &text, const QString &name, bool isTrusted) const
{
    return isTrusted ? text : untrustedFrame(u"webhook "_s + name, text);
}

void Hooks::agent(const QJsonObject &body, const HttpRequest &request, HttpResponder responder)
{
    const QString message = body["message"_L1].toString();
    if (message.trimmed().isEmpty())
        return responder.send(failure(400, u"message required"_s));
    if (const auto wrong = objectionTo(body))
        return responder.send(failure(400, *wrong));
    if (body["channel"_L1].isString() != body["to"_L1].isString() && body["channel"_L1] != "last"_L1)
        return responder.send(failure(400, u"channel and to belong together"_s));
    const QString name = body["name"_L1].toString(u"Hook"_s);
    const HookTurn turn{.message = framed(message, name, false),
                        .name = name,
                        .agentId = body["agentId"_L1].toString(),
                        .sessionKey =
                            body["sessionKey"_L1].toString(m.settings()["defaultSessionKey"_L1].toString()),
                        .model = body["model"_L1].toString(),
                        .thinking = body["thinking"_L1].toString(),
                        .timeoutSeconds = body["timeoutSeconds"_L1].toInt(),
                        .isFresh = body["sessionMode"_L1].toString() != "persistent"_L1,
                        .wakesMain = body["wakeMode"_L1].toString() != "next-heartbeat"_L1};
    run(turn, body["waitForCompletion"_L1].toBool(), replayKey(body, request), std::move(responder));
}

void Hooks::run(const HookTurn &turn, bool waits, const QString &key, HttpResponder responder)
{
    const qint64 now = m.clock();
    if (const auto known = m_replays.constFind(key);
        !key.isEmpty() && known != m_replays.cend() && now - known->at < replayLifetime)
        return responder.send(HttpResponse::json(200, {{"ok"_L1, true}, {"runId"_L1, known->runId}}));
    const auto waiting = std::make_shared<std::optional<HttpResponder>>();
    const auto runId = m.run(turn, [waiting](const HookOutcome &outcome) {
        if (!*waiting)
            return;
        const QString disposition = outcome.text.isEmpty() ? u"empty"_s : u"visible"_s;
        (*waiting)->send(
            HttpResponse::json(200, {{"ok"_L1, true},
                                     {"completion"_L1, QJsonObject{{"status"_L1, outcome.status},
                                                                   {"replyDisposition"_L1, disposition},
                                                                   {"text"_L1, outcome.text}}}}));
    });
    if (!runId)
        return responder.send(failure(502, runId.error().message));
    if (!key.isEmpty()) {
        m_replays.insert(key, {now, *runId});
        m_replayOrder.push_back(key);
        while (m_replayOrder.size() > mostReplays) {
            m_replays.remove(m_replayOrder.front());
            m_replayOrder.pop_front();
        }
    }
    if (waits)
        waiting->emplace(std::move(responder));
    else
        responder.send(HttpResponse::json(200, {{"ok"_L1, true}, {"runId"_L1, *runId}}));
}

/// The first mapping that fits decides what is done.
void Hooks::mapped(const QString &name, const QJsonObject &body, const HttpRequest &request,
                   HttpResponder responder)
{
    HookInput input{
        .payload = body, .path = name, .now = QDateTime::currentDateTimeUtc().toString(Qt::ISODate)};
    for (const HttpField &field : request.fields) {
        if (field.name != "authorization" && !field.name.endsWith("-token"))
            input.headers.insert(QString::fromLatin1(field.name), QString::fromUtf8(field.value));
    }
    const auto items = QUrlQuery(QString::fromLatin1(request.query)).queryItems(QUrl::FullyDecoded);
    for (const auto &[item, value] : items)
        input.query.insert(item, value);

    const QJsonArray mappings = m.settings()["mappings"_L1].toArray();
    for (const QJsonValue &mapping : mappings) {
        const QString path = mapping["match"_L1]["path"_L1].toString();
        const QString source = mapping["match"_L1]["source"_L1].toString();
        const bool fits = (!path.isEmpty() && path == name) ||
                          (!source.isEmpty() && body["source"_L1].toString() == source);
        if (!fits)
            continue;
        const bool isTrusted = mapping["allowUnsafeExternalContent"_L1].toBool();
        const QString title = filledTemplate(mapping["name"_L1].toString(name), input);
        const bool now = mapping["wakeMode"_L1].toString(u"now"_s) == "now"_L1;
        if (mapping["action"_L1].toString() == "wake"_L1) {
            const QString text = filledTemplate(mapping["textTemplate"_L1].toString(), input);
            if (text.trimmed().isEmpty())
                return responder.send(HttpResponse{.status = 204});
            const auto told = m.wake({}, {}, framed(text, title, isTrusted), now);
            return responder.send(told ? HttpResponse::json(200, {{"ok"_L1, true}})
                                       : failure(500, u"hook mapping failed"_s));
        }
        const QString message = filledTemplate(mapping["messageTemplate"_L1].toString(), input);
        if (message.trimmed().isEmpty())
            return responder.send(HttpResponse{.status = 204});
        return run({.message = framed(message, title, isTrusted),
                    .name = title,
                    .sessionKey = filledTemplate(mapping["sessionKey"_L1].toString(), input),
                    .model = mapping["model"_L1].toString(),
                    .thinking = mapping["thinking"_L1].toString(),
                    .timeoutSeconds = mapping["timeoutSeconds"_L1].toInt(),
                    .wakesMain = now},
                   false, replayKey(body, request), std::move(responder));
    }
    responder.send(HttpResponse::notFound());
}

} // namespace

void addHooks(Router &router, const QString &path, const HookServices &services)
{
    const auto hooks = std::make_shared<Hooks>(path, services);
    const qint64 limit = services.settings()["maxBodyBytes"_L1].toInteger(usualBody);
    const auto guard = [hooks](const HttpRequest &head, const HttpPeer &peer) -> Result<Caller, HttpDenial> {
        if (const auto refusal = hooks->guard(head, peer))
            return HttpDenial{.response = *refusal};
        return Caller{.clientId = u"webhook"_s, .address = peer.address.toString()};
    };
    router.add({.order = Route::Order::Hooks,
                .path = path,
                .match = Route::Match::Below,
                .methods = {"POST"},
                .bodyLimit = limit,
                .guard = guard,
                .serve = [hooks](const HttpCall &call, HttpResponder responder) {
                    hooks->serve(call, std::move(responder));
                }});
}

} // namespace wsagent
