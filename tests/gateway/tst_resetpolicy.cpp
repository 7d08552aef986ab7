#include "gateway/sessions/resetpolicy.h"
#include "tests/support/testprogram.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#include <QTimeZone>

using namespace wsagent;
using namespace Qt::StringLiterals;

class TestResetPolicy : public QObject
{
    Q_OBJECT

private slots:
    void choice_data()
    {
        QTest::addColumn<QByteArray>("config");
        QTest::addColumn<ResetSubject::Type>("type");
        QTest::addColumn<QString>("channel");
        QTest::addColumn<int>("hour"); // -1: none
        QTest::addColumn<int>("idle");

        const auto dm = ResetSubject::Type::Dm;
        const auto group = ResetSubject::Type::Group;
        QTest::newRow("nothing said") << QByteArray("{}") << dm << u""_s << 4 << -1;
        QTest::newRow("daily at another hour")
            << QByteArray(R"({"reset":{"mode":"daily","atHour":0}})") << dm << u""_s << 0 << -1;
        QTest::newRow("daily and idle")
            << QByteArray(R"({"reset":{"mode":"daily","atHour":6,"idleMinutes":30}})") << dm << u""_s << 6
            << 30;
        QTest::newRow("idle only") << QByteArray(R"({"reset":{"mode":"idle","idleMinutes":30}})") << dm
                                   << u""_s << -1 << 30;
        QTest::newRow("never") << QByteArray(R"({"reset":{"mode":"idle"}})") << dm << u""_s << -1 << -1;
        const QByteArray all = R"({"reset":{"mode":"daily","atHour":1},
            "resetByType":{"group":{"mode":"daily","atHour":2},"thread":{"mode":"idle","idleMinutes":9}},
            "resetByChannel":{"slack":{"mode":"daily","atHour":3}}})";
        QTest::newRow("no rule for the type") << all << dm << u"irc"_s << 1 << -1;
        QTest::newRow("by type") << all << group << u"irc"_s << 2 << -1;
        QTest::newRow("a thread") << all << ResetSubject::Type::Thread << u""_s << -1 << 9;
        QTest::newRow("the channel before the type") << all << group << u"slack"_s << 3 << -1;
    }
    void choice()
    {
        QFETCH(QByteArray, config);
        QFETCH(ResetSubject::Type, type);
        QFETCH(QString, channel);
        QFETCH(int, hour);
        QFETCH(int, idle);
        const ResetPolicy policy = resetPolicyFor(QJsonDocument::fromJson(config).object(), {type, channel});
        QCOMPARE(policy.dailyAtHour.value_or(-1), hour);
        QCOMPARE(policy.idleMinutes.value_or(-1), idle);
    }

    void stale_data()
    {
        QTest::addColumn<ResetPolicy>("policy");
        QTest::addColumn<QString>("updated");
        QTest::addColumn<QString>("now");
        QTest::addColumn<bool>("expected");

        const ResetPolicy daily{.dailyAtHour = 4};
        const ResetPolicy idle{.idleMinutes = 30};
        const ResetPolicy both{.dailyAtHour = 4, .idleMinutes = 30};
        QTest::newRow("just written")
            << daily << u"2026-01-10T12:00:00"_s << u"2026-01-10T12:00:01"_s << false;
        QTest::newRow("yesterday evening")
            << daily << u"2026-01-09T23:59:00"_s << u"2026-01-10T04:00:00"_s << true;
        QTest::newRow("not four yet")
            << daily << u"2026-01-09T23:59:00"_s << u"2026-01-10T03:59:59"_s << false;
        QTest::newRow("two days ago, not four yet")
            << daily << u"2026-01-08T12:00:00"_s << u"2026-01-10T03:00:00"_s << true;
        QTest::newRow("exactly then")
            << daily << u"2026-01-10T04:00:00"_s << u"2026-01-10T09:00:00"_s << false;
        QTest::newRow("not long idle")
            << idle << u"2026-01-10T12:00:00"_s << u"2026-01-10T12:29:59"_s << false;
        QTest::newRow("long idle") << idle << u"2026-01-10T12:00:00"_s << u"2026-01-10T12:30:00"_s << true;
        QTest::newRow("idle comes first")
            << both << u"2026-01-10T12:00:00"_s << u"2026-01-10T12:30:00"_s << true;
        QTest::newRow("the day comes first")
            << both << u"2026-01-10T03:59:00"_s << u"2026-01-10T04:01:00"_s << true;
        QTest::newRow("no policy") << ResetPolicy() << u"2020-01-01T00:00:00"_s << u"2026-01-10T04:00:00"_s
                                   << false;
        // In the night to 29 March clocks go from 2 to 3, in that to 25 October from 3 to 2.
        QTest::newRow("clocks went forward")
            << daily << u"2026-03-29T03:59:00"_s << u"2026-03-29T04:00:00"_s << true;
        QTest::newRow("an hour that is skipped")
            << ResetPolicy{.dailyAtHour = 2} << u"2026-03-29T01:30:00"_s << u"2026-03-29T03:00:00"_s << true;
        QTest::newRow("clocks went back")
            << daily << u"2026-10-25T03:59:00"_s << u"2026-10-25T04:00:00"_s << true;
        QTest::newRow("clocks went back, before four")
            << daily << u"2026-10-24T22:00:00"_s << u"2026-10-25T03:59:00"_s << false;
    }
    void stale()
    {
        QFETCH(ResetPolicy, policy);
        QFETCH(QString, updated);
        QFETCH(QString, now);
        QFETCH(bool, expected);
        const QTimeZone zone("Europe/Vienna");
        QVERIFY(zone.isValid());
        const auto at = [&zone](const QString &text) {
            const QDateTime time = QDateTime::fromString(text, Qt::ISODate);
            return QDateTime(time.date(), time.time(), zone);
        };
        QCOMPARE(isStale(policy, at(updated).toMSecsSinceEpoch(), at(now)), expected);
    }

    void trigger_data()
    {
        QTest::addColumn<QString>("message");
        QTest::addColumn<bool>("matches");
        QTest::addColumn<QString>("remainder");

        QTest::newRow("alone") << u"/new"_s << true << u""_s;
        QTest::newRow("with space around it") << u"  /reset \n"_s << true << u""_s;
        QTest::newRow("with a first prompt") << u"/new tell me a joke"_s << true << u"tell me a joke"_s;
        QTest::newRow("upper case") << u"/NEW"_s << true << u""_s;
        QTest::newRow("on a line of its own") << u"/new\nhello"_s << true << u"hello"_s;
        QTest::newRow("a longer word") << u"/newspaper"_s << false << u""_s;
        QTest::newRow("in the middle") << u"please /new"_s << false << u""_s;
        QTest::newRow("something else") << u"hello"_s << false << u""_s;
    }
    void trigger()
    {
        QFETCH(QString, message);
        QFETCH(bool, matches);
        QFETCH(QString, remainder);
        const ResetTrigger found = resetTrigger(message, {u"/new"_s, u"/reset"_s});
        QCOMPARE(found.matches, matches);
        QCOMPARE(found.remainder, remainder);
        QVERIFY(!resetTrigger(message, {}).matches);
        QVERIFY(!resetTrigger(message, {QString()}).matches);
    }
};

WSAGENT_TEST(TestResetPolicy)
#include "tst_resetpolicy.moc"
