#include "gateway/net/httpgate.h"
#include "gateway/net/httpserver.h"
#include "gateway/surfaces/sessionroutes.h"
#include "tests/support/agentinstance.h"
#include "tests/support/httptext.h"
#include "tests/support/rawclient.h"
#include "tests/support/testprogram.h"

#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;
using test::RawClient;

namespace {

constexpr auto bearer = "Authorization: Bearer t0ken\r\n";

QByteArray get(quint16 port, const QByteArray &path, const QByteArray &fields = bearer)
{
    RawClient client(port);
    client.send(test::httpRequest("GET " + path, fields));
    return client.readUntil(test::isWholeAnswer);
}

QByteArray post(quint16 port, const QByteArray &path)
{
    RawClient client(port);
    client.send(test::httpPost(path, "{}", bearer));
    return client.readUntil(test::isWholeAnswer);
}

QJsonObject jsonOf(const QByteArray &answer)
{
    return QJsonDocument::fromJson(test::bodyOf(answer)).object();
}

/// Lets everybody in, by the way and with the scopes that the test says.
class Operators : public HttpOperators
{
public:
    Result<Caller, HttpDenial> identify(const HttpRequest &, const HttpPeer &) override
    {
        return Caller{.role = u"operator"_s, .scopes = scopes, .authMethod = method};
    }
    QString method;
    QStringList scopes;
};

} // namespace

/// `/sessions/<key>/…`, see `gateway-http.md` 7.
class TestSessionRoutes : public QObject
{
    Q_OBJECT

private slots:
    void history()
    {
        test::ScriptedModel model;
        const test::AgentInstance instance(model);
        const quint16 port = instance.gateway.port();
        instance.say(u"hello"_s);
        QTRY_VERIFY(instance.history().contains(u"You said: hello"));

        const QByteArray answer = get(port, "/sessions/agent%3Amain%3Amain/history");
        const QJsonObject page = jsonOf(answer);
        QCOMPARE(test::statusOf(answer), 200);
        QCOMPARE(page["sessionKey"_L1].toString(), u"agent:main:main"_s);
        QCOMPARE(page["items"_L1].toArray().size(), 2);
        QCOMPARE(page["messages"_L1], page["items"_L1]);
        QCOMPARE(page["hasMore"_L1].toBool(), false);

        const QJsonObject last = jsonOf(get(port, "/sessions/main/history?limit=1"));
        QCOMPARE(last["items"_L1][0], page["items"_L1][1]);
        QCOMPARE(last["hasMore"_L1].toBool(), true);
        const QByteArray cursor = last["nextCursor"_L1].toString().toLatin1();
        const QJsonObject first = jsonOf(get(port, "/sessions/main/history?limit=1&cursor=" + cursor));
        QCOMPARE(first["items"_L1][0], page["items"_L1][0]);
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("fields");
        QTest::addColumn<int>("status");
        const QByteArray known = "/sessions/main/history";
        QTest::newRow("no credential") << known << QByteArray() << 401;
        QTest::newRow("an unknown session")
            << QByteArray("/sessions/none/history") << QByteArray(bearer) << 404;
        QTest::newRow("an unknown agent")
            << QByteArray("/sessions/agent:x:main/history") << QByteArray(bearer) << 404;
        QTest::newRow("no session") << QByteArray("/sessions/history") << QByteArray(bearer) << 404;
        QTest::newRow("no number") << QByteArray(known + "?limit=x") << QByteArray(bearer) << 400;
        QTest::newRow("too many") << QByteArray(known + "?limit=1001") << QByteArray(bearer) << 400;
        QTest::newRow("another method") << QByteArray("/sessions/main/kill") << QByteArray(bearer) << 405;
    }
    void refuses()
    {
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, fields);
        test::ScriptedModel model;
        const test::AgentInstance instance(model);
        instance.say(u"hello"_s);
        QTRY_VERIFY(instance.history().contains(u"You said: hello"));
        QTEST(test::statusOf(get(instance.gateway.port(), path, fields)), "status");
    }

    void tellsWhatFollows()
    {
        test::ScriptedModel model;
        test::AgentInstance instance(model);
        instance.say(u"hello"_s);
        QTRY_VERIFY(instance.history().contains(u"You said: hello"));
        RawClient client(instance.gateway.port());
        client.send(test::httpRequest("GET /sessions/main/history",
                                      QByteArray(bearer) + "Accept: text/event-stream\r\n"));
        const QByteArray begun = client.readUntil("event: history\ndata: {");
        QVERIFY2(begun.contains("text/event-stream") && begun.contains("event: history\n"),
                 begun.constData());

        instance.say(u"more"_s);
        const QByteArray followed = client.readUntil("You said: more");
        QVERIFY2(followed.contains("event: message\ndata: {") && followed.contains("You said: more"),
                 followed.constData());

        instance.gateway.gateway->stop(std::chrono::seconds(20));
        QVERIFY2(client.readUntil("\r\n0\r\n\r\n").endsWith("0\r\n\r\n"), "the end of the gateway ends it");
    }

    void kills_data()
    {
        QTest::addColumn<QString>("method");
        QTest::addColumn<QString>("scope");
        QTest::addColumn<QByteArray>("session");
        QTest::addColumn<int>("status");
        const QString admin = u"operator.admin"_s;
        const QByteArray child = "agent:main:subagent:1";
        QTest::newRow("declared") << u"none"_s << admin << child << 200;
        QTest::newRow("by a proxy") << u"trusted-proxy"_s << admin << child << 200;
        QTest::newRow("with less") << u"none"_s << u"operator.write"_s << child << 403;
        QTest::newRow("by the secret") << u"token"_s << admin << child << 403;
        QTest::newRow("no sub-agent") << u"none"_s << admin << QByteArray("main") << 404;
        QTest::newRow("nobody") << u"none"_s << admin << QByteArray("agent:main:subagent:2") << 404;
    }
    void kills()
    {
        QFETCH(QString, method);
        QFETCH(QString, scope);
        QFETCH(QByteArray, session);
        QFETCH(int, status);
        const QTemporaryDir directory;
        SessionStore store({.stateDir = directory.path()});
        for (const QString &name : {u"main"_s, u"subagent:1"_s}) {
            const QJsonObject message{{"role"_L1, u"user"_s}, {"content"_L1, u"x"_s}};
            QVERIFY(store.append({.agentId = u"main"_s, .rest = name}, message, {}, Durable::No));
        }
        Operators operators;
        operators.method = method;
        operators.scopes = {scope};
        QStringList stopped;
        HttpGate gate;
        HttpServer server(gate);
        QVERIFY(server.listen({QHostAddress(QHostAddress::LocalHost)}, 0));
        addSessionRoutes(gate.router(), operators,
                         {.store = &store, .ask = {}, .stop = [&stopped](const SessionKey &key) {
                              stopped += key.text();
                              return true;
                          }});
        const QByteArray answer = post(server.port(), "/sessions/" + session + "/kill");

        QCOMPARE(test::statusOf(answer), status);
        QCOMPARE(stopped, status == 200 ? QStringList{u"agent:main:subagent:1"_s} : QStringList());
        if (status == 200)
            QCOMPARE(jsonOf(answer), (QJsonObject{{"ok"_L1, true}, {"killed"_L1, true}}));
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestSessionRoutes)
#include "tst_sessionroutes.moc"
