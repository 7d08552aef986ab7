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

/// Whoever shows "t0ken" may do everything; "wr1te", what needs no administrator.
class Operators : public HttpOperators
{
public:
    Result<Caller, HttpDenial> identify(const HttpRequest &head, const HttpPeer &) override
    {
        if (bearerOf(head) == u"wr1te"_s)
            return Caller{.role = u"operator"_s, .scopes = {u"operator.write"_s}};
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
        m_fetched.clear();
        m_endpoint = {};
        m_web = WebAnswer{.status = 200, .contentType = u"text/plain; charset=utf-8"_s, .body = "far away"};
        m_gate = std::make_unique<HttpGate>();
        m_server = std::make_unique<HttpServer>(*m_gate);
        QVERIFY(m_server->listen({QHostAddress(QHostAddress::LocalHost)}, 0));
        addOpenAiApi(m_gate->router(), m_operators,
                     {.chatEnabled = [this] { return m_enabled; },
                      .responsesEnabled = [this] { return m_enabled; },
                      .responses = [this] { return m_endpoint; },
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
                      },
                      .fetch =
                          [this](const WebRequest &request, const WebClient::Done &done) {
                              m_fetched += request;
                              done(m_web);
                              return ToolAbort();
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

    void members_data()
    {
        QTest::addColumn<QByteArray>("members");
        QTest::addColumn<QByteArray>("says");
        const auto row = [](const char *members, const char *says) {
            QTest::newRow(members) << QByteArray(members) << QByteArray(says);
        };
        row("'temperature':2.1", "`temperature`: a number from 0 to 2.");
        row("'temperature':'warm'", "`temperature`");
        row("'top_p':-0.1", "`top_p`");
        row("'frequency_penalty':2.5", "`frequency_penalty`: a number from -2 to 2.");
        row("'presence_penalty':-3", "`presence_penalty`");
        row("'seed':1.5", "`seed`: an integer.");
        row("'seed':'x'", "`seed`");
        row("'stop':['a','b','c','d','e']", "`stop`: a string, or up to 4.");
        row("'stop':[1]", "`stop`");
        row("'stop':7", "`stop`");
        row("'max_tokens':0", "`max_tokens`");
        row("'max_completion_tokens':1.5", "`max_completion_tokens`");
        row("'tools':{}", "`tools`");
        row("'tools':[{'type':'web_search'}]", "only the type");
        row("'tools':[{'type':'function','function':{'name':'a b'}}]", "needs a name");
        row("'tools':[{'type':'function','name':'a'},{'type':'function','name':'a'}]", "needs a name");
        row("'tool_choice':'required'", "`tool_choice` needs `tools`");
        row("'tool_choice':'any'", "Invalid `tool_choice`");
        row("'tools':[{'type':'function','name':'a'}],'tool_choice':{'type':'function','name':'b'}",
            "Invalid `tool_choice`");
    }
    void members()
    {
        QFETCH(QByteArray, members);
        QFETCH(QByteArray, says);
        const QByteArray answer =
            whole(post("/v1/chat/completions",
                       "{'model':'ws-agent','messages':[{'role':'user','content':'x'}]," + members + "}"));
        QCOMPARE(answer.mid(9, 3).toInt(), 400);
        QVERIFY2(answer.contains(says), answer.constData());
    }

    void tellsTheModelHowToAnswer()
    {
        begin(post("/v1/chat/completions",
                   "{'model':'ws-agent','messages':[{'role':'user','content':'x'}],'temperature':0.5,"
                   "'top_p':0.9,'frequency_penalty':1,'presence_penalty':-1,'seed':7,'stop':['a','b'],"
                   "'max_completion_tokens':99,'n':1}"));
        const ModelWishes &wishes = m_turns.first().wishes;
        QCOMPARE(wishes.generation.temperature, 0.5);
        QCOMPARE(wishes.generation.topP, 0.9);
        QCOMPARE(wishes.generation.frequencyPenalty, 1.0);
        QCOMPARE(wishes.generation.presencePenalty, -1.0);
        QCOMPARE(wishes.generation.seed, 7);
        QCOMPARE(wishes.generation.stop, (QStringList{u"a"_s, u"b"_s}));
        QCOMPARE(wishes.generation.maxTokens, 99);
        QVERIFY(wishes.tools.isEmpty() && !wishes.wantsCall());
    }

    void hasToolsOfTheClient_data()
    {
        QTest::addColumn<QByteArray>("choice");
        QTest::addColumn<int>("tools");
        QTest::addColumn<bool>("wantsCall");
        QTest::newRow("as it likes") << QByteArray("'auto'") << 1 << false;
        QTest::newRow("not now") << QByteArray("'none'") << 0 << false;
        QTest::newRow("one of them") << QByteArray("'required'") << 1 << true;
        QTest::newRow("this one") << QByteArray("{'type':'function','function':{'name':'look'}}") << 1
                                  << true;
    }
    void hasToolsOfTheClient()
    {
        QFETCH(QByteArray, choice);
        QFETCH(int, tools);
        QFETCH(bool, wantsCall);
        begin(
            post("/v1/chat/completions",
                 "{'model':'ws-agent','messages':[{'role':'user','content':'x'}],'tools':[{'type':'function',"
                 "'function':{'name':'look','description':'d','parameters':{'type':'object','properties':"
                 "{'q':{'type':'string'}}}}}],'tool_choice':" +
                     choice + "}"));
        const ModelWishes &wishes = m_turns.first().wishes;
        QCOMPARE(wishes.tools.size(), tools);
        QCOMPARE(wishes.wantsCall(), wantsCall);
        if (tools > 0) {
            QCOMPARE(wishes.tools[0].name, u"look"_s);
            QVERIFY(wishes.tools[0].parameters["properties"_L1]["q"_L1].isObject());
        }
    }

    void asksTheClientToCallATool()
    {
        const QByteArray asked = "{'model':'ws-agent','messages':[{'role':'user','content':'x'}]}";
        const ApiOutcome outcome{.calls = {{.id = u"call_1"_s, .name = u"look"_s, .arguments = "{\"q\":1}"}}};
        const auto client = begin(post("/v1/chat/completions", asked));
        m_run->say({}, outcome);
        const QJsonValue choice = bodyOf(client->readAll())["choices"_L1][0];
        QCOMPARE(choice["finish_reason"_L1].toString(), u"tool_calls"_s);
        QCOMPARE(choice["message"_L1]["tool_calls"_L1].toArray(),
                 (QJsonArray{QJsonObject{{"id"_L1, u"call_1"_s},
                                         {"type"_L1, u"function"_s},
                                         {"function"_L1, QJsonObject{{"name"_L1, u"look"_s},
                                                                     {"arguments"_L1, u"{\"q\":1}"_s}}}}}));

        QByteArray inPieces = asked;
        const auto stream = begin(post("/v1/chat/completions", inPieces.insert(1, "'stream':true,")));
        m_run->say({u"Let me look."_s}, outcome);
        const QList<QByteArray> data = dataLines(stream->readAll());
        QCOMPARE(data.size(), 5);
        const QJsonValue call = object(data[2])["choices"_L1][0]["delta"_L1]["tool_calls"_L1][0];
        QCOMPARE(call["index"_L1].toInt(-1), 0);
        QCOMPARE(call["function"_L1]["name"_L1].toString(), u"look"_s);
        QCOMPARE(object(data[3])["choices"_L1][0]["finish_reason"_L1].toString(), u"tool_calls"_s);
    }

    void asksTheClientToCallAToolInAResponse()
    {
        const auto client = begin(post("/v1/responses", "{'model':'ws-agent','stream':true,'input':'x'}"));
        m_run->say({}, {.calls = {{.id = u"1"_s, .name = u"look"_s, .arguments = "{}"}}});
        const QList<QByteArray> data = dataLines(client->readAll());
        QStringList types;
        for (const QByteArray &each : data)
            types += object(each)["type"_L1].toString();
        QCOMPARE(types.join(u' '), u"response.created response.in_progress response.output_item.added "
                                   "response.output_item.done response.completed "_s);
        const QJsonArray output = object(data[4])["response"_L1]["output"_L1].toArray();
        QCOMPARE(output.size(), 1);
        QCOMPARE(output[0]["type"_L1].toString(), u"function_call"_s);
        QCOMPARE(output[0]["call_id"_L1].toString(), u"1"_s);
        QCOMPARE(output[0]["arguments"_L1].toString(), u"{}"_s);
    }

    void hearsWhatAToolOfTheClientSaid()
    {
        begin(post("/v1/chat/completions",
                   "{'model':'ws-agent','messages':[{'role':'user','content':'weather?'},{'role':'assistant',"
                   "'content':null,'tool_calls':[{'id':'c1','type':'function','function':{'name':'look',"
                   "'arguments':'{}'}}]},{'role':'tool','tool_call_id':'c1','content':'sunny'}]}"));
        QCOMPARE(m_turns.first().text, u"[the result of the tool call c1]\nsunny"_s);
        QVERIFY(m_turns.first().system.endsWith(
            u"user: weather?\nassistant: [calls the tool look as c1 with {}]"));

        begin(
            post("/v1/responses",
                 "{'model':'ws-agent','input':[{'role':'user','content':'weather?'},{'type':'function_call',"
                 "'call_id':'c1','name':'look','arguments':'{}'},{'type':'function_call_output',"
                 "'call_id':'c1','output':'sunny'}]}"));
        QCOMPARE(m_turns[1].text, m_turns[0].text);
        QCOMPARE(m_turns[1].system, m_turns[0].system);
    }

    void aModelOfAProviderIsForAdministrators()
    {
        QByteArray asked =
            post("/v1/chat/completions", "{'model':'ws-agent','messages':[{'role':'user','content':'x'}]}",
                 "X-Ws-Agent-Model: mine/big\r\n");
        asked.replace("t0ken", "wr1te");
        const QByteArray answer = whole(asked);
        QCOMPARE(answer.mid(9, 3).toInt(), 403);
        QVERIFY(answer.contains("missing scope: operator.admin"));

        begin(asked.replace("X-Ws-Agent-Model", "X-Ws-Agent-Other"));
        QCOMPARE(m_turns.size(), 1);
    }

    void readsFiles()
    {
        begin(post(
            "/v1/responses",
            "{'model':'ws-agent','input':[{'role':'user','content':[{'type':'input_text','text':'sum up'},"
            "{'type':'input_file','source':{'type':'base64','media_type':'text/csv','filename':'a.csv',"
            "'data':'MSwyCg=='}},{'type':'input_file','source':{'type':'url','url':"
            "'https://host.example/b.txt'}}]}]}"));
        QVERIFY(m_turns.first().text.startsWith(u"sum up\n"));
        QVERIFY(m_turns.first().text.contains(u"file a.csv") && m_turns.first().text.contains(u"1,2\n"));
        QVERIFY(m_turns.first().text.contains(u"file b.txt") && m_turns.first().text.contains(u"far away"));
        QCOMPARE(m_fetched.size(), 1);
        QCOMPARE(m_fetched.first().url, QUrl(u"https://host.example/b.txt"_s));
        QVERIFY(!m_fetched.first().addresses.allowPrivateNetwork);
        QCOMPARE(m_fetched.first().redirects, 3);
        QCOMPARE(m_fetched.first().timeout, std::chrono::seconds(10));
        QCOMPARE(m_fetched.first().mostBytes, 5 * 1024 * 1024);
    }

    void fetchesAnImage()
    {
        m_web = WebAnswer{.status = 200, .contentType = u"image/png"_s, .body = "ABC"};
        begin(post("/v1/responses", "{'model':'ws-agent','input':[{'role':'user','content':[{'type':"
                                    "'input_image','image_url':'https://host.example/a.png'}]}]}"));
        QCOMPARE(m_turns.first().images.first()["data"_L1].toString(), u"QUJD"_s);
        QCOMPARE(m_turns.first().images.first()["mimeType"_L1].toString(), u"image/png"_s);
    }

    void parts_data()
    {
        QTest::addColumn<QByteArray>("settings");
        QTest::addColumn<QByteArray>("part");
        QTest::addColumn<QByteArray>("says");
        const QByteArray file = "{'type':'input_file','source':{'type':'base64','media_type':'text/plain',"
                                "'data':'YWJjZA=='}}";
        const QByteArray far = "{'type':'input_file','source':{'type':'url','url':'https://a.example/x'}}";
        QTest::newRow("an unknown type")
            << QByteArray("{}") << QByteArray(file).replace("text/plain", "application/pdf")
            << QByteArray("Files of type");
        QTest::newRow("a type that is not allowed")
            << QByteArray("{'files':{'allowedMimes':['text/csv']}}") << file << QByteArray("Files of type");
        QTest::newRow("too large") << QByteArray("{'files':{'maxBytes':3}}") << file
                                   << QByteArray("at most 3 bytes");
        QTest::newRow("no base64") << QByteArray("{}") << QByteArray(file).replace("YWJjZA==", "?")
                                   << QByteArray("not base64");
        QTest::newRow("no text") << QByteArray("{}") << QByteArray(file).replace("YWJjZA==", "/w==")
                                 << QByteArray("UTF-8");
        QTest::newRow("no addresses")
            << QByteArray("{'files':{'allowUrl':false}}") << far << QByteArray("not fetched");
        QTest::newRow("no address at all")
            << QByteArray("{'maxUrlParts':0}") << far << QByteArray("at most 0");
        QTest::newRow("another protocol")
            << QByteArray("{}") << QByteArray(far).replace("https:", "file:") << QByteArray("http or https");
        QTest::newRow("an image of another type")
            << QByteArray("{}") << QByteArray("{'type':'input_image','image_url':'https://a.example/x'}")
            << QByteArray("Images of type");
    }
    void parts()
    {
        QFETCH(QByteArray, settings);
        QFETCH(QByteArray, part);
        QFETCH(QByteArray, says);
        m_endpoint = object(settings.replace('\'', '"'));
        const QByteArray answer = whole(
            post("/v1/responses", "{'model':'ws-agent','input':[{'role':'user','content':[" + part + "]}]}"));
        QCOMPARE(answer.mid(9, 3).toInt(), 400);
        QVERIFY2(answer.contains(says), answer.constData());
        QVERIFY(m_turns.isEmpty());
    }

    void whatCannotBeFetchedIsSaid()
    {
        const QByteArray asked = post(
            "/v1/responses", "{'model':'ws-agent','input':[{'role':'user','content':[{'type':'input_file',"
                             "'source':{'type':'url','url':'https://a.example/x?secret=1'}}]}]}");
        m_web = WebAnswer{.status = 404};
        const QByteArray gone = whole(asked);
        QVERIFY2(gone.startsWith("HTTP/1.1 400") && gone.contains("https://a.example/x answers 404."),
                 gone.constData());
        m_web = Error{u"no private addresses"_s};
        QVERIFY(whole(asked).contains("no private addresses"));
        m_web = WebAnswer{.status = 200, .contentType = u"text/plain"_s, .cut = true};
        QVERIFY(whole(asked).contains("too large"));
    }

    void hasALimitOfItsOwn()
    {
        m_endpoint = {{"maxBodyBytes"_L1, 50}};
        QCOMPARE(whole(post("/v1/responses", "{'model':'ws-agent','input':'" + QByteArray(50, 'x') + "'}"))
                     .mid(9, 3),
                 "413");
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
    QJsonObject m_endpoint; ///< settings of responses
    QList<WebRequest> m_fetched;
    Result<WebAnswer> m_web = WebAnswer();
    bool m_enabled = true;
};

WSAGENT_TEST_WITH(QCoreApplication, TestOpenAiApi)
#include "tst_openaiapi.moc"
