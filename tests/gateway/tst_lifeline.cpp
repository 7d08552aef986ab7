#include "gateway/base/linebuffer.h"
#include "gateway/supervised/drainbudget.h"
#include "gateway/supervised/lifelinemessage.h"
#include "tests/support/testprogram.h"

#include <QTest>

using namespace wsagent;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

Q_DECLARE_METATYPE(LifelineMessage)

/// The words of the line between a supervisor and its gateways (D2).
class TestLifeline : public QObject
{
    Q_OBJECT

private slots:
    void whoeverWaitsForTheEndSaysHowLong_data()
    {
        QTest::addColumn<QStringList>("variables");
        QTest::addColumn<int>("seconds");
        const QString marker = u"WS_AGENT_SERVICE_MARKER=ws-agent"_s;
        const QString unit = u"WS_AGENT_SYSTEMD_UNIT=ws-agent-gateway.service"_s;
        QTest::newRow("a person") << QStringList() << 20;
        QTest::newRow("systemd") << QStringList{marker, unit} << 300;
        QTest::newRow("launchd") << QStringList{marker, u"WS_AGENT_LAUNCHD_LABEL=ai.ws-agent.gateway"_s} << 5;
        QTest::newRow("the Task Scheduler")
            << QStringList{marker, u"WS_AGENT_WINDOWS_TASK_NAME=WsAgent Gateway"_s} << 20;
        QTest::newRow("a name without a service") << QStringList{unit} << 20;
    }
    void whoeverWaitsForTheEndSaysHowLong()
    {
        QFETCH(QStringList, variables);
        QFETCH(int, seconds);
        QProcessEnvironment environment;
        for (const QString &variable : variables)
            environment.insert(variable.section(u'=', 0, 0), variable.section(u'=', 1));
        QCOMPARE(drainBudget(environment).count(), seconds);
    }

    void words_data()
    {
        QTest::addColumn<LifelineMessage>("message");
        QTest::addColumn<QByteArray>("line");
        QTest::newRow("ready") << LifelineMessage(LifelineReady{18789, 42, u"0.1.0"_s})
                               << QByteArray(R"({"ready":{"pid":42,"port":18789,"version":"0.1.0"}})");
        QTest::newRow("failed") << LifelineMessage(LifelineFailed{u"no token"_s, 78})
                                << QByteArray(R"({"failed":{"exitCode":78,"message":"no token"}})");
        QTest::newRow("degraded") << LifelineMessage(LifelineDegraded{u"config"_s})
                                  << QByteArray(R"({"degraded":{"reason":"config"}})");
        QTest::newRow("stop") << LifelineMessage(LifelineStop{1500ms})
                              << QByteArray(R"({"stop":{"drainMs":1500}})");
    }
    void words()
    {
        QFETCH(LifelineMessage, message);
        QFETCH(QByteArray, line);
        QCOMPARE(toLine(message), line + '\n');
        const auto parsed = parseLifelineMessage(line);
        QVERIFY(parsed);
        QVERIFY(*parsed == message);
    }

    void nonsense_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("no JSON") << QByteArray("gateway listening on ws://127.0.0.1:18789");
        QTest::newRow("no object") << QByteArray("[1]");
        QTest::newRow("an unknown word") << QByteArray(R"({"sing":{}})");
        QTest::newRow("two words") << QByteArray(R"({"stop":{},"ready":{}})");
        QTest::newRow("a word without content") << QByteArray(R"({"stop":true})");
    }
    void nonsense()
    {
        QFETCH(QByteArray, line);
        QVERIFY(!parseLifelineMessage(line));
    }

    void aDrainHasBounds_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<std::chrono::milliseconds>("drain");
        QTest::newRow("into the past") << QByteArray(R"({"stop":{"drainMs":-5}})") << 0ms;
        QTest::newRow("for years") << QByteArray(R"({"stop":{"drainMs":1e15}})")
                                   << std::chrono::milliseconds(1h);
    }
    void aDrainHasBounds()
    {
        QFETCH(QByteArray, line);
        QTEST(std::get<LifelineStop>(*parseLifelineMessage(line)).drain, "drain");
    }

    void aLongReasonStillFitsIntoALine()
    {
        const QByteArray line = toLine(LifelineFailed{QString(100'000, u'ä'), 1});
        QVERIFY(line.size() <= longestLifelineLine);
        QVERIFY(parseLifelineMessage(line));
    }

    void linesArriveInPieces()
    {
        LineBuffer lines(10);
        QCOMPARE(lines.add("on"), QList<QByteArray>());
        QCOMPARE(lines.add("e\ntwo\nth"), (QList<QByteArray>{"one", "two"}));
        QCOMPARE(lines.add("ree\n"), QList<QByteArray>{"three"});
        QVERIFY(!lines.isOverflown());
    }

    void aLineThatIsTooLongEndsTheListening_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QList<QByteArray>>("before");
        QTest::newRow("without an end") << QByteArray("short\n01234567890") << QList<QByteArray>{"short"};
        QTest::newRow("with an end") << QByteArray("01234567890\nshort\n") << QList<QByteArray>{};
    }
    void aLineThatIsTooLongEndsTheListening()
    {
        QFETCH(QByteArray, bytes);
        LineBuffer lines(10);
        QTEST(lines.add(bytes), "before");
        QVERIFY(lines.isOverflown());
        QCOMPARE(lines.add("more\n"), QList<QByteArray>());
    }
};

WSAGENT_TEST(TestLifeline)
#include "tst_lifeline.moc"
