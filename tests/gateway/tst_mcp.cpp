#include "gateway/agents/mcp/mcpservers.h"
#include "tests/support/testprogram.h"
#include "tests/support/tooltest.h"

#include <QTest>

#include <csignal>

using namespace wsagent;
using namespace Qt::StringLiterals;

class TestMcp : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_config = {{"fake"_L1, QJsonObject{{"command"_L1, fakeServer()},
                                            {"env"_L1, QJsonObject{{"MCP_GIVEN"_L1, u"given"_s}}}}}};
        m_warnings.clear();
        m_tools.emplace();
        m_servers = std::make_unique<McpServers>(
            *m_tools,
            McpServers::Facts{.servers = [this] { return m_config; },
                              .environment = [] { return QProcessEnvironment::systemEnvironment(); },
                              .walls = [] { return QList<Wall>(); },
                              .directory = QDir::tempPath(),
                              .warn =
                                  [this](const QString &text) {
                                      m_warnings += text;
                                  }});
    }

    void cleanup()
    {
        m_servers.reset();
        m_tools.reset();
    }

    void itsToolsAppear()
    {
        QVERIFY(m_tools->names().isEmpty());
        need();
        QCOMPARE(m_tools->names(),
                 (QStringList{u"mcp__fake__dies"_s, u"mcp__fake__echo"_s, u"mcp__fake__environment"_s,
                              u"mcp__fake__fails"_s, u"mcp__fake__sleeps"_s}));
        const Tool *echo = m_tools->find(u"mcp__fake__echo"_s);
        QCOMPARE(echo->summary, u"The tool echo"_s);
        QVERIFY(!echo->hasSideEffect);
        QVERIFY(m_tools->find(u"mcp__fake__fails"_s)->hasSideEffect);
        QCOMPARE(echo->source, Tool::Source::Mcp);
        QCOMPARE(m_servers->status().first()["state"_L1], u"ready"_s);
    }

    void itsToolsAreCalled()
    {
        need();
        QStringList progress;
        ToolContext context;
        context.progress = [&progress](const QString &text) {
            progress += text;
        };
        QCOMPARE(call(*m_tools, u"mcp__fake__echo"_s, {{"text"_L1, u"ü\n\"x\""_s}}, context).plainText(),
                 u"echo: ü\n\"x\""_s);
        QCOMPARE(progress, QStringList{u"half way"_s});
        QVERIFY(call(*m_tools, u"mcp__fake__echo"_s, {}, context).isError); // its schema is checked here
        const ToolResult failed = call(*m_tools, u"mcp__fake__fails"_s, {}, context);
        QVERIFY(failed.isError);
        QCOMPARE(failed.plainText(), u"it went wrong"_s);
        QVERIFY(
            call(*m_tools, u"mcp__fake__environment"_s, {}, context).plainText().startsWith(u"given||"_s));
    }

    void aCallCanBeAborted()
    {
        need();
        std::optional<ToolResult> result;
        const ToolAbort abort = m_tools->start(u"mcp__fake__sleeps"_s, {}, {},
                                               [&result](const ToolResult &got) { result = got; });
        QVERIFY(!result);
        abort();
        QCOMPARE(*result, ToolResult::aborted());
        QCOMPARE(call(*m_tools, u"mcp__fake__echo"_s, {{"text"_L1, u"x"_s}}, {}).plainText(), u"echo: x"_s);
    }

    void aServerThatDies()
    {
        need();
        const ToolResult result = call(*m_tools, u"mcp__fake__dies"_s, {}, {});
        QVERIFY(result.isError);
        QVERIFY2(result.plainText().contains(u"has ended (code 3)"_s), qPrintable(result.plainText()));
        QCOMPARE(m_warnings.size(), 1);
        QVERIFY(m_tools->names().isEmpty());
        QCOMPARE(m_servers->status().first()["state"_L1], u"failed"_s);
    }

    void oneThatCannotBeStartedKeepsNobodyWaiting()
    {
        m_config.insert(u"missing"_s, QJsonObject{{"command"_L1, u"/no/such/program"_s}});
        m_config.insert(u"off"_s, QJsonObject{{"command"_L1, fakeServer()}, {"enabled"_L1, false}});
        m_config.insert(u"nowhere"_s, QJsonObject{{"url"_L1, u"http://127.0.0.1:1/mcp"_s}});
        need();
        QCOMPARE(m_tools->names().size(), 5);
        QCOMPARE(m_warnings.size(), 2);
    }

    void oneThatSaysNothing()
    {
        m_config = {
            {"mute"_L1, QJsonObject{{"command"_L1, fakeServer()}, {"args"_L1, QJsonArray{u"mute"_s}}}}};
        bool ready = false;
        m_servers->need(std::chrono::milliseconds(100), [&ready] { ready = true; });
        QVERIFY(!ready);
        QTRY_VERIFY(ready);
        QCOMPARE(m_servers->status().first()["state"_L1], u"starting"_s);
    }

    void endsWithItsConfigAndWithTheGateway()
    {
        need();
        const auto pid = [this] {
            return call(*m_tools, u"mcp__fake__environment"_s, {}, {}).plainText().section(u'|', 2).toInt();
        };
        const int first = pid();
        QVERIFY(::kill(first, 0) == 0);
        m_config = {{"other"_L1, QJsonObject{{"command"_L1, fakeServer()}}}};
        need();
        QCOMPARE(m_tools->names().first(), u"mcp__other__dies"_s);
        QTRY_VERIFY(::kill(first, 0) != 0);
        const int second =
            call(*m_tools, u"mcp__other__environment"_s, {}, {}).plainText().section(u'|', 2).toInt();
        m_servers.reset();
        QTRY_VERIFY(::kill(second, 0) != 0);
    }

    void names_data()
    {
        QTest::addColumn<QString>("server");
        QTest::addColumn<QString>("tool");
        QTest::addColumn<QString>("name");

        QTest::newRow("plain") << u"a"_s << u"b-c_d"_s << u"mcp__a__b-c_d"_s;
        QTest::newRow("signs") << u"my server"_s << u"a/b.c"_s << u"mcp__my_server__a_b_c"_s;
        QTest::newRow("letters of others") << u"ä"_s << u"ж"_s << u"mcp______"_s;
        QTest::newRow("long") << u"a"_s << QString(100, u'x') << u"mcp__a__"_s + QString(56, u'x');
    }

    void names()
    {
        QFETCH(QString, server);
        QFETCH(QString, tool);
        QFETCH(QString, name);
        QCOMPARE(mcpToolName(server, tool), name);
    }

private:
    static QString fakeServer() { return QCoreApplication::applicationDirPath() + "/fakemcpserver"_L1; }
    void need()
    {
        bool ready = false;
        m_servers->need(std::chrono::seconds(20), [&ready] { ready = true; });
        QTRY_VERIFY_WITH_TIMEOUT(ready, 20000);
    }

    QJsonObject m_config;
    QStringList m_warnings;
    std::optional<Toolset> m_tools;
    std::unique_ptr<McpServers> m_servers;
};

WSAGENT_TEST_WITH(QCoreApplication, TestMcp)
#include "tst_mcp.moc"
