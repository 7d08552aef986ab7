#include "gateway/scheduler/cronservice.h"
#include "tests/support/testprogram.h"

#include <QTemporaryDir>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 minute = 60'000;

QJsonObject job(const QString &name, const QJsonObject &schedule)
{
    return {{"name"_L1, name},
            {"schedule"_L1, schedule},
            {"sessionTarget"_L1, u"main"_s},
            {"wakeMode"_L1, u"now"_s},
            {"payload"_L1, QJsonObject{{"kind"_L1, u"systemEvent"_s}, {"text"_L1, u"look"_s}}}};
}

QJsonObject every(qint64 ms)
{
    return {{"kind"_L1, u"every"_s}, {"everyMs"_L1, ms}};
}

} // namespace

/// Time stands still in these tests, but for what they say: the service only wakes up by its own timer.
class TestCronService : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_directory = std::make_unique<QTemporaryDir>();
        m_now = 1'000'000'000'000;
        m_runs.clear();
        m_reports.clear();
        m_events.clear();
        open();
    }
    void cleanup() { m_service.reset(); }

    void runsWhatIsDue()
    {
        const auto added = m_service->add(job(u"a"_s, every(20)));
        QVERIFY(added);
        QCOMPARE(*added->state.nextRunAtMs, m_now + 20);
        m_now += 20;
        QTRY_COMPARE(m_runs.size(), 1);
        QCOMPARE(m_service->store().find(added->id)->state.runningAtMs, m_now); // on the disk before it began
        m_now += 5;
        m_runs.first()({.summary = u"fine"_s});
        const CronState state = m_service->store().find(added->id)->state;
        QCOMPARE(state.lastStatus, u"ok"_s);
        QCOMPARE(state.lastDurationMs, 5);
        QCOMPARE(*state.nextRunAtMs, m_now + 15);
        const auto ledger = m_service->store().runs(added->id);
        QCOMPARE(ledger.size(), 1);
        QCOMPARE(ledger.first()["summary"_L1].toString(), u"fine"_s);
        QCOMPARE(m_events, (QStringList{u"added"_s, u"started"_s, u"finished"_s}));
    }

    void aJobOfOnceRunsOnce()
    {
        const auto added = m_service->add(job(u"a"_s, {{"kind"_L1, u"at"_s}, {"atMs"_L1, m_now + 10}}));
        QVERIFY(added);
        m_now += 10;
        QTRY_COMPARE(m_runs.size(), 1);
        m_runs.first()({});
        QVERIFY(!m_service->store().find(added->id)->isEnabled());
        QVERIFY(!m_service->nextWake());
    }

    void anErrorPutsTheNextRunOff()
    {
        const auto added = m_service->add(job(u"a"_s, every(1000)));
        for (const qint64 backoff : {30'000, 60'000, 300'000, 900'000, 3'600'000, 3'600'000}) {
            const auto run = m_service->runNow(added->id, true);
            QVERIFY(run);
            m_runs.last()({.status = u"error"_s, .error = u"no"_s});
            QCOMPARE(*m_service->store().find(added->id)->state.nextRunAtMs, m_now + backoff);
        }
        m_service->runNow(added->id, true);
        m_runs.last()({});
        QCOMPARE(*m_service->store().find(added->id)->state.nextRunAtMs, m_now + 1000);
    }

    void onlySoManyAtOnce()
    {
        QVERIFY(m_service->add(job(u"a"_s, every(10))));
        QVERIFY(m_service->add(job(u"b"_s, every(10))));
        m_now += 10;
        QTRY_COMPARE(m_runs.size(), 1);
        m_runs.first()({});
        QTRY_COMPARE(m_runs.size(), 2);
    }

    /// Killed while a job ran: the next gateway notes it and does not begin it again for that time.
    void whatRanWhenTheGatewayEndedIsNotDoubled()
    {
        const auto added = m_service->add(job(u"a"_s, every(minute)));
        m_now += minute;
        m_service->runNow(added->id, true);
        QCOMPARE(m_runs.size(), 1);
        m_now += 1000;
        open();
        m_service->start();
        QCOMPARE(m_runs.size(), 1);
        const CronState state = m_service->store().find(added->id)->state;
        QCOMPARE(state.lastStatus, u"error"_s);
        QVERIFY(!state.runningAtMs);
        QVERIFY(*state.nextRunAtMs > m_now);
        QCOMPARE(m_service->store().runs(added->id).size(), 1);
    }

    void missedRuns_data()
    {
        QTest::addColumn<bool>("skips");
        QTest::addColumn<int>("runs");
        QTest::addColumn<QString>("status");
        QTest::newRow("are made up for by one") << false << 1 << u"ok"_s;
        QTest::newRow("are noted and left out") << true << 0 << u"skipped"_s;
    }
    void missedRuns()
    {
        QFETCH(bool, skips);
        QFETCH(int, runs);
        const auto added = m_service->add(job(u"a"_s, every(minute)));
        m_now += 10 * minute + 1;
        m_settings.skipsMissed = skips;
        open();
        m_service->start();
        QTRY_COMPARE(m_runs.size(), runs);
        if (runs > 0)
            m_runs.first()({});
        const CronState state = m_service->store().find(added->id)->state;
        QTEST(state.lastStatus, "status");
        QVERIFY(*state.nextRunAtMs > m_now);
        QTest::qWait(50); // and no other one follows
        QCOMPARE(m_runs.size(), runs);
        QCOMPARE(m_service->store().runs(added->id).size(), 1);
    }

    void nothingPlannedIsNothingToWakeUpFor()
    {
        QVERIFY(!m_service->nextWake());
        const auto added = m_service->add(job(u"a"_s, every(minute)));
        QVERIFY(m_service->nextWake());
        QVERIFY(m_service->update(added->id, {{"enabled"_L1, false}}));
        QVERIFY(!m_service->nextWake());
        QVERIFY(m_service->remove(added->id));
        QVERIFY(m_service->store().jobs().isEmpty());
    }

    void refuses_data()
    {
        QTest::addColumn<QJsonObject>("params");
        QTest::addColumn<QString>("message");
        QJsonObject main = job(u"a"_s, every(1000));
        main.insert("payload"_L1, QJsonObject{{"kind"_L1, u"agentTurn"_s}, {"message"_L1, u"x"_s}});
        QTest::newRow("a turn in the main session")
            << main << u"main cron jobs require payload.kind=\"systemEvent\" or \"script\""_s;
        QTest::newRow("a time that has passed")
            << job(u"a"_s, {{"kind"_L1, u"at"_s}, {"at"_L1, u"2000-01-01T00:00:00Z"_s}})
            << u"schedule.at is in the past: 2000-01-01T00:00:00.000Z"_s;
        QJsonObject silent = job(u"a"_s, every(1000));
        silent.insert("payload"_L1, QJsonObject{{"kind"_L1, u"systemEvent"_s}});
        QTest::newRow("nothing to say") << silent << u"the payload of a cron job needs a text"_s;
    }
    void refuses()
    {
        QFETCH(QJsonObject, params);
        const auto added = m_service->add(params);
        QVERIFY(!added);
        QTEST(added.error().message, "message");
    }

    void aDamagedFileIsPutAside()
    {
        QVERIFY(m_service->add(job(u"a"_s, every(minute))));
        QFile file(m_service->store().path());
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("{ not") == 5);
        file.close();
        open();
        QVERIFY(m_service->store().jobs().isEmpty());
        QCOMPARE(m_reports.size(), 1);
        QCOMPARE(QDir(m_directory->path()).entryList({u"jobs.json.corrupt.*"_s}).size(), 1);
    }

private:
    void open()
    {
        m_service = std::make_unique<CronService>(
            m_directory->path(), m_settings,
            CronHooks{
                .run = [this](const CronJob &, const QString &,
                              const CronHooks::Done &done) { m_runs += done; },
                .announce = [this](const QJsonObject &event) { m_events += event["action"_L1].toString(); },
                .report = [this](const QString &sentence) { m_reports += sentence; },
                .now =
                    [this] {
                        return m_now;
                    }});
    }

    std::unique_ptr<QTemporaryDir> m_directory;
    std::unique_ptr<CronService> m_service;
    CronSettings m_settings;
    qint64 m_now = 0;
    QList<CronHooks::Done> m_runs;
    QStringList m_reports;
    QStringList m_events;
};

WSAGENT_TEST_WITH(QCoreApplication, TestCronService)
#include "tst_cronservice.moc"
