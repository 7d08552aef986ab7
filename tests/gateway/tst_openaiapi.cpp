#include "gateway/net/httpgate.h"
#include "gateway/net/httpserver.h"
#include "gateway/surfaces/openaiapi.h"
#include "gateway/surfaces/openairequest.h"
#include "tests/support/rawclient.h"
#include "tests/support/testprogram.h"

#include <QJsonDocument>
#include <QPointer>
#include <QTest>
#include <QTimer>

using namespace wsagent;
using namespace Qt::StringLiterals;
using test::RawClient;

namespace {

/// Whoever shows "t0ken" may do everything.
class Operators : public HttpOperators
{
public:
    Result<Caller, HttpDenial> identify(const HttpRequest &head, const HttpPeer &) override
    {
        if (bearerOf(head) != u"t0ken"_s)
            return HttpDenial{.response = unauthorized()};
        return Caller{.role = u"operator"_s, .scopes = {u"operator.admin"_s}, .authMethod = u"token"_s};
    }
};

/// A turn that the test ends.
class Run : public ApiRun
{
public:
    void say(const QStringList &pieces, ApiOutcome outcome = {})
    {
        for (const QString &piece : pieces)
            emit textDelta(piece);
        outcome.text = pieces.join(QString());
        emit finished(outcome);
    }
};

QByteArray post(const QByteArray &path, const QByteArray &body, const QByteArray &fields = {})
{
    QByteArray text = body;
    text.replace('\'', '"');
    return "POST " + path +
           " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer t0ken\r\nConnection: close\r\n" + fields +
           "Content-Length: " + QByteArray::number(text.size()) + "\r\n\r\n" + text;
}

QByteArray get(const QByteArray &path, const QByteArray &token = "t0ken")
{
    return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token +
           "\r\nConnection: close\r\n\r\n";
}

QJsonObject bodyOf(const QByteArray &answer)
{
    return QJsonDocument::fromJson(answer.mid(answer.indexOf("\r\n\r\n") + 4)).object();
}

/// The `data:` of a streamed answer, and what came with it.
QList<QByteArray> dataLines(const QByteArray &answer)
{
    QList<QByteArray> result;
    for (const QByteArray &line : answer.split('\n')) {
        if (line.startsWith("data: "))
            result += line.sliced(6);
    }
    return result;
}

QJsonObject object(const QByteArray &text)
{
    return QJsonDocument::fromJson(text).object();
}

} // namespace

/// `/v1/…`, over real sockets, with agents that the test plays.
class TestOpenAiApi : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_enabled = true;
        m_turns.clear();
        m_gate = std::make_unique<HttpGate>();
        m_server = std::make_unique<HttpServer>(*m_gate);
        QVERIFY(m_server->listen({QHostAddress(QHostAddress::LocalHost)}, 0));
        addOpenAiApi(m_gate->router(), m_operators,
                     {.chatEnabled = [this] { return m_enabled; },
                      .responsesEnabled = [this] { return m_enabled; },
                      .agents =
                          [] {
                              return QStringList{u"main"_s, u"coder"_s};
                          },
                      .defaultAgent = [] { return u"main"_s; },
                      .start = [this](const ApiTurn &turn) -> Result<std::unique_ptr<ApiRun>> {
                          m_turns += turn;
                          auto run = std::make_unique<Run>();
                          m_run = run.get();
                          return std::unique_ptr<ApiRun>(std::move(run));
                      }});
    }
    void cleanup()
    {
        m_server.reset();
        m_gate.reset();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete); // answers that were under way
    }

    void listsAgents()
    {
        const QJsonObject list = bodyOf(whole(get("/v1/models")));
        QCOMPARE(list["object"_L1].toString(), u"list"_s);
        QStringList ids;
        for (const QJsonValue row : list["data"_L1].toArray())
            ids += row["id"_L1].toString();
        QVERIFY(ids.contains(u"openclaw/default"_s));
        QVERIFY(ids.contains(u"ws-agent/coder"_s));
        QCOMPARE(bodyOf(whole(get("/v1/models/openclaw%2Fcoder")))["id"_L1].toString(), u"openclaw/coder"_s);
    }

    void answers_data()
    {
        QTest::addColumn<QByteArray>("sent");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("contains");
        const auto row = [](const char *name, const QByteArray &sent, int status, const char *contains) {
            QTest::newRow(name) << sent << status << QByteArray(contains);
        };
        const QByteArray user = "'messages':[{'role':'user','content':'hi'}]";
        row("no credential", get("/v1/models", "x"), 401, "\"type\":\"unauthorized\"");
        row("another method", get("/v1/chat/completions"), 405, "Allow: POST");
        row("a model of nobody", get("/v1/models/gpt-5"), 400, "Invalid model id.");
        row("an agent that is none", get("/v1/models/openclaw%2Fx"), 404, "Unknown agent.");
        row("no JSON", post("/v1/chat/completions", "{"), 400, "invalid_request_error");
        row("a provider's model", post("/v1/chat/completions", "{'model':'gpt-5'," + user + "}"), 400,
            "Invalid `model`.");
        row("no user",
            post("/v1/chat/completions", "{'model':'ws-agent','messages':[{'role':'system','content':'x'}]}"),
            400, "Missing user message in `messages`.");
        row("an agent in a header",
            post("/v1/chat/completions", "{'model':'x'," + user + "}", "X-OpenClaw-Agent: y\r\n"), 400,
            "Unknown agent");
        row("a reserved session",
            post("/v1/chat/completions", "{'model':'ws-agent'," + user + "}",
                 "X-Ws-Agent-Session-Key: cron:x\r\n"),
            400, "reserved");
        row("too warm", post("/v1/chat/completions", "{'model':'ws-agent','temperature':3," + user + "}"),
            400, "temperature");
        row("an image to be fetched",
            post("/v1/chat/completions",
                 "{'model':'ws-agent','messages':[{'role':'user','content':[{'type':'image_url',"
                 "'image_url':{'url':'http://127.0.0.1/x.png'}}]}]}"),
            400, "addresses are not fetched");
        row("an answer of nobody",
            post("/v1/responses", "{'model':'ws-agent','input':'hi','previous_response_id':'resp_x'}"), 400,
            "Unknown `previous_response_id`.");
        row("embeddings", post("/v1/embeddings", "{'model':'ws-agent','input':'x'}"), 503,
            "service_unavailable");
    }
    void answers()
    {
        QFETCH(QByteArray, sent);
        QFETCH(int, status);
        QFETCH(QByteArray, contains);
        const QByteArray answer = whole(sent);

        QCOMPARE(answer.mid(9, 3).toInt(), status);
        QVERIFY2(answer.contains(contains), answer.constData());
        QVERIFY(m_turns.isEmpty());
    }

    void isNotThereWhenSwitchedOff()
    {
        m_enabled = false;

        QCOMPARE(whole(get("/v1/models")).mid(9, 3), "404");
        QCOMPARE(whole(get("/v1/models", "x")).mid(9, 3), "404");
        QCOMPARE(whole(post("/v1/responses", "{}")).mid(9, 3), "404");
    }

    void understandsAConversation()
    {
        begin(
            post("/v1/chat/completions",
                 "{'model':'openclaw:coder','user':'me','messages':[{'role':'system','content':'Be brief.'},"
                 "{'role':'user','content':'one'},{'role':'assistant','content':'two'},"
                 "{'role':'user','content':[{'type':'text','text':'three'},"
                 "{'type':'image_url','image_url':{'url':'data:image/png;base64,QUJD'}}]}]}",
                 "X-OpenClaw-Model: mine/big\r\n"));

        QCOMPARE(m_turns.size(), 1);
        const ApiTurn &turn = m_turns.first();
        QCOMPARE(turn.agentId, u"coder"_s);
        QCOMPARE(turn.sessionKey, u"agent:coder:openai-user:me"_s);
        QCOMPARE(turn.text, u"three"_s);
        QCOMPARE(turn.images.first()["data"_L1].toString(), u"QUJD"_s);
        QCOMPARE(turn.model, u"mine/big"_s);
        QVERIFY(turn.system.startsWith(u"Be brief.\n\n"));
        QVERIFY(turn.system.endsWith(u"user: one\nassistant: two"));
    }

    void everyTurnHasASessionOfItsOwn()
    {
        const QByteArray asked =
            post("/v1/chat/completions", "{'model':'ws-agent','messages':[{'role':'user','content':'x'}]}");
        begin(asked);
        begin(asked);

        QVERIFY(m_turns[0].sessionKey.startsWith(u"agent:main:openai:"));
        QVERIFY(m_turns[0].sessionKey != m_turns[1].sessionKey);
    }

    void completes()
    {
        const auto client = begin(
            post("/v1/chat/completions", "{'model':'ws-agent','messages':[{'role':'user','content':'x'}]}"));
        m_run->say({u"Grü"_s, u"ße"_s}, {.usage = {.input = 7, .output = 2}});

        const QJsonObject answer = bodyOf(client->readAll());
        QCOMPARE(answer["object"_L1].toString(), u"chat.completion"_s);
        QCOMPARE(answer["model"_L1].toString(), u"ws-agent"_s);
        QCOMPARE(answer["choices"_L1][0]["message"_L1]["content"_L1].toString(), u"Grüße"_s);
        QCOMPARE(answer["choices"_L1][0]["finish_reason"_L1].toString(), u"stop"_s);
        QCOMPARE(answer["usage"_L1]["total_tokens"_L1].toInt(), 9);
    }

    void streams()
    {
        const auto client =
            begin(post("/v1/chat/completions",
                       "{'model':'ws-agent','stream':true,'stream_options':{'include_usage':true},"
                       "'messages':[{'role':'user','content':'x'}]}"));
        m_run->say({u"a"_s, u"b"_s}, {.isCut = true, .usage = {.input = 7, .output = 2}});
        const QList<QByteArray> data = dataLines(client->readAll());

        QCOMPARE(data.size(), 6);
        QCOMPARE(object(data[0])["choices"_L1][0]["delta"_L1]["role"_L1].toString(), u"assistant"_s);
        QVERIFY(object(data[0])["choices"_L1][0]["finish_reason"_L1].isNull());
        QCOMPARE(object(data[2])["choices"_L1][0]["delta"_L1]["content"_L1].toString(), u"b"_s);
        QCOMPARE(object(data[3])["choices"_L1][0]["finish_reason"_L1].toString(), u"length"_s);
        QCOMPARE(object(data[4])["usage"_L1]["prompt_tokens"_L1].toInt(), 7);
        QCOMPARE(data[5], "[DONE]");
    }

    void respondsInAStream()
    {
        const auto client = begin(post(
            "/v1/responses", "{'model':'ws-agent','stream':true,'input':'x','instructions':'Be brief.'}"));
        QCOMPARE(m_turns.first().system, u"Be brief."_s);
        m_run->say({u"a"_s, u"b"_s}, {.usage = {.input = 7, .output = 2}});
        const QList<QByteArray> data = dataLines(client->readAll());
        QStringList types;
        for (const QByteArray &each : data)
            types += object(each)["type"_L1].toString();

        QCOMPARE(
            types.join(u' '),
            u"response.created response.in_progress response.output_item.added response.content_part.added "
            "response.output_text.delta response.output_text.delta response.output_text.done "
            "response.content_part.done response.output_item.done response.completed "_s);
        const QJsonValue done = object(data[9])["response"_L1];
        QCOMPARE(done["status"_L1].toString(), u"completed"_s);
        QCOMPARE(done["output"_L1][0]["content"_L1][0]["text"_L1].toString(), u"ab"_s);
        QCOMPARE(done["usage"_L1]["total_tokens"_L1].toInt(), 9);
        QCOMPARE(object(data[0])["response"_L1]["id"_L1], done["id"_L1]);
    }

    void aResponseIsGoneOnWith()
    {
        const auto client = begin(post("/v1/responses", "{'model':'ws-agent','input':'x'}"));
        m_run->say({u"a"_s});
        const QByteArray id = bodyOf(client->readAll())["id"_L1].toString().toLatin1();
        begin(post("/v1/responses", "{'model':'ws-agent','input':'y','previous_response_id':'" + id + "'}"));

        QCOMPARE(m_turns.size(), 2);
        QCOMPARE(m_turns[1].sessionKey, m_turns[0].sessionKey);
        QVERIFY(m_turns[0].sessionKey.startsWith(u"agent:main:openresponses:"));
    }

    void fails_data()
    {
        QTest::addColumn<bool>("stream");
        QTest::addColumn<QStringList>("said");
        QTest::addColumn<int>("status");

        QTest::newRow("whole") << false << QStringList{u"half"_s} << 502;
        QTest::newRow("before the stream") << true << QStringList{} << 502;
        QTest::newRow("in the stream") << true << QStringList{u"half"_s} << 200;
    }
    void fails()
    {
        QFETCH(bool, stream);
        QFETCH(QStringList, said);
        QFETCH(int, status);
        const QByteArray how = stream ? "true" : "false";
        const auto client =
            begin(post("/v1/chat/completions", "{'model':'ws-agent','stream':" + how +
                                                   ",'messages':[{'role':'user','content':'x'}]}"));
        m_run->say(said, {.error = u"no model answered"_s});
        const QByteArray answer = client->readAll();

        QCOMPARE(answer.mid(9, 3).toInt(), status);
        QVERIFY(answer.contains("\"message\":\"no model answered\""));
        QCOMPARE(answer.contains("data: [DONE]"), status == 200);
    }

    void whoGoesEndsTheRun()
    {
        const auto client =
            begin(post("/v1/chat/completions",
                       "{'model':'ws-agent','stream':true,'messages':[{'role':'user','content':'x'}]}"));
        QVERIFY(m_run);

        client->abort();
        QTRY_VERIFY(!m_run);
    }

private:
    QByteArray whole(const QByteArray &sent)
    {
        RawClient client(m_server->port());
        client.send(sent);
        return client.readAll();
    }

    /// Sends, and waits until a turn has begun.
    std::unique_ptr<RawClient> begin(const QByteArray &sent)
    {
        const qsizetype before = m_turns.size();
        auto client = std::make_unique<RawClient>(m_server->port());
        client->send(sent);
        if (!QTest::qWaitFor([&] { return m_turns.size() > before; }, 10'000))
            qWarning("no turn: %s", client->readAll().constData());
        return client;
    }

    Operators m_operators;
    std::unique_ptr<HttpGate> m_gate;
    std::unique_ptr<HttpServer> m_server;
    QList<ApiTurn> m_turns;
    QPointer<Run> m_run;
    bool m_enabled = true;
};

WSAGENT_TEST_WITH(QCoreApplication, TestOpenAiApi)
#include "tst_openaiapi.moc"
