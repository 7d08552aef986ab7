#include "gateway/net/httpgate.h"
#include "gateway/net/httpserver.h"
#include "gateway/surfaces/hooks.h"
#include "tests/support/agentinstance.h"
#include "tests/support/httptext.h"
#include "tests/support/rawclient.h"
#include "tests/support/testprogram.h"

#include <QJsonDocument>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;
using test::RawClient;
using test::ScriptedModel;

namespace {

QJsonObject object(QByteArray text)
{
    text.replace('\'', '"');
    const QJsonDocument document = QJsonDocument::fromJson(text);
    if (!document.isObject())
        qFatal("no JSON: %s", text.constData());
    return document.object();
}

/// In single quotes; with the token of the webhooks unless `fields` say another.
QByteArray post(const QByteArray &path, QByteArray body,
                const QByteArray &fields = "Authorization: Bearer h00k\r\n")
{
    body.replace('\'', '"');
    return test::httpPost(path, body, fields + "Connection: close\r\n");
}

QByteArray keyed(const QByteArray &key)
{
    return "Authorization: Bearer h00k\r\nIdempotency-Key: " + key + "\r\n";
}

/// Sends it and keeps the connection.
std::unique_ptr<RawClient> sent(quint16 port, const QByteArray &bytes)
{
    auto client = std::make_unique<RawClient>(port);
    client->send(bytes);
    return client;
}

QJsonObject jsonOf(const QByteArray &answer)
{
    return QJsonDocument::fromJson(test::bodyOf(answer)).object();
}

/// Webhooks over real sockets; the agents are the test.
struct Bench
{
    explicit Bench(const QByteArray &more = {})
        : settings(object("{'enabled':true,'token':'h00k'" + more + "}"))
    {
        if (!server.listen({QHostAddress(QHostAddress::LocalHost)}, 0))
            qFatal("no port");
        addHooks(gate.router(), {.settings = [this] { return settings; },
                                 .session =
                                     [](const QString &name, const QString &agentId) {
                                         return parseSessionKey(name.isEmpty() ? u"main"_s : name, agentId,
                                                                {.agents = {u"main"_s, u"coder"_s}});
                                     },
                                 .wake =
                                     [this](const SessionKey &key, const QString &text, bool atOnce) {
                                         const bool isNew = woken.isEmpty() || woken.last() != text;
                                         woken += text;
                                         wokenIn += key.text() + (atOnce ? u" now"_s : u" later"_s);
                                         return isNew;
                                     },
                                 .run = [this](const HookTurn &turn, const auto &whenDone) -> Result<void> {
                                     if (!trouble.isEmpty())
                                         return Error{trouble};
                                     turns += turn;
                                     done += whenDone;
                                     return {};
                                 },
                                 .clock =
                                     [this] {
                                         return now;
                                     }});
    }

    QByteArray ask(const QByteArray &request) { return sent(server.port(), request)->readAll(); }
    QJsonObject answer(const QByteArray &path, const QByteArray &body,
                       const QByteArray &fields = "Authorization: Bearer h00k\r\n")
    {
        return jsonOf(ask(post(path, body, fields)));
    }

    QJsonObject settings;
    qint64 now = 1'000'000;
    QString trouble; ///< why no run begins
    QStringList woken;
    QStringList wokenIn;
    QList<HookTurn> turns;
    QList<std::function<void(const HookOutcome &)>> done;
    HttpGate gate;
    HttpServer server{gate};
};

} // namespace

/// `<hooks.path>/…`, see `gateway-http.md` 8.
class TestHooks : public QObject
{
    Q_OBJECT

private slots:
    void refuses_data()
    {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("says");
        const auto row = [](const char *name, const QByteArray &request, int status, const char *says) {
            QTest::newRow(name) << request << status << QByteArray(says);
        };
        const QByteArray hi = "{'text':'hi','message':'hi'}";
        row("no token", post("/hooks/wake", hi, {}), 401, "\r\n\r\nUnauthorized");
        row("another token", post("/hooks/wake", hi, "X-OpenClaw-Token: x\r\n"), 401, "\r\n\r\nUnauthorized");
        row("a token in the address", post("/hooks/wake?token=h00k", hi), 400, "Authorization");
        row("another method",
            test::httpRequest("GET /hooks/wake", "Authorization: Bearer h00k\r\n"
                                                 "Connection: close\r\n"),
            405, "Allow: POST\r\n");
        row("no name", post("/hooks", hi), 404, "Not Found");
        row("a name that is not mapped", post("/hooks/x", hi), 404, "Not Found");
        row("no JSON", post("/hooks/x", "{"), 400, "{\"error\":\"");
        row("two values", post("/hooks/x", "1,2"), 400, "one JSON value");
        row("nothing", post("/hooks/x", ""), 400, "one JSON value");
        row("too much", post("/hooks/x", QByteArray(256 * 1024 + 1, ' ')), 413, "");
        row("no text", post("/hooks/wake", "{'text':' '}"), 400,
            "{\"error\":\"text required\",\"ok\":false}");
        row("no object", post("/hooks/wake", "[1]"), 400, "text required");
        row("another mode", post("/hooks/wake", "{'text':'hi','mode':'soon'}"), 400, "mode has to be");
        row("woken, an unknown agent", post("/hooks/wake", "{'text':'hi','agentId':'x'}"), 400, "\\\"x\\\"");
        row("woken, a session", post("/hooks/wake", "{'text':'hi','sessionKey':'hook:a'}"), 400,
            "hooks.allowRequestSessionKey");
        row("no message", post("/hooks/agent", "{'message':''}"), 400, "message required");
        row("an unknown agent", post("/hooks/agent", "{'message':'hi','agentId':'x'}"), 400, "\\\"x\\\"");
        row("a session", post("/hooks/agent", "{'message':'hi','sessionKey':'hook:a'}"), 400,
            "hooks.allowRequestSessionKey");
        row("another mode of sessions", post("/hooks/agent", "{'message':'hi','sessionMode':'x'}"), 400,
            "sessionMode has to be");
        row("half a recipient", post("/hooks/agent", "{'message':'hi','channel':'telegram'}"), 400,
            "belong together");
        row("a recipient without channel", post("/hooks/agent", "{'message':'hi','to':'1'}"), 400,
            "belong together");
        row("an account of nothing", post("/hooks/agent", "{'message':'hi','accountId':'a'}"), 400,
            "accountId needs");
        row("a long key", post("/hooks/agent", "{'message':'hi'}", keyed(QByteArray(257, 'k'))), 400,
            "more than 256 characters");
        row("a long key inside",
            post("/hooks/agent", "{'message':'hi','idempotencyKey':'" + QByteArray(257, 'k') + "'}"), 400,
            "more than 256 characters");
    }
    void refuses()
    {
        QFETCH(QByteArray, request);
        QFETCH(int, status);
        QFETCH(QByteArray, says);
        Bench bench;
        const QByteArray answer = bench.ask(request);

        QCOMPARE(test::statusOf(answer), status);
        QVERIFY2(answer.contains(says), answer.constData());
        QVERIFY(bench.woken.isEmpty() && bench.turns.isEmpty());
    }

    void isNotThereWhenSwitchedOff()
    {
        Bench bench(",'enabled':false");
        QCOMPARE(test::statusOf(bench.ask(post("/hooks/wake", "{'text':'hi'}"))), 404);
        bench.settings = object("{'enabled':true}");
        QCOMPARE(test::statusOf(bench.ask(post("/hooks/wake", "{'text':'hi'}"))), 404);
    }

    void whoGuessesTheTokenHasToWait()
    {
        Bench bench;
        const QByteArray wrong = post("/hooks/wake", "{'text':'hi'}", "Authorization: Bearer x\r\n");
        const QByteArray right = post("/hooks/wake", "{'text':'hi'}");
        for (int i = 0; i < 19; ++i)
            QCOMPARE(test::statusOf(bench.ask(wrong)), 401);
        QCOMPARE(test::statusOf(bench.ask(right)), 200); // and begins anew
        for (int i = 0; i < 20; ++i)
            QCOMPARE(test::statusOf(bench.ask(wrong)), 401);
        bench.now += 20'000;
        const QByteArray locked = bench.ask(right);
        QCOMPARE(test::statusOf(locked), 429);
        QCOMPARE(test::fieldOf(locked, "Retry-After"), "40");
        QCOMPARE(test::bodyOf(locked), "Too Many Requests");

        bench.now += 40'000;
        QCOMPARE(test::statusOf(bench.ask(right)), 200);
    }

    void wakes()
    {
        Bench bench;
        QCOMPARE(bench.answer("/hooks/wake", "{'text':'mail'}", "X-Ws-Agent-Token: h00k\r\n"),
                 object("{'ok':true,'mode':'now','eventOutcome':'queued'}"));
        QCOMPARE(bench.answer("/hooks/wake", "{'text':'mail'}")["eventOutcome"_L1].toString(),
                 u"coalesced"_s);
        QVERIFY(bench.woken.first().contains(u"mail"));
        QVERIFY2(bench.woken.first() != u"mail"_s, "it is marked as foreign");
        QCOMPARE(bench.answer("/hooks/wake", "{'text':'x','mode':'next-heartbeat','agentId':'coder'}"),
                 object("{'ok':true,'mode':'next-heartbeat','eventOutcome':'queued'}"));
        QCOMPARE(bench.wokenIn, (QStringList{u"agent:main:main now"_s, u"agent:main:main now"_s,
                                             u"agent:coder:main later"_s}));
    }

    void wakesASessionThatMayBeChosen()
    {
        Bench bench(",'allowRequestSessionKey':true,'allowedSessionKeyPrefixes':['HOOK:']");
        QCOMPARE(bench.answer("/hooks/wake", "{'text':'x','sessionKey':'hook:a'}")["ok"_L1].toBool(), true);
        QCOMPARE(bench.wokenIn, QStringList{u"agent:main:hook:a now"_s});
        const QByteArray later = "{'text':'x','sessionKey':'hook:a','mode':'next-heartbeat'}";
        QCOMPARE(bench.answer("/hooks/wake", later)["error"_L1].toString(),
                 u"sessionKey goes only with mode now"_s);
        QCOMPARE(test::statusOf(bench.ask(post("/hooks/wake", "{'text':'x','sessionKey':'main'}"))), 400);
    }

    void runs()
    {
        Bench bench;
        const QJsonObject answer = bench.answer(
            "/hooks/agent", "{'message':'look','name':'CI','agentId':'coder','channel':'telegram',"
                            "'to':'7','accountId':'a','model':'m','thinking':'low',"
                            "'timeoutSeconds':9,'wakeMode':'next-heartbeat','deliver':true,"
                            "'sessionMode':'persistent'}");
        QCOMPARE(bench.turns.size(), 1);
        const HookTurn &turn = bench.turns.first();
        QCOMPARE(answer, (QJsonObject{{"ok"_L1, true}, {"runId"_L1, turn.runId}}));
        QVERIFY(turn.key.text().startsWith(u"agent:coder:hook:"));
        QVERIFY(turn.message.contains(u"look") && turn.message.contains(u"webhook CI"));
        QCOMPARE(turn.action, (HookAction{.text = u"look"_s,
                                          .name = u"CI"_s,
                                          .agentId = u"coder"_s,
                                          .isFresh = false,
                                          .now = false,
                                          .channel = u"telegram"_s,
                                          .to = u"7"_s,
                                          .accountId = u"a"_s,
                                          .model = u"m"_s,
                                          .thinking = u"low"_s,
                                          .timeoutSeconds = 9}));
    }

    void session_data()
    {
        QTest::addColumn<QByteArray>("settings");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("session"); ///< empty: refused
        const QByteArray open = ",'allowRequestSessionKey':true";
        QTest::newRow("the usual one") << QByteArray(",'defaultSessionKey':'hook:all'")
                                       << QByteArray("{'message':'x'}") << u"agent:main:hook:all"_s;
        QTest::newRow("a chosen one")
            << open << QByteArray("{'message':'x','sessionKey':'a'}") << u"agent:main:a"_s;
        QTest::newRow("of an agent") << open << QByteArray("{'message':'x','sessionKey':'agent:coder:a'}")
                                     << u"agent:coder:a"_s;
        QTest::newRow("of another one than asked")
            << open << QByteArray("{'message':'x','agentId':'main','sessionKey':'agent:coder:a'}")
            << QString();
        QTest::newRow("no name") << open << QByteArray("{'message':'x','sessionKey':'agent::'}") << QString();
        QTest::newRow("with a prefix")
            << QByteArray(open + ",'allowedSessionKeyPrefixes':['hook:']")
            << QByteArray("{'message':'x','sessionKey':'agent:coder:hook:a'}") << u"agent:coder:hook:a"_s;
        QTest::newRow("without") << QByteArray(open + ",'allowedSessionKeyPrefixes':['hook:']")
                                 << QByteArray("{'message':'x','sessionKey':'main'}") << QString();
        QTest::newRow("an agent that is not for webhooks")
            << QByteArray(",'allowedAgentIds':['main']") << QByteArray("{'message':'x','agentId':'coder'}")
            << QString();
        QTest::newRow("the same, by its session")
            << QByteArray(open + ",'allowedAgentIds':['main']")
            << QByteArray("{'message':'x','sessionKey':'agent:coder:a'}") << QString();
        QTest::newRow("the same, by not choosing")
            << QByteArray(",'allowedAgentIds':['coder']") << QByteArray("{'message':'x'}") << QString();
        QTest::newRow("every agent") << QByteArray(",'defaultSessionKey':'a','allowedAgentIds':['*']")
                                     << QByteArray("{'message':'x','agentId':'coder'}") << u"agent:coder:a"_s;
    }
    void session()
    {
        QFETCH(QByteArray, settings);
        QFETCH(QByteArray, body);
        QFETCH(QString, session);
        Bench bench(settings);
        const int status = test::statusOf(bench.ask(post("/hooks/agent", body)));

        QCOMPARE(status, session.isEmpty() ? 400 : 200);
        QCOMPARE(bench.turns.isEmpty() ? QString() : bench.turns.first().key.text(), session);
    }

    void tellsHowItEnded()
    {
        Bench bench;
        const auto client =
            sent(bench.server.port(), post("/hooks/agent", "{'message':'x','waitForCompletion':true}"));
        QTRY_COMPARE(bench.turns.size(), 1);
        bench.done.first()({.status = u"skipped"_s, .replyDisposition = u"empty"_s});

        const QJsonObject answer = jsonOf(client->readAll());
        QCOMPARE(answer["runId"_L1].toString(), bench.turns.first().runId);
        QCOMPARE(answer["completion"_L1].toObject(),
                 object("{'status':'skipped','replyDisposition':'empty','delivered':false,"
                        "'deliveryAttempted':false,'deliverySuppressionReason':'empty'}"));
        QVERIFY(answer["ok"_L1].toBool());
    }

    void whatDoesNotBeginIsSaid()
    {
        Bench bench;
        bench.trouble = u"no room"_s;
        const QByteArray answer = bench.ask(post("/hooks/agent", "{'message':'x'}", keyed("k")));
        QCOMPARE(test::statusOf(answer), 502);
        QCOMPARE(jsonOf(answer), object("{'ok':false,'error':'no room'}"));

        bench.trouble.clear();
        QCOMPARE(test::statusOf(bench.ask(post("/hooks/agent", "{'message':'x'}", keyed("k")))), 200);
        QCOMPARE(bench.turns.size(), 1); // it could be tried again
    }

    void aRepetitionDoesNothing_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("fields");
        QTest::addColumn<bool>("isRepetition");
        const QByteArray agent = "/hooks/agent";
        const QByteArray body = "{'message':'x'}";
        QTest::newRow("the same") << agent << body << keyed("k") << true;
        QTest::newRow("under our name")
            << agent << body << QByteArray("Authorization: Bearer h00k\r\nX-Ws-Agent-Idempotency-Key: k\r\n")
            << true;
        QTest::newRow("in the body") << agent << QByteArray("{'message':'x','idempotencyKey':'k'}")
                                     << keyed("") << true;
        QTest::newRow("another key") << agent << body << keyed("l") << false;
        QTest::newRow("no key") << agent << body << keyed("") << false;
        QTest::newRow("another message") << agent << QByteArray("{'message':'y'}") << keyed("k") << false;
        QTest::newRow("another agent")
            << agent << QByteArray("{'message':'x','agentId':'coder'}") << keyed("k") << false;
        QTest::newRow("another path") << QByteArray("/hooks/ci") << body << keyed("k") << false;
    }
    void aRepetitionDoesNothing()
    {
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, fields);
        QFETCH(bool, isRepetition);
        Bench bench(",'mappings':[{'messageTemplate':'x','name':'Hook','channel':''}]");
        const QJsonObject first = bench.answer("/hooks/agent", "{'message':'x'}", keyed("k"));
        const QJsonObject second = bench.answer(path, body, fields);

        QCOMPARE(second["runId"_L1] == first["runId"_L1], isRepetition);
        QCOMPARE(bench.turns.size(), isRepetition ? 1 : 2);
        QVERIFY(second["ok"_L1].toBool());
    }

    void anotherTokenIsAnotherRequest()
    {
        Bench bench;
        bench.answer("/hooks/agent", "{'message':'x'}", keyed("k"));
        bench.settings["token"_L1] = u"new"_s;
        bench.answer("/hooks/agent", "{'message':'x'}",
                     "Authorization: Bearer new\r\nIdempotency-Key: k\r\n");
        QCOMPARE(bench.turns.size(), 2);
    }

    void aRunIsRememberedFiveMinutesFromItsEnd()
    {
        Bench bench;
        const auto ask = [&bench] {
            return bench.answer("/hooks/agent", "{'message':'x'}", keyed("k"))["runId"_L1].toString();
        };
        const QString first = ask();
        bench.now += 3'600'000;
        QCOMPARE(ask(), first); // as long as it goes on
        bench.done.first()({.status = u"ok"_s, .replyDisposition = u"visible"_s});
        bench.now += 299'999;
        QCOMPARE(ask(), first);
        const QJsonObject late =
            bench.answer("/hooks/agent", "{'message':'x','waitForCompletion':true}", keyed("k"));
        QCOMPARE(late["completion"_L1]["status"_L1].toString(), u"ok"_s);
        bench.now += 1;
        QVERIFY(ask() != first);
    }

    void whoAsksAgainWaitsForTheSameRun()
    {
        Bench bench;
        const QByteArray request =
            post("/hooks/agent", "{'message':'x','waitForCompletion':true}", keyed("k"));
        const auto first = sent(bench.server.port(), request);
        QTRY_COMPARE(bench.turns.size(), 1);
        const QJsonObject known = bench.answer("/hooks/agent", "{'message':'x'}", keyed("k"));
        const auto second = sent(bench.server.port(), request);
        QTRY_COMPARE(bench.gate.counts().admitted, 3U);
        bench.done.first()({.status = u"ok"_s, .replyDisposition = u"visible"_s});

        const QJsonObject answer = jsonOf(first->readAll());
        QCOMPARE(answer["runId"_L1], known["runId"_L1]);
        QCOMPARE(jsonOf(second->readAll()), answer);
        QCOMPARE(bench.turns.size(), 1);
    }

    void ofManyTheOldestEndIsForgotten()
    {
        HookReplays replays;
        const HookOutcome outcome{.status = u"ok"_s};
        replays.begun("goes on", u"0"_s);
        for (int i = 0; i <= 1000; ++i) {
            replays.begun(QByteArray::number(i), QString::number(i));
            replays.ended(QByteArray::number(i), outcome, i);
        }
        QVERIFY(!replays.find("0", 1000));
        QVERIFY(replays.find("1", 1000));
        QVERIFY(replays.find("goes on", 1000));
        QVERIFY(replays.find("goes on", 10'000'000));
        QVERIFY(!replays.find("1000", 10'000'000));
    }

    void mapping_data()
    {
        QTest::addColumn<QByteArray>("mappings");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("status");
        QTest::addColumn<QStringList>("runs"); ///< "session: text"
        const auto row = [](const char *name, const QByteArray &mappings, const QByteArray &body, int status,
                            const QStringList &runs) {
            QTest::newRow(name) << mappings << body << status << runs;
        };
        const QByteArray say = "'sessionKey':'hook:{{id}}','messageTemplate':'{{payload.text}}'";
        row("by its path", "{'match':{'path':'/ci/'}," + say + "}", "{'id':1,'text':'a'}", 200,
            {u"agent:main:hook:1: a"_s});
        row("by its source", "{'match':{'source':'s'}," + say + "}", "{'source':'s','id':1,'text':'a'}", 200,
            {u"agent:main:hook:1: a"_s});
        row("by one of both alone", "{'match':{'path':'ci','source':'s'}," + say + "}", "{'id':1,'text':'a'}",
            404, {});
        row("the first",
            "{'match':{'path':'x'},'messageTemplate':'x'},{'messageTemplate':'1','sessionKey':"
            "'a'},{'messageTemplate':'2'}",
            "{}", 200, {u"agent:main:a: 1"_s});
        row("an agent of its own", "{'agentId':'coder'," + say + "}", "{'id':1,'text':'a'}", 200,
            {u"agent:coder:hook:1: a"_s});
        row("an unknown agent", "{'agentId':'x'," + say + "}", "{'id':1,'text':'a'}", 400, {});
        row("nothing to say", "{" + say + "}", "{'id':1}", 204, {});
        row("a text alone", "{'sessionKey':'a','messageTemplate':'{{payload}}'}", "'hi'", 200,
            {u"agent:main:a: hi"_s});
        row("a list alone", "{'sessionKey':'a','messageTemplate':'{{payload[1]}}'}", "[1,'b']", 200,
            {u"agent:main:a: b"_s});
        const QByteArray each =
            "{'forEach':'all','sessionKey':'hook:{{all[0].id}}','messageTemplate':'{{n}}{{all[0].id}}'}";
        row("for each", each, "{'n':'#','all':[{'id':1},{'id':2}]}", 200,
            {u"agent:main:hook:1: #1"_s, u"agent:main:hook:2: #2"_s});
        row("for one", each, "{'all':[{'id':1}]}", 200, {u"agent:main:hook:1: 1"_s});
        row("for none", each, "{'all':[]}", 204, {});
        row("for what is no list", each, "{'all':7}", 204, {});
    }
    void mapping()
    {
        QFETCH(QByteArray, mappings);
        QFETCH(QByteArray, body);
        QFETCH(int, status);
        QFETCH(QStringList, runs);
        Bench bench(",'allowRequestSessionKey':true,'mappings':[" + mappings + "]");
        const QByteArray answer = bench.ask(post("/hooks/ci", body));

        QCOMPARE(test::statusOf(answer), status);
        QStringList ids;
        QStringList said;
        for (const HookTurn &turn : std::as_const(bench.turns)) {
            said += turn.key.text() + u": "_s + turn.action.text;
            ids += turn.runId;
        }
        QCOMPARE(said, runs);
        if (status == 200)
            QCOMPARE(jsonOf(answer)["runId"_L1].toString(), ids.value(0));
        if (ids.size() > 1) {
            QCOMPARE(jsonOf(answer)["runIds"_L1].toArray(), QJsonArray::fromStringList(ids));
            QCOMPARE(jsonOf(answer)["dispatched"_L1].toInt(), ids.size());
        }
    }

    void fillsInAllOfAMapping()
    {
        Bench bench(",'mappings':[{'name':'{{payload.who}}','messageTemplate':'a','deliver':false,"
                    "'channel':'telegram','to':'{{to}}','model':'{{headers.x-model}}','thinking':'high',"
                    "'timeoutSeconds':5,'wakeMode':'next-heartbeat','sessionMode':'persistent',"
                    "'allowUnsafeExternalContent':true}]");
        bench.ask(post("/hooks/ci", "{'who':'Ada','to':12}",
                       "Authorization: Bearer h00k\r\nX-Model: mine/big\r\n"));
        QCOMPARE(bench.turns.size(), 1);
        QCOMPARE(bench.turns.first().message, u"a"_s);
        QCOMPARE(bench.turns.first().action, (HookAction{.text = u"a"_s,
                                                         .name = u"Ada"_s,
                                                         .isFresh = false,
                                                         .isTrusted = true,
                                                         .now = false,
                                                         .deliver = false,
                                                         .channel = u"telegram"_s,
                                                         .to = u"12"_s,
                                                         .model = u"mine/big"_s,
                                                         .thinking = u"high"_s,
                                                         .timeoutSeconds = 5}));
    }

    void aMappingWakes()
    {
        Bench bench(",'mappings':[{'action':'wake','textTemplate':'{{a}}','wakeMode':'next-heartbeat',"
                    "'agentId':'coder'}]");
        QCOMPARE(bench.answer("/hooks/ci", "{'a':'b'}"),
                 object("{'ok':true,'mode':'next-heartbeat','eventOutcome':'queued'}"));
        QCOMPARE(bench.wokenIn, QStringList{u"agent:coder:main later"_s});
        QCOMPARE(test::statusOf(bench.ask(post("/hooks/ci", "{}"))), 204);
    }

    /// What a template takes from the request has been chosen by who sent it.
    void aSessionFromTheRequestNeedsLeave()
    {
        Bench bench(",'mappings':[{'messageTemplate':'a','sessionKey':'{{s}}'}]");
        QCOMPARE(test::statusOf(bench.ask(post("/hooks/ci", "{'s':'main'}"))), 400);
        QVERIFY(bench.turns.isEmpty());
    }

    void ofAListTwoHundredAreTaken()
    {
        Bench bench(",'mappings':[{'messageTemplate':'a','forEach':'all'}]");
        QByteArray items = "1";
        for (int i = 0; i < 200; ++i)
            items += ",1";
        QCOMPARE(bench.answer("/hooks/ci", "{'all':[" + items + "]}")["dispatched"_L1].toInt(), 200);
    }

    void movesWithTheConfig()
    {
        Bench bench;
        bench.settings["path"_L1] = u"/in/"_s;
        bench.settings["maxBodyBytes"_L1] = 20;
        QCOMPARE(test::statusOf(bench.ask(post("/hooks/wake", "{'text':'hi'}"))), 404);
        QCOMPARE(test::statusOf(bench.ask(post("/in/wake", "{'text':'hi'}"))), 200);
        QCOMPARE(test::statusOf(bench.ask(post("/in/wake", "{'text':'hi, all'}"))), 200);
        QCOMPARE(test::statusOf(bench.ask(post("/in/wake", "{'text':'hi, all of you'}"))), 413);
    }

    /// The config changes between head and body.
    void isGoneBeforeItsBodyComes()
    {
        Bench bench;
        const QByteArray request = post("/hooks/wake", "{'text':'hi'}");
        const auto client = sent(bench.server.port(), request.chopped(1));
        QTRY_COMPARE(bench.gate.counts().admitted, 1U);
        bench.settings["path"_L1] = u"/in"_s;
        client->send(request.last(1));
        QCOMPARE(test::statusOf(client->readAll()), 404);
    }

    void theSessionThatIsWokenHearsIt()
    {
        ScriptedModel model;
        test::AgentInstance instance(
            model, ", hooks: { enabled: true, token: 'h00k', allowRequestSessionKey: true }");
        const QByteArray mail = post("/hooks/wake", "{'text':'a mail','sessionKey':'hook:mail'}");
        QCOMPARE(test::statusOf(sent(instance.gateway.port(), mail)->readAll()), 200);

        QTRY_VERIFY(instance.history(u"agent:main:hook:mail"_s).contains(u"a mail"));
        QVERIFY(!instance.history().contains(u"a mail"));
    }

    /// With agents, and all of it in a gateway.
    void inAGateway()
    {
        ScriptedModel model;
        test::AgentInstance instance(model, ", hooks: { enabled: true, token: 'h00k' }");
        const quint16 port = instance.gateway.port();
        const auto ask = [port](const QByteArray &request) {
            return sent(port, request)->readAll();
        };
        model.say({.text = u"done"_s});
        const QJsonObject answer =
            jsonOf(ask(post("/hooks/agent", "{'message':'go','agentId':'helper','waitForCompletion':true,"
                                            "'wakeMode':'next-heartbeat'}")));
        QCOMPARE(answer["completion"_L1]["status"_L1].toString(), u"ok"_s);
        QCOMPARE(answer["completion"_L1]["replyDisposition"_L1].toString(), u"visible"_s);
        QVERIFY(!answer["runId"_L1].toString().isEmpty());
        QCOMPARE(test::statusOf(ask(post("/hooks/agent", "{'message':'go','agentId':'x'}"))), 400);

        model.say({.text = u"NO_REPLY"_s});
        const QJsonObject silent =
            jsonOf(ask(post("/hooks/agent", "{'message':'go','waitForCompletion':true}")));
        QCOMPARE(silent["completion"_L1]["replyDisposition"_L1].toString(), u"silent"_s);
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestHooks)
#include "tst_hooks.moc"
