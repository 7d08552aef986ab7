#include "tests/support/runninggateway.h"
#include "tests/support/testprogram.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QTcpSocket>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;
using test::CliHome;
using test::CliResult;

/// Tools of a running gateway, as programs and people reach them.
class TestToolsOnline : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_base = test::freeBase();
        const CliResult made = m_home.run({u"--profile"_s, u"main"_s, u"setup"_s, u"--baseline"_s});
        QVERIFY2(made.exitCode == 0, made.err.constData());
        QCOMPARE(m_home.run({u"--profile"_s, u"rescue"_s, u"setup"_s, u"--baseline"_s}).exitCode, 0);
        set(u"gateway.port"_s, QString::number(m_base));
        set(u"gateway.auth.token"_s, u"a-token-for-this-test-only"_s);
        m_gateway = std::make_unique<test::RunningGateway>(m_home, u"main"_s);
        QVERIFY2(!m_gateway->readyLine().isEmpty(), m_gateway->errors().constData());
    }

    void overHttp_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<bool>("withToken");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("says");

        QTest::newRow("a tool")
            << QByteArray("{\"name\": \"write\", \"args\": {\"path\": \"a\", \"content\": \"x\"}}") << true
            << 404 << u"Tool not available: write"_s;
        QTest::newRow("reading") << QByteArray("{\"tool\": \"ls\", \"args\": {}}") << true << 200
                                 << u"\"ok\":true"_s;
        QTest::newRow("reading what is not there")
            << QByteArray("{\"name\": \"read\", \"args\": {\"path\": \"no-such-file\"}}") << true << 500
            << u"tool_error"_s;
        QTest::newRow("wrong arguments") << QByteArray("{\"name\": \"read\", \"args\": {\"path\": 1}}")
                                         << true << 400 << u"invalid_request"_s;
        QTest::newRow("no name") << QByteArray("{\"args\": {}}") << true << 400
                                 << u"tools.invoke requires name"_s;
        QTest::newRow("no JSON") << QByteArray("{") << true << 400 << u"tools.invoke requires name"_s;
        QTest::newRow("an unknown tool")
            << QByteArray("{\"name\": \"teleport\"}") << true << 404 << u"Tool not available: teleport"_s;
        QTest::newRow("a command") << QByteArray("{\"name\": \"exec\", \"args\": {\"command\": \"id\"}}")
                                   << true << 404 << u"Tool not available: exec"_s;
        QTest::newRow("an unknown agent")
            << QByteArray("{\"name\": \"ls\", \"args\": {}, \"agentId\": \"nobody\"}") << true << 400
            << u"invalid_request"_s;
        QTest::newRow("without the token")
            << QByteArray("{\"tool\": \"ls\", \"args\": {}}") << false << 401 << u"unauthorized"_s;
    }

    void overHttp()
    {
        QFETCH(QByteArray, body);
        QFETCH(bool, withToken);
        QFETCH(int, status);
        QFETCH(QString, says);
        QTcpSocket socket;
        socket.connectToHost(u"127.0.0.1"_s, quint16(m_base));
        QVERIFY(socket.waitForConnected());
        const QByteArray credential = withToken ? "Authorization: Bearer a-token-for-this-test-only\r\n" : "";
        socket.write("POST /tools/invoke HTTP/1.1\r\nHost: 127.0.0.1:" + QByteArray::number(m_base) + "\r\n" +
                     credential + "Content-Type: application/json\r\nConnection: close\r\nContent-Length: " +
                     QByteArray::number(body.size()) + "\r\n\r\n" + body);
        QByteArray answer;
        while (socket.state() == QTcpSocket::ConnectedState && socket.waitForReadyRead(20000))
            answer += socket.readAll();
        answer += socket.readAll();
        QCOMPARE(answer.mid(9, 3).toInt(), status);
        QVERIFY2(QString::fromUtf8(answer).contains(says, Qt::CaseInsensitive), answer.constData());
    }

    void aSiblingIsOutOfReach_data()
    {
        QTest::addColumn<QString>("tool");
        QTest::addColumn<QString>("arguments"); // %1: the state of the sibling

        QTest::newRow("reading its config") << u"read"_s << u"{\"path\": \"%1/ws-agent.json\"}"_s;
        QTest::newRow("reading by two dots")
            << u"read"_s << u"{\"path\": \"../../.ws-agent-rescue/ws-agent.json\"}"_s;
        QTest::newRow("listing it") << u"ls"_s << u"{\"path\": \"%1\"}"_s;
        QTest::newRow("searching it") << u"grep"_s << u"{\"pattern\": \"token\", \"path\": \"%1\"}"_s;
    }

    void aSiblingIsOutOfReach()
    {
        QFETCH(QString, tool);
        QFETCH(QString, arguments);
        QVERIFY(QFile::exists(m_home.path(u".ws-agent-rescue/ws-agent.json"_s)));
        const QByteArray params =
            u"{\"name\": \"%1\", \"args\": %2}"_s
                .arg(tool, arguments.replace("%1"_L1, m_home.path(u".ws-agent-rescue"_s)))
                .toUtf8();
        const CliResult called = run({u"gateway"_s, u"call"_s, u"tools.invoke"_s, u"--params"_s,
                                      QString::fromUtf8(params), u"--json"_s});
        QVERIFY2(called.out.contains("belongs to the instance rescue"),
                 (called.out + called.err).constData());
    }

    void whatThereIs()
    {
        const QJsonObject catalog = call(u"tools.catalog"_s, u"{}"_s);
        QStringList tools;
        const QJsonArray groups = catalog["groups"_L1].toArray();
        for (const QJsonValue &group : groups) {
            const QJsonArray rows = group["tools"_L1].toArray();
            for (const QJsonValue &tool : rows)
                tools += tool["id"_L1].toString();
        }
        for (const QString &tool : {u"read"_s, u"apply_patch"_s, u"exec"_s, u"process"_s, u"web_fetch"_s})
            QVERIFY2(tools.contains(tool), qPrintable(tool));
        QCOMPARE(call(u"tools.effective"_s, u"{\"sessionKey\": \"main\"}"_s)["agentId"_L1], u"main"_s);
    }

    void theListOfPrograms()
    {
        QVERIFY(run({u"approvals"_s, u"get"_s}).out.contains("security allowlist"));
        QCOMPARE(run({u"approvals"_s, u"allowlist"_s, u"add"_s, u"git"_s}).exitCode, 2);
        QCOMPARE(run({u"approvals"_s, u"allowlist"_s, u"add"_s, u"/usr/bin/printf"_s}).exitCode, 0);
        QVERIFY(run({u"approvals"_s, u"get"_s, u"--json"_s})
                    .json()["file"_L1]["agents"_L1]["main"_L1]["allowlist"_L1][0]["pattern"_L1] ==
                "/usr/bin/printf"_L1);
        const QJsonObject ran =
            call(u"tools.invoke"_s, u"{\"name\": \"exec\", \"args\": {\"command\": \"printf x\"}}"_s);
        QCOMPARE(ran["output"_L1]["details"_L1]["output"_L1], u"x"_s);
        const QJsonObject refused =
            call(u"tools.invoke"_s, u"{\"name\": \"exec\", \"args\": {\"command\": \"printf x; id\"}}"_s);
        QCOMPARE(refused["ok"_L1], false);
        QCOMPARE(run({u"approvals"_s, u"allowlist"_s, u"remove"_s, u"/usr/bin/printf"_s}).exitCode, 0);
        QCOMPARE(run({u"approvals"_s, u"allowlist"_s, u"remove"_s, u"/usr/bin/printf"_s}).exitCode, 1);
        QVERIFY(run({u"approvals"_s, u"pending"_s}).out.contains("Nothing waits"));
        QCOMPARE(run({u"approvals"_s, u"resolve"_s, u"nothing"_s, u"deny"_s}).exitCode, 1);
    }

    void theSkills()
    {
        const QString workspace = call(u"skills.status"_s, u"{}"_s)["workspaceDir"_L1].toString();
        QVERIFY(QDir().mkpath(workspace + "/skills/demo"_L1));
        QFile file(workspace + "/skills/demo/SKILL.md"_L1);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("---\ndescription: Shows how\nmetadata: {\"ws-agent\": {\"requires\": {\"bins\": "
                   "[\"no-such-program\"]}}}\n---\n");
        file.close();
        QVERIFY(run({u"skills"_s, u"list"_s}).out.contains("needs programs: no-such-program"));
        QVERIFY(!run({u"skills"_s, u"list"_s, u"--eligible"_s}).out.contains("demo"));
        QCOMPARE(run({u"skills"_s, u"info"_s, u"demo"_s, u"--json"_s}).json()["eligible"_L1], false);
        QCOMPARE(run({u"skills"_s, u"info"_s, u"nothing"_s}).exitCode, 1);
        QCOMPARE(run({u"skills"_s, u"check"_s, u"--json"_s}).json()["missing"_L1].toArray().size(), 1);
    }

private:
    CliResult run(const QStringList &arguments) const
    {
        return m_home.run(QStringList{u"--profile"_s, u"main"_s} + arguments);
    }
    void set(const QString &key, const QString &value)
    {
        const CliResult done = run({u"config"_s, u"set"_s, key, value});
        QVERIFY2(done.exitCode == 0, done.err.constData());
    }
    QJsonObject call(const QString &method, const QString &params) const
    {
        return run({u"gateway"_s, u"call"_s, method, u"--params"_s, params, u"--json"_s}).json();
    }

    CliHome m_home;
    int m_base = 0;
    std::unique_ptr<test::RunningGateway> m_gateway;
};

WSAGENT_TEST_WITH(QCoreApplication, TestToolsOnline)
#include "tst_toolsonline.moc"
