#include "gateway/agents/lanes.h"
#include "tests/support/testprogram.h"

#include <QStringList>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

class TestLanes : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_started.clear();
        m_lanes = Lanes();
        m_lanes.setLimit(u"main"_s, 2);
    }

    void aSessionRunsOneAtATime()
    {
        enter(u"s"_s, u"1"_s);
        enter(u"s"_s, u"2"_s);
        QCOMPARE(m_started, QStringList{u"1"_s});
        m_lanes.leave(u"1"_s);
        QCOMPARE(m_started, (QStringList{u"1"_s, u"2"_s}));
    }

    void aLaneRunsOnlySoMany()
    {
        for (const QString &id : {u"1"_s, u"2"_s, u"3"_s})
            enter(id, id);
        QCOMPARE(m_started, (QStringList{u"1"_s, u"2"_s}));
        QCOMPARE(m_lanes.active(u"main"_s), 2);
        m_lanes.leave(u"2"_s);
        QCOMPARE(m_started.last(), u"3"_s);
    }

    void aHigherLimitLetsInWhoWaits()
    {
        enter(u"a"_s, u"1"_s);
        enter(u"b"_s, u"2"_s);
        enter(u"c"_s, u"3"_s);
        QCOMPARE(m_started.size(), 2);
        m_lanes.setLimit(u"main"_s, 3);
        QCOMPARE(m_started, (QStringList{u"1"_s, u"2"_s, u"3"_s}));
    }

    void whoWaitsForHimselfHoldsNobodyUp()
    {
        enter(u"a"_s, u"1"_s);
        enter(u"a"_s, u"2"_s);
        enter(u"b"_s, u"3"_s);
        QCOMPARE(m_started, (QStringList{u"1"_s, u"3"_s}));
    }

    void otherLanesAreNotHeldUp()
    {
        for (const QString &id : {u"1"_s, u"2"_s, u"3"_s})
            enter(id, id);
        m_lanes.enter(u"c"_s, u"cron"_s, u"4"_s, [this] { m_started += u"4"_s; });
        QCOMPARE(m_started.last(), u"4"_s);
    }

    void whoEndsAtOnceLetsTheNextIn()
    {
        for (int i = 0; i < 5; ++i) {
            const QString id = QString::number(i);
            m_lanes.enter(u"s"_s, u"main"_s, id, [this, id] {
                m_started += id;
                m_lanes.leave(id);
            });
        }
        QCOMPARE(m_started.size(), 5);
        QCOMPARE(m_lanes.active(u"main"_s), 0);
    }

    void oneThatWaitsMayGo()
    {
        enter(u"s"_s, u"1"_s);
        enter(u"s"_s, u"2"_s);
        QVERIFY(m_lanes.withdraw(u"2"_s));
        QVERIFY(!m_lanes.withdraw(u"1"_s));
        m_lanes.leave(u"1"_s);
        QCOMPARE(m_started, QStringList{u"1"_s});
        QVERIFY(!m_lanes.isBusy(u"s"_s));
    }

private:
    void enter(const QString &session, const QString &runId)
    {
        m_lanes.enter(session, u"main"_s, runId, [this, runId] { m_started += runId; });
    }

    Lanes m_lanes;
    QStringList m_started;
};

WSAGENT_TEST_WITH(QCoreApplication, TestLanes)
#include "tst_lanes.moc"
