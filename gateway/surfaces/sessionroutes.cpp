#include "gateway/surfaces/sessionroutes.h"

#include "gateway/net/httpconnection.h"

#include <QJsonDocument>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

const QString prefix = u"/sessions/"_s;
constexpr qint64 largestKill = 1024; // nothing in it is read

QByteArray eventText(const QByteArray &name, const QJsonObject &data)
{
    return "event: " + name + "\ndata: " + QJsonDocument(data).toJson(QJsonDocument::Compact) + "\n\n";
}

HttpResponse unknownSession()
{
    return HttpResponse::error(404, "not_found"_L1, u"Session not found."_s);
}

/// What stands between the prefix and the last word of the path.
QString keyIn(const QString &path, const QString &word)
{
    const QString key = path.mid(prefix.size()).chopped(word.size() + 1);
    return QString(key).replace("%2F"_L1, "/"_L1, Qt::CaseInsensitive);
}

auto endsWith(const QString &word)
{
    return [word](const QString &path) {
        return path.startsWith(prefix) && path.endsWith(u'/' + word) &&
               path.size() > prefix.size() + word.size() + 1;
    };
}

/// The session of the path, which is there; nothing else.
std::optional<SessionKey> sessionAt(SessionStore &store, const QString &name)
{
    const auto key = store.resolve(name, {});
    const auto entry = key ? store.find(*key) : Result<std::optional<SessionEntry>>(std::nullopt);
    return entry && *entry ? std::optional(*key) : std::nullopt;
}

QJsonObject historyPage(const QJsonObject &answer)
{
    const QJsonValue messages = answer["messages"_L1];
    QJsonObject page{
        {"sessionKey"_L1, answer["sessionKey"_L1]}, {"items"_L1, messages}, {"messages"_L1, messages}};
    if (answer["hasMore"_L1].isBool())
        page.insert("hasMore"_L1, answer["hasMore"_L1]);
    if (answer["nextOffset"_L1].isDouble())
        page.insert("nextCursor"_L1, QString::number(answer["nextOffset"_L1].toInteger()));
    return page;
}

/// What a client may say of the part of the history that it wants; an error for what is no number.
Result<QJsonObject, HttpResponse> wantedPart(const HttpRequest &request, const SessionKey &key)
{
    QJsonObject params{{"sessionKey"_L1, key.text()}};
    const auto take = [&](const QString &name, QLatin1StringView member) {
        const auto text = request.queryItem(name);
        bool ok = true;
        if (text)
            params.insert(member, text->toInt(&ok));
        return ok && params.value(member).toInt() >= 0; // not [], which would insert it
    };
    if (take(u"limit"_s, "limit"_L1) && take(u"offset"_s, "offset"_L1) && take(u"cursor"_s, "offset"_L1))
        return params;
    return HttpResponse::error(400, "invalid_request_error"_L1, u"limit, offset and cursor are numbers"_s);
}

/// Tells a client of each message of a session until it goes. Owns itself.
class Follower : public QObject
{
public:
    Follower(SessionStore &store, SessionKey key, HttpResponder responder)
        : m_key(std::move(key))
        , m_responder(std::move(responder))
    {
        connect(&store, &SessionStore::appended, this, &Follower::tell);
        connect(&store, &QObject::destroyed, this, &QObject::deleteLater);
        if (HttpConnection *client = m_responder.connection()) {
            connect(client, &HttpConnection::gone, this, &QObject::deleteLater);
            connect(client, &QObject::destroyed, this, &QObject::deleteLater);
            connect(client, &HttpConnection::finishing, this, &QObject::deleteLater);
        } else
            deleteLater();
    }

    void begin(const QJsonObject &history)
    {
        HttpResponse head;
        head.fields = {{"Content-Type", "text/event-stream; charset=utf-8"}, {"Cache-Control", "no-cache"}};
        m_responder.begin(head);
        m_responder.write(eventText("history", history));
    }

private:
    void tell(const SessionKey &key, const TranscriptEntry &entry)
    {
        if (key == m_key && isShown(entry.type))
            m_responder.write(eventText("message", {{"sessionKey"_L1, key.text()},
                                                    {"messageId"_L1, entry.id},
                                                    {"messageSeq"_L1, entry.seq},
                                                    {"message"_L1, messageRow(entry)}}));
    }

    SessionKey m_key;
    HttpResponder m_responder;
};

void history(const SessionRouteServices &services, const HttpCall &call, HttpResponder responder)
{
    const auto key = sessionAt(*services.store, keyIn(call.request.path, u"history"_s));
    if (!key)
        return responder.send(unknownSession());
    const auto params = wantedPart(call.request, *key);
    if (!params)
        return responder.send(params.error());
    const bool follows = call.request.hasToken("accept", "text/event-stream") && !call.request.isHead();
    const auto waiting = std::make_shared<HttpResponder>(std::move(responder));
    services.ask(u"chat.history"_s, *params,
                 [store = services.store, key = *key, follows, waiting](const Result<QJsonObject> &answer) {
                     if (!answer)
                         return waiting->send(
                             HttpResponse::error(400, "invalid_request_error"_L1, answer.error().message));
                     const QJsonObject page = historyPage(*answer);
                     if (!follows)
                         return waiting->send(
                             HttpResponse::json(200, page).with("Cache-Control", "no-store"));
                     (new Follower(*store, key, std::move(*waiting)))->begin(page);
                 });
}

/// Only who says himself what he may: the shared secret says nothing of that.
HttpGuard declaredAdministrator(HttpOperators &operators)
{
    return [&operators](const HttpRequest &head, const HttpPeer &peer) -> Result<Caller, HttpDenial> {
        auto caller = operators.identify(head, peer);
        if (!caller)
            return caller;
        if (caller->authMethod != "none"_L1 && caller->authMethod != "trusted-proxy"_L1)
            return HttpDenial{.response = scopeMissing(u"operator.admin"_s)};
        if (const auto refusal = refusalWithout(u"operator.admin"_s, *caller))
            return HttpDenial{.response = *refusal};
        return caller;
    };
}

} // namespace

void addSessionRoutes(Router &router, HttpOperators &operators, const SessionRouteServices &services)
{
    router.add({.wants = endsWith(u"history"_s),
                .guard = operators.needing(u"operator.read"_s),
                .serve = [services](const HttpCall &call, HttpResponder responder) {
                    history(services, call, std::move(responder));
                }});
    router.add(
        {.methods = {"POST"},
         .bodyLimit = largestKill,
         .wants = endsWith(u"kill"_s),
         .guard = declaredAdministrator(operators),
         .serve = [services](const HttpCall &call, HttpResponder responder) {
             const auto key = sessionAt(*services.store, keyIn(call.request.path, u"kill"_s));
             if (!key || !key->isSubagent())
                 return responder.send(unknownSession());
             responder.send(HttpResponse::json(200, {{"ok"_L1, true}, {"killed"_L1, services.stop(*key)}}));
         }});
}

} // namespace wsagent
