#include "gateway/llm/httpclient.h"
#include "tests/support/scriptedmodel.h"
#include "tests/support/testprogram.h"

#include <QSignalSpy>
#include <QTcpServer>
#include <QTest>

using namespace wsagent;
using namespace wsagent::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const QStringList allApis{u"openai-completions"_s, u"openai-responses"_s, u"anthropic-messages"_s,
                          u"google-generative-ai"_s};

/// One call, and what came of it.
class Call
{
public:
    Call(HttpClient &client, const LlmRequest &request)
        : m_stream(client.start(request))
    {
        QObject::connect(m_stream.get(), &LlmStream::textDelta, m_stream.get(), [this](const QString &piece) {
            text += piece;
            ++textDeltas;
        });
        QObject::connect(m_stream.get(), &LlmStream::thinkingDelta, m_stream.get(),
                         [this](const QString &piece) { thinking += piece; });
        QObject::connect(m_stream.get(), &LlmStream::toolCallStarted, m_stream.get(),
                         [this](const QString &, const QString &name) { tools += name; });
        QObject::connect(m_stream.get(), &LlmStream::finished, m_stream.get(), [this](const LlmOutcome &how) {
            ++finished;
            outcome = how;
        });
    }

    bool wait()
    {
        return QTest::qWaitFor([this] { return finished > 0; }, 20'000);
    }
    LlmStream &stream() { return *m_stream; }
    void destroy() { m_stream.reset(); }

    QString text;
    QString thinking;
    QStringList tools;
    int textDeltas = 0;
    int finished = 0;
    LlmOutcome outcome;

private:
    std::unique_ptr<LlmStream> m_stream;
};

} // namespace

class TestLlmClient : public QObject
{
    Q_OBJECT

private:
    static LlmRequest request(const ScriptedModel &server, const QString &api)
    {
        LlmRequest request;
        request.model = {.provider = u"test"_s,
                         .id = u"scripted"_s,
                         .api = *llmApiFromName(api),
                         .baseUrl = server.baseUrl(api)};
        request.credential = {.kind = Credential::Kind::ApiKey, .secret = "k3y"};
        request.messages = {textMessage(LlmRole::User, u"hello"_s)};
        request.timeouts = {.idle = 10s, .total = 20s};
        return request;
    }

    static void apis()
    {
        QTest::addColumn<QString>("api");

        for (const QString &api : allApis)
            QTest::newRow(qPrintable(api)) << api;
    }

private slots:
    void answers_data() { apis(); }

    /// However the bytes are cut.
    void answers()
    {
        QFETCH(QString, api);
        const QString text = u"Grüße, 🦊! Ein \"langer\" Text\nmit zwei Zeilen."_s;
        ScriptedModel server;
        HttpClient client;

        for (const qsizetype cut : {0, 1, 2, 3, 7, 64, 1000}) {
            server.say({.text = text,
                        .thinking = u"Überlegung"_s,
                        .inputTokens = 11,
                        .outputTokens = 7,
                        .cachedTokens = 3,
                        .bytesPerWrite = cut});
            Call call(client, request(server, api));

            QVERIFY(call.wait());
            QVERIFY2(!call.outcome.failure, qPrintable(call.outcome.failure.message));
            QCOMPARE(call.text, text);
            QCOMPARE(textOf(call.outcome.content), text);
            QCOMPARE(call.thinking, u"Überlegung"_s);
            QCOMPARE(call.outcome.content.first()["type"_L1].toString(), u"thinking"_s);
            QCOMPARE(nameOf(call.outcome.stopReason), u"stop"_s);
            QVERIFY(call.outcome.usage == (LlmUsage{.input = 11, .output = 7, .cacheRead = 3}));
            QCOMPARE(call.outcome.model.reference(), u"test/scripted"_s);
        }
        QCOMPARE(server.connections(), 1); // kept for the next call
    }

    void asksForTools_data() { apis(); }
    void asksForTools()
    {
        QFETCH(QString, api);
        ScriptedModel server;
        HttpClient client;
        server.say({.text = u"I look."_s,
                    .tools = {{.name = u"read"_s, .arguments = {{"path"_L1, u"ä/b"_s}}},
                              {.name = u"exec"_s, .arguments = {{"command"_L1, u"ls"_s}, {"n"_L1, 2}}}},
                    .bytesPerWrite = 5});
        LlmRequest asked = request(server, api);
        asked.tools = {{.name = u"read"_s, .parameters = {{"type"_L1, "object"_L1}}}};
        Call call(client, asked);

        QVERIFY(call.wait());
        QCOMPARE(nameOf(call.outcome.stopReason), u"toolUse"_s);
        QCOMPARE(call.tools, (QStringList{u"read"_s, u"exec"_s}));
        QCOMPARE(call.outcome.content.size(), 3);
        const QJsonValue second = call.outcome.content.at(2);
        QCOMPARE(call.outcome.content.at(1)["arguments"_L1]["path"_L1].toString(), u"ä/b"_s);
        QCOMPARE(second["name"_L1].toString(), u"exec"_s);
        QCOMPARE(second["arguments"_L1].toObject(), (QJsonObject{{"command"_L1, u"ls"_s}, {"n"_L1, 2}}));
        QVERIFY(!second["id"_L1].toString().isEmpty());
        QVERIFY(second["argumentsError"_L1].isUndefined());
    }

    void saysWhatIsWrongWithArguments_data()
    {
        QTest::addColumn<QString>("api");

        for (const QString &api : allApis) {
            if (api != "google-generative-ai"_L1) // sends them as JSON
                QTest::newRow(qPrintable(api)) << api;
        }
    }
    void saysWhatIsWrongWithArguments()
    {
        QFETCH(QString, api);
        ScriptedModel server;
        HttpClient client;
        server.say({.tools = {{.name = u"exec"_s, .argumentsText = "{\"command\": \"rm -rf "}}});
        Call call(client, request(server, api));

        QVERIFY(call.wait());
        const QJsonValue part = call.outcome.content.first();
        QVERIFY(part["argumentsError"_L1].toString().startsWith(u"the arguments are no JSON"));
        QVERIFY(part["arguments"_L1].toObject().isEmpty());
    }

    void sendsTheKey()
    {
        ScriptedModel server;
        HttpClient client;
        Call openAi(client, request(server, u"openai-completions"_s));
        QVERIFY(openAi.wait());
        Call anthropic(client, request(server, u"anthropic-messages"_s));
        QVERIFY(anthropic.wait());

        Call responses(client, request(server, u"openai-responses"_s));
        QVERIFY(responses.wait());
        Call google(client, request(server, u"google-generative-ai"_s));
        QVERIFY(google.wait());

        QCOMPARE(server.requests().at(2).path, "/v1/responses");
        QCOMPARE(server.requests().at(2).header("authorization"), "Bearer k3y");
        QCOMPARE(server.requests().at(3).path, "/v1/models/scripted:streamGenerateContent?alt=sse");
        QCOMPARE(server.requests().at(3).header("x-goog-api-key"), "k3y");
        QCOMPARE(server.requests().at(0).path, "/v1/chat/completions");
        QCOMPARE(server.requests().at(0).header("authorization"), "Bearer k3y");
        QCOMPARE(server.requests().at(1).path, "/v1/messages");
        QCOMPARE(server.requests().at(1).header("x-api-key"), "k3y");
        QCOMPARE(server.requests().at(1).header("anthropic-version"), "2023-06-01");
        QVERIFY(server.requests().at(1).header("authorization").isEmpty());
    }

    void fails_data()
    {
        using Fault = ScriptedTurn::Fault;
        QTest::addColumn<QString>("api");
        QTest::addColumn<ScriptedTurn::Fault>("fault");
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("message");

        for (const QString &api : allApis) {
            const auto row = [&api](const char *name, Fault fault, const QString &kind,
                                    const QString &message) {
                QTest::addRow("%s: %s", qPrintable(api), name) << api << fault << kind << message;
            };
            row("no answer", Fault::NoAnswer, u"timeout"_s, u"timed out: nothing came for 0.3 s"_s);
            row("hangs up", Fault::HangUp, u"server"_s, u"cannot be reached at 127.0.0.1:"_s);
            row("cut off", Fault::CutStream, u"server"_s, u"cut in the middle of the answer"_s);
            row("stalls", Fault::Stall, u"timeout"_s, u"timed out: nothing came"_s);
            row("no end", Fault::WithoutEnd, u"server"_s, u"cut in the middle of the answer"_s);
            row("error in the stream", Fault::ErrorInStream, u"rate_limit"_s, u"overloaded"_s);
            row("garbage", Fault::Garbage, u"server"_s, u"binary data instead of events"_s);
            row("a document", Fault::Document, u"rate_limit"_s,
                u"test/scripted answered with a document instead of events: overloaded"_s);
            row("an event without end", Fault::HugeEvent, u"server"_s, u"an event of more than"_s);
        }
        QTest::newRow("text without end") << u"openai-completions"_s << Fault::Endless << u"other"_s
                                          << u"the answer is longer than 16777216 characters"_s;
    }

    /// With a reason, in bounded time and memory, and with what had been said.
    void fails()
    {
        QFETCH(QString, api);
        QFETCH(ScriptedTurn::Fault, fault);
        QFETCH(QString, kind);
        QFETCH(QString, message);
        ScriptedModel server;
        HttpClient client;
        server.setOtherwise([fault](
                                const ScriptedRequest &) { // a request that got no byte back is sent again
            return ScriptedTurn{.text = u"some words to begin with"_s, .body = "overloaded", .fault = fault};
        });
        LlmRequest asked = request(server, api);
        if (kind == "timeout"_L1)
            asked.timeouts.idle = 300ms;
        Call call(client, asked);

        QVERIFY(call.wait());
        QCOMPARE(nameOf(call.outcome.stopReason), u"error"_s);
        QVERIFY2(call.outcome.failure.message.contains(message), qPrintable(call.outcome.failure.message));
        QCOMPARE(nameOf(call.outcome.failure.kind), kind);
        QVERIFY(textOf(call.outcome.content) == call.text);
        QTRY_COMPARE(server.open(), 0); // nobody is left hanging
        QTest::qWait(0);
        QCOMPARE(call.finished, 1);
    }

    void theWholeAnswerHasItsTime()
    {
        ScriptedModel server;
        HttpClient client;
        server.say({.text = QString(4000, u'x'), .between = 20ms});
        LlmRequest asked = request(server, u"anthropic-messages"_s);
        asked.timeouts = {.idle = 10s, .total = 1500ms};
        Call call(client, asked);

        QVERIFY(call.wait());
        QCOMPARE(nameOf(call.outcome.failure.kind), u"timeout"_s);
        QVERIFY(call.outcome.failure.message.contains(u"not complete after 1.5 s"));
        QVERIFY(!call.text.isEmpty());
    }

    void isAborted_data() { apis(); }
    void isAborted()
    {
        QFETCH(QString, api);
        ScriptedModel server;
        HttpClient client;
        server.say({.text = QString(400, u'x'), .between = 10ms});
        Call call(client, request(server, api));
        QVERIFY(QTest::qWaitFor([&call] { return !call.text.isEmpty(); }));

        call.stream().abort();

        QCOMPARE(call.finished, 1);
        QCOMPARE(nameOf(call.outcome.stopReason), u"aborted"_s);
        QCOMPARE(textOf(call.outcome.content), call.text);
        call.stream().abort();
        QCOMPARE(call.finished, 1);
        QTRY_COMPARE(server.hangUps(), 1); // the model need not go on
    }

    void goesSilently()
    {
        ScriptedModel server;
        HttpClient client;
        server.say({.text = QString(400, u'x'), .between = 10ms});
        Call call(client, request(server, u"openai-completions"_s));
        QVERIFY(QTest::qWaitFor([&call] { return !call.text.isEmpty(); }));

        call.destroy();

        QTRY_COMPARE(server.hangUps(), 1);
        QCOMPARE(call.finished, 0);
    }

    void nobodyListens()
    {
        ScriptedModel server;
        LlmRequest asked = request(server, u"openai-completions"_s);
        QTcpServer taken;
        QVERIFY(taken.listen(QHostAddress::LocalHost));
        asked.model.baseUrl = u"http://127.0.0.1:%1/v1"_s.arg(taken.serverPort());
        taken.close();
        HttpClient client;
        Call call(client, asked);

        QVERIFY(call.wait());
        QCOMPARE(nameOf(call.outcome.failure.kind), u"server"_s);
        QVERIFY(call.outcome.failure.message.contains(u"cannot be reached at 127.0.0.1:"));
    }

    /// More at once than one manager has connections, each with its own answer.
    void servesMany()
    {
        constexpr int many = 40;
        ScriptedModel server;
        server.setOtherwise([](const ScriptedRequest &seen) {
            return ScriptedTurn{.text = seen.lastUserText(), .before = 2s}; // all are there by then
        });
        HttpClient client;
        std::vector<std::unique_ptr<Call>> calls;
        int most = 0;
        for (int i = 0; i < many; ++i) {
            LlmRequest asked = request(server, u"openai-completions"_s);
            asked.messages = {textMessage(LlmRole::User, u"canary %1"_s.arg(i))};
            calls.push_back(std::make_unique<Call>(client, asked));
        }
        for (int i = 0; i < many; ++i) {
            QVERIFY(QTest::qWaitFor([&] {
                most = std::max(most, server.open());
                return calls[std::size_t(i)]->finished > 0;
            }));
            QCOMPARE(calls[std::size_t(i)]->text, u"canary %1"_s.arg(i));
        }
        QCOMPARE(most, many);
        calls.clear();
        QTRY_VERIFY(client.network().size() <= 1);
    }

    void redirectionsAreNotFollowed()
    {
        ScriptedModel server;
        HttpClient client;
        server.say({.status = 307, .headers = {{"Location", "http://127.0.0.1:9/elsewhere"}}});
        Call call(client, request(server, u"openai-completions"_s));

        QVERIFY(call.wait());
        QVERIFY2(call.outcome.failure.message.contains(u"redirects to 127.0.0.1:9"),
                 qPrintable(call.outcome.failure.message));
        QCOMPARE(server.requests().size(), 1);
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestLlmClient)
#include "tst_llmclient.moc"
