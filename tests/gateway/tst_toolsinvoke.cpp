#include "gateway/net/httpgate.h"
#include "gateway/net/httpserver.h"
#include "gateway/surfaces/toolsinvoke.h"
#include "tests/support/httptext.h"
#include "tests/support/rawclient.h"
#include "tests/support/testprogram.h"

#include <QJsonDocument>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;
using test::RawClient;

namespace {

QByteArray post(QByteArray body, const QByteArray &fields = {})
{
    body.replace('\'', '"');
    return test::httpPost("/tools/invoke", body, "Connection: close\r\n" + fields);
}

QJsonObject jsonOf(const QByteArray &answer)
{
    return QJsonDocument::fromJson(test::bodyOf(answer)).object();
}

} // namespace

/// `/tools/invoke` over real sockets, with tools that the test plays.
class TestToolsInvoke : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_calls.clear();
        m_done.clear();
        m_isOwner = true;
        m_settings = {};
        m_gate = std::make_unique<HttpGate>();
        m_server = std::make_unique<HttpServer>(*m_gate);
        QVERIFY(m_server->listen({QHostAddress(QHostAddress::LocalHost)}, 0));
        m_tools = std::make_unique<Toolset>();
        for (const QString &name : {u"look"_s, u"exec"_s, u"cron"_s})
            m_tools->add({.name = name,
                          .start = [this](const QJsonObject &arguments, const ToolContext &context,
                                          const ToolDone &done) {
                              m_calls += QJsonObject{{"args"_L1, arguments}, {"route"_L1, context.route}};
                              m_done += done;
                              return ToolAbort();
                          }});
        addToolsInvoke(m_gate->router(), services());
    }
    void cleanup()
    {
        m_server.reset();
        m_gate.reset();
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("says");
        const auto row = [](const char *name, const char *body, int status, const char *says) {
            QTest::newRow(name) << QByteArray(body) << status << QByteArray(says);
        };
        row("no JSON", "{", 400, "tools.invoke requires name");
        row("no name", "{'args':{}}", 400, "tools.invoke requires name");
        row("arguments that are none", "{'name':'look','args':[]}", 400, "args must be an object");
        row("a key that is none", "{'name':'look','idempotencyKey':7}", 400, "idempotencyKey must be");
        row("an unknown agent", "{'name':'look','agentId':'x'}", 400, "no such agent");
        row("an unknown tool", "{'name':'x'}", 404, "Tool not available: x");
        row("a tool that changes much", "{'name':'exec'}", 404, "Tool not available: exec");
        row("a tool of the owner", "{'name':'cron'}", 404, "Tool not available: cron");
    }
    void refuses()
    {
        QFETCH(QByteArray, body);
        QFETCH(int, status);
        QFETCH(QByteArray, says);
        const QByteArray answer = ask(post(body))->readAll();
        QCOMPARE(test::statusOf(answer), status);
        QVERIFY2(answer.contains(says), answer.constData());
        QVERIFY(m_calls.isEmpty());
    }

    void theOwnersToolsAreForHimAlone()
    {
        m_settings = {{"allow"_L1, QJsonArray{u"cron"_s}}};
        m_isOwner = false;
        QCOMPARE(test::statusOf(ask(post("{'name':'cron'}"))->readAll()), 404);
        m_isOwner = true;
        const auto client = ask(post("{'name':'cron'}"));
        QTRY_COMPARE(m_calls.size(), 1);
    }

    void calls()
    {
        const auto client = ask(post("{'tool':'x','name':'look','args':{'a':1},'action':'b','dryRun':true}",
                                     "X-OpenClaw-Message-Channel: telegram\r\nX-Ws-Agent-Message-To: 7\r\n"
                                     "X-OpenClaw-Account-Id: mine\r\nX-OpenClaw-Thread-Id: 9\r\n"));
        QTRY_COMPARE(m_calls.size(), 1);
        QCOMPARE(m_calls[0]["args"_L1].toObject(), (QJsonObject{{"a"_L1, 1}, {"action"_L1, u"b"_s}}));
        QCOMPARE(m_calls[0]["route"_L1].toObject(), (QJsonObject{{"channel"_L1, u"telegram"_s},
                                                                 {"to"_L1, u"7"_s},
                                                                 {"accountId"_L1, u"mine"_s},
                                                                 {"threadId"_L1, u"9"_s}}));
        m_done[0](ToolResult::text(u"seen"_s));
        const QJsonObject answer = jsonOf(client->readAll());
        QCOMPARE(answer["ok"_L1].toBool(), true);
        QCOMPARE(answer["result"_L1]["content"_L1][0]["text"_L1].toString(), u"seen"_s);
    }

    void aRepetitionIsNotCarriedOut()
    {
        const QByteArray request = post("{'name':'look','idempotencyKey':'k'}");
        const auto first = ask(request);
        QTRY_COMPARE(m_calls.size(), 1);
        const auto second = ask(request);
        QTRY_COMPARE(m_gate->counts().admitted, 2U);
        m_done[0](ToolResult::text(u"seen"_s));

        const QByteArray answer = test::bodyOf(first->readAll());
        QVERIFY(answer.contains("seen"));
        QCOMPARE(test::bodyOf(second->readAll()), answer);
        QCOMPARE(test::bodyOf(ask(request)->readAll()), answer);
        QCOMPARE(m_calls.size(), 1);

        const auto another = ask(post("{'name':'look','idempotencyKey':'l'}"));
        QTRY_COMPARE(m_calls.size(), 2);
        const auto elsewhere = ask(post("{'name':'look','idempotencyKey':'k','sessionKey':'other'}"));
        QTRY_COMPARE(m_calls.size(), 3);
    }

private:
    ToolsInvokeServices services()
    {
        return {.tools = [this]() -> Toolset & { return *m_tools; },
                .session = [this](const QString &key, const QString &agentId,
                                  const Caller &) -> Result<ToolsInvokeServices::Session> {
                    if (!agentId.isEmpty())
                        return Error{u"no such agent"_s};
                    return ToolsInvokeServices::Session{
                        .context = {.sessionKey = u"agent:main:"_s + key, .isOwner = m_isOwner}};
                },
                .settings = [this] { return m_settings; },
                .whenReady = [](const std::function<void()> &ready) { ready(); },
                .guard = {}};
    }

    std::unique_ptr<RawClient> ask(const QByteArray &request)
    {
        auto client = std::make_unique<RawClient>(m_server->port());
        client->send(request);
        return client;
    }

    std::unique_ptr<HttpGate> m_gate;
    std::unique_ptr<HttpServer> m_server;
    std::unique_ptr<Toolset> m_tools;
    QJsonObject m_settings; ///< gateway.tools
    QList<QJsonObject> m_calls;
    QList<ToolDone> m_done;
    bool m_isOwner = true;
};

WSAGENT_TEST_WITH(QCoreApplication, TestToolsInvoke)
#include "tst_toolsinvoke.moc"
