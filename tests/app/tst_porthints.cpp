#include "app/cli/logtail.h"
#include "app/cli/porthints.h"
#include "tests/support/testprogram.h"

#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

/// What `gateway status` says of a port that somebody else has, and of the last error in a log.
class TestPortHints : public QObject
{
    Q_OBJECT

private slots:
    void whoHasThePort_data()
    {
        QTest::addColumn<Listener>("listener");
        QTest::addColumn<QString>("hint");

        QTest::newRow("a program") << Listener{.port = 30600, .pid = 12, .processName = u"python3"_s}
                                   << u"port 30600 belongs to python3 (pid 12)"_s;
        QTest::newRow("one that cannot be seen")
            << Listener{.port = 30600} << u"port 30600 belongs to a program of another user"_s;
        QTest::newRow("another gateway") << Listener{.port = 30600, .pid = 12, .profile = u"work"_s}
                                         << u"port 30600 belongs to the gateway of work (pid 12)"_s;
        QTest::newRow("the own gateway")
            << Listener{.port = 30600, .pid = 7, .profile = u"main"_s} << QString();
        QTest::newRow("the own process") << Listener{.port = 30600, .pid = 7} << QString();
    }

    void whoHasThePort()
    {
        QFETCH(Listener, listener);

        QTEST(portHints({listener}, u"main"_s, 7).value(0), "hint");
    }

    void theHintIsForTheProfile()
    {
        QCOMPARE(portHints({Listener{.port = 1}}, u"main"_s, {}).value(1),
                 u"end it, or let this profile move: ws-agent --profile main doctor --fix"_s);
        QVERIFY(portHints({}, u"main"_s, {}).isEmpty());
    }

    void theLastErrorCounts()
    {
        const auto line = [](const QString &level, const QString &message) {
            return uR"({"message":"%2","_meta":{"logLevelName":"%1"}})"_s.arg(level, message);
        };
        const QStringList lines{line(u"ERROR"_s, u"first"_s), line(u"ERROR"_s, u"last"_s),
                                line(u"INFO"_s, u"later"_s), u"{ torn"_s};

        QCOMPARE(lastError(lines)["message"_L1].toString(), u"last"_s);
        QVERIFY(lastError({line(u"WARN"_s, u"mild"_s)}).isEmpty());
    }
};

WSAGENT_TEST(TestPortHints)
#include "tst_porthints.moc"
