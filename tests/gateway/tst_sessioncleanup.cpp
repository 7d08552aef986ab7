#include "gateway/sessions/sessioncleanup.h"
#include "tests/support/testprogram.h"

#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

class TestSessionCleanup : public QObject
{
    Q_OBJECT

private slots:
    void plan_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<int>("age"); // days
        QTest::addColumn<QString>("expected");

        QTest::newRow("of a session") << u"s-1.jsonl"_s << 99 << u""_s;
        QTest::newRow("of none") << u"s-2.jsonl"_s << 2 << u"orphan"_s;
        QTest::newRow("of none yet") << u"s-2.jsonl"_s << 0 << u""_s;
        QTest::newRow("an archive") << u"s-2.jsonl.deleted.1"_s << 31 << u"expired"_s;
        QTest::newRow("an archive of a reset") << u"s-2.jsonl.reset.1"_s << 31 << u"expired"_s;
        QTest::newRow("an archive of a compaction") << u"s-1.jsonl.compacted.1"_s << 31 << u"expired"_s;
        QTest::newRow("a young archive") << u"s-2.jsonl.deleted.1"_s << 29 << u""_s;
        QTest::newRow("the index") << u"sessions.json"_s << 99 << u""_s;
        QTest::newRow("the journal") << u"sessions.json.journal"_s << 99 << u""_s;
        QTest::newRow("a damaged index") << u"sessions.json.corrupt.1"_s << 99 << u""_s;
        QTest::newRow("somebody else's") << u"notes.txt"_s << 99 << u""_s;
    }
    void plan()
    {
        QFETCH(QString, file);
        QFETCH(int, age);
        QFETCH(QString, expected);
        const SessionEntry entry{.sessionId = u"s-1"_s, .updatedAt = now};
        const CleanupPlan plan = planCleanup({{u"agent:main:main"_s, u"main"_s, &entry}}, {u"s-1.jsonl"_s},
                                             {{.name = file, .modifiedAt = now - age * day}}, now);
        QVERIFY(plan.missing.isEmpty()); // it is young
        QCOMPARE(plan.orphans.contains(file), expected == "orphan"_L1);
        QCOMPARE(plan.expired.contains(file), expected == "expired"_L1);
    }

    void missingTranscripts()
    {
        const SessionEntry old{.sessionId = u"s-1"_s, .updatedAt = now - 2 * day};
        const SessionEntry young{.sessionId = u"s-2"_s, .updatedAt = now};
        const QList<SessionRef> sessions{{u"a"_s, u"main"_s, &old}, {u"b"_s, u"main"_s, &young}};
        const QStringList transcripts{u"s-1.jsonl"_s, u"s-2.jsonl"_s};
        QCOMPARE(planCleanup(sessions, transcripts, {}, now).missing, QStringList{u"a"_s});
        QVERIFY(planCleanup(sessions, transcripts, {{u"s-1.jsonl"_s, now}}, now).isEmpty());
    }

private:
    static constexpr qint64 day = 24LL * 60 * 60 * 1000;
    static constexpr qint64 now = 1'800'000'000'000;
};

WSAGENT_TEST(TestSessionCleanup)
#include "tst_sessioncleanup.moc"
