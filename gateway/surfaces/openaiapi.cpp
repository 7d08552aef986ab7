#include "gateway/surfaces/openaiapi.h"

#include "gateway/surfaces/openaianswer.h"
#include "gateway/surfaces/openairequest.h"

#include <QDateTime>
#include <QHash>
#include <QJsonArray>
#include <QUuid>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 largestBody = 20 * 1024 * 1024;
constexpr qint64 largestEmbeddingBody = 5 * 1024 * 1024;
constexpr qsizetype rememberedResponses = 1000;
constexpr qsizetype longestName = 256;

/// `x-ws-agent-<name>`, or the same under the compatible name.
QString header(const HttpRequest &request, const QByteArray &name)
{
    const QByteArray own = request.field("x-ws-agent-" + name);
    return QString::fromUtf8(own.isEmpty() ? request.field("x-openclaw-" + name) : own).trimmed();
}

HttpResponse invalid(const QString &message)
{
    return HttpResponse::error(400, "invalid_request_error"_L1, message);
}

QString newId()
{
    return QUuid::createUuid().toString(QUuid::WithoutBraces);
}

class OpenAiApi : public std::enable_shared_from_this<OpenAiApi>
{
public:
    explicit OpenAiApi(OpenAiServices services)
        : m(std::move(services))
    {}

    bool isEnabled() const { return m.chatEnabled() || m.responsesEnabled(); }
    bool chatEnabled() const { return m.chatEnabled(); }
    bool responsesEnabled() const { return m.responsesEnabled(); }

    HttpResponse models() const
    {
        QJsonArray list;
        for (const QString &id : modelIds())
            list += model(id);
        return HttpResponse::json(200, {{"object"_L1, "list"_L1}, {"data"_L1, list}});
    }

    HttpResponse modelAt(const QString &path) const
    {
        const QString id =
            path.sliced(u"/v1/models/"_s.size()).replace("%2F"_L1, "/"_L1, Qt::CaseInsensitive);
        if (!agentOfModel(id))
            return invalid(u"Invalid model id."_s);
        return modelIds().contains(id) ? HttpResponse::json(200, model(id))
                                       : HttpResponse::error(404, "not_found"_L1, u"Unknown agent."_s);
    }

    void chat(const HttpCall &call, HttpResponder responder)
    {
        const auto question = parseChatRequest(call.request.body);
        if (!question)
            return responder.send(invalid(question.error()));
        const ApiAnswerHead head = headOf(*question, u"chatcmpl_"_s);
        const auto place = placeOf(call, *question, u"openai"_s);
        if (!place)
            return responder.send(place.error());
        answer(*place, *question, head, chatFormat(head), std::move(responder));
    }

    void responses(const HttpCall &call, HttpResponder responder)
    {
        const ApiMedia media = responsesMedia(m.responses());
        const auto question = parseResponsesRequest(call.request.body, media);
        if (!question)
            return responder.send(invalid(question.error()));
        const auto place = placeOf(call, *question, u"openresponses"_s);
        if (!place)
            return responder.send(place.error());
        const auto waiting = std::make_shared<HttpResponder>(std::move(responder));
        fetchSources(
            *question, media, m.fetch,
            [self = weak_from_this(), place = *place, waiting](const Result<ApiQuestion, QString> &whole) {
                const auto api = self.lock();
                if (!whole)
                    waiting->send(invalid(whole.error()));
                else if (api && waiting->connection())
                    api->respond(place, *whole, std::move(*waiting));
            });
    }

    qint64 largestResponsesBody() const { return m.responses()["maxBodyBytes"_L1].toInteger(largestBody); }

private:
    struct Place
    {
        QString agentId = {};
        QString sessionKey = {};
        QString model = {};
        QString channel = {};
        QString caller = {};
        bool isOwner = false;
    };
    struct Earlier
    {
        QString sessionKey = {};
        QString caller = {};
    };

    QStringList modelIds() const
    {
        QStringList ids;
        for (const QString &product : {u"openclaw"_s, u"ws-agent"_s}) {
            ids += {product, product + "/default"_L1};
            const QStringList agents = m.agents();
            for (const QString &agent : agents)
                ids += product + u'/' + agent;
        }
        return ids;
    }

    static QJsonObject model(const QString &id)
    {
        return {{"id"_L1, id},
                {"object"_L1, "model"_L1},
                {"created"_L1, 0},
                {"owned_by"_L1, id.section(u'/', 0, 0)},
                {"permission"_L1, QJsonArray()}};
    }

    static ApiAnswerHead headOf(const ApiQuestion &question, const QString &prefix)
    {
        return {.id = prefix + newId(),
                .model = question.model,
                .created = QDateTime::currentSecsSinceEpoch(),
                .stream = question.stream,
                .includeUsage = question.includeUsage};
    }

    /// Nothing, and `error`, when no such agent is meant.
    std::optional<QString> agentFor(const HttpRequest &request, const ApiQuestion &question,
                                    QString &error) const
    {
        QString agent = header(request, "agent-id");
        if (agent.isEmpty())
            agent = header(request, "agent");
        if (agent.isEmpty()) {
            const auto named = agentOfModel(question.model);
            if (!named) {
                error = u"Invalid `model`. Use `ws-agent` or `ws-agent/<agentId>`."_s;
                return std::nullopt;
            }
            agent = *named;
        }
        if (agent.isEmpty())
            return m.defaultAgent();
        if (m.agents().contains(agent))
            return agent;
        error = u"Unknown agent \"%1\"."_s.arg(agent.left(longestName));
        return std::nullopt;
    }

    /// The session of the turn; nothing, and `error`, for a name that is kept for others.
    std::optional<QString> sessionFor(const HttpCall &call, const ApiQuestion &question, const QString &agent,
                                      const QString &family, QString &error) const
    {
        const QString own = u"agent:%1:"_s.arg(agent);
        if (QString key = header(call.request, "session-key"); !key.isEmpty()) {
            if (key.startsWith(own))
                key = key.sliced(own.size());
            for (const auto reserved : {"subagent:"_L1, "cron:"_L1, "acp:"_L1, "agent:"_L1}) {
                if (key.startsWith(reserved) || key.size() > longestName) {
                    error = u"The session key is reserved or too long."_s;
                    return std::nullopt;
                }
            }
            return own + key;
        }
        const auto earlier = m_responses.constFind(question.previousResponse);
        if (earlier != m_responses.constEnd() && earlier->caller == callerOf(call) &&
            earlier->sessionKey.startsWith(own))
            return earlier->sessionKey;
        if (!question.previousResponse.isEmpty()) {
            error = u"Unknown `previous_response_id`."_s;
            return std::nullopt;
        }
        const QString user = question.user.left(longestName);
        return own + (user.isEmpty() ? u"%1:%2"_s.arg(family, newId()) : u"%1-user:%2"_s.arg(family, user));
    }

    static QString callerOf(const HttpCall &call)
    {
        return call.caller.authMethod + u' ' + call.caller.deviceId;
    }

    /// Where a question is asked, or why it may not be.
    Result<Place, HttpResponse> placeOf(const HttpCall &call, const ApiQuestion &question,
                                        const QString &family) const
    {
        QString error;
        const auto agent = agentFor(call.request, question, error);
        const auto session = agent ? sessionFor(call, question, *agent, family, error) : std::nullopt;
        if (!session)
            return invalid(error);
        const QString model = header(call.request, "model");
        const auto refusal = refusalWithout(u"operator.admin"_s, call.caller); // who may do all is the owner
        if (!model.isEmpty() && refusal)
            return *refusal;
        return Place{.agentId = *agent,
                     .sessionKey = *session,
                     .model = model,
                     .channel = header(call.request, "message-channel"),
                     .caller = callerOf(call),
                     .isOwner = !refusal};
    }

    void respond(const Place &place, const ApiQuestion &question, HttpResponder responder)
    {
        const ApiAnswerHead head = headOf(question, u"resp_"_s);
        if (answer(place, question, head, responsesFormat(head), std::move(responder)))
            remember(head.id, {.sessionKey = place.sessionKey, .caller = place.caller});
    }

    bool answer(const Place &place, const ApiQuestion &question, const ApiAnswerHead &head,
                std::unique_ptr<ApiFormat> format, HttpResponder responder)
    {
        auto run = m.start({.agentId = place.agentId,
                            .sessionKey = place.sessionKey,
                            .text = question.text,
                            .images = question.images,
                            .system = question.system,
                            .model = place.model,
                            .channel = place.channel,
                            .wishes = question.wishes,
                            .isOwner = place.isOwner});
        if (!run) {
            responder.send(invalid(run.error().message));
            return false;
        }
        deliver(*std::move(run), std::move(format), head.stream, std::move(responder));
        return true;
    }

    void remember(const QString &responseId, const Earlier &earlier)
    {
        m_responses.insert(responseId, earlier);
        m_order += responseId;
        if (m_order.size() > rememberedResponses)
            m_responses.remove(m_order.takeFirst());
    }

    OpenAiServices m;
    QHash<QString, Earlier> m_responses;
    QStringList m_order; ///< oldest first
};

} // namespace

void addOpenAiApi(Router &router, HttpOperators &operators, const OpenAiServices &services)
{
    const auto api = std::make_shared<OpenAiApi>(services);
    const auto add = [&](Route route, const QString &scope, bool (OpenAiApi::*enabled)() const) {
        // What is switched off is not there, for nobody.
        route.guard = [api, enabled, known = operators.needing(scope)](const HttpRequest &head,
                                                                       const HttpPeer &peer) {
            return ((*api).*enabled)() ? known(head, peer) : HttpDenial{HttpResponse::notFound()};
        };
        router.add(std::move(route));
    };
    add({.path = u"/v1/models"_s,
         .serve =
             [api](const HttpCall &, HttpResponder responder) {
                 responder.send(api->models());
             }},
        u"operator.read"_s, &OpenAiApi::isEnabled);
    add({.path = u"/v1/models"_s,
         .match = Route::Match::Below,
         .serve =
             [api](const HttpCall &call, HttpResponder responder) {
                 responder.send(api->modelAt(call.request.path));
             }},
        u"operator.read"_s, &OpenAiApi::isEnabled);
    add({.path = u"/v1/chat/completions"_s,
         .methods = {"POST"},
         .bodyLimit = largestBody,
         .serve =
             [api](const HttpCall &call, HttpResponder responder) {
                 api->chat(call, std::move(responder));
             }},
        u"operator.write"_s, &OpenAiApi::chatEnabled);
    add({.path = u"/v1/responses"_s,
         .methods = {"POST"},
         .liveBodyLimit = [api] { return api->largestResponsesBody(); },
         .serve =
             [api](const HttpCall &call, HttpResponder responder) {
                 api->responses(call, std::move(responder));
             }},
        u"operator.write"_s, &OpenAiApi::responsesEnabled);
    add({.path = u"/v1/embeddings"_s,
         .methods = {"POST"},
         .bodyLimit = largestEmbeddingBody,
         .serve =
             [](const HttpCall &, HttpResponder responder) {
                 responder.send(HttpResponse::error(503, "service_unavailable"_L1,
                                                    u"No provider of embeddings is configured."_s));
             }},
        u"operator.write"_s, &OpenAiApi::isEnabled);
}

} // namespace wsagent
