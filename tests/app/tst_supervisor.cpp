#include "app/supervisor/supervisor.h"
#include "tests/support/testprogram.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// Does nothing by itself: the test says what becomes of it.
class FakeHost : public GatewayHost
{
public:
    FakeHost(const RosterEntry &entry, QStringList &calls)
        : GatewayHost(entry.name)
        , m_calls(calls)
    {
        update([&entry](GatewayStatus &status) { status.isService = entry.hasService; });
    }

    void start() override
    {
        m_calls += u"start "_s + status().profile;
        become(GatewayState::Starting);
    }
    void stop(std::chrono::milliseconds) override
    {
        m_calls += u"stop "_s + status().profile;
        become(status().serves() ? GatewayState::Stopping : GatewayState::Stopped);
    }
    void restart(std::chrono::milliseconds) override
    {
        m_calls += u"restart "_s + status().profile;
        become(GatewayState::Stopping);
    }
    QSet<qint64> children() const override { return {}; }
    void become(GatewayState state)
    {
        update([state](GatewayStatus &status) { status.state = state; });
    }

private:
    QStringList &m_calls;
};

RosterEntry entry(const QString &name, bool hasService = false)
{
    return {.name = name, .stateDir = u"/state/"_s + name, .hasService = hasService};
}

} // namespace

/// What is to run against what runs, with hosts that only remember what they are told.
class TestSupervisor : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_calls.clear();
        m_hosts.clear();
        m_supervisor = std::make_unique<Supervisor>(
            [this](const RosterEntry &made) {
                auto host = std::make_unique<FakeHost>(made, m_calls);
                m_hosts[made.name] = host.get();
                return host;
            },
            2);
    }

    void startsInOrderAndNotAllAtOnce()
    {
        m_supervisor->setRoster({entry(u"a"_s), entry(u"b"_s), entry(u"c"_s), entry(u"d"_s)});
        QTRY_COMPARE(m_calls, (QStringList{u"start a"_s, u"start b"_s}));
        QCOMPARE(m_supervisor->status(u"c"_s)->state, GatewayState::Queued);
        m_hosts[u"b"_s]->become(GatewayState::Running);
        QTRY_COMPARE(m_calls.size(), 3);
        QCOMPARE(m_calls.last(), u"start c"_s);
        m_hosts[u"a"_s]->become(GatewayState::GaveUp); // makes room as well
        QTRY_COMPARE(m_calls.last(), u"start d"_s);
    }

    void saysWhenAllHaveComeToRest()
    {
        QSignalSpy settled(m_supervisor.get(), &Supervisor::settled);
        m_supervisor->setRoster({entry(u"a"_s), entry(u"b"_s)});
        QTRY_COMPARE(m_calls.size(), 2);
        m_hosts[u"a"_s]->become(GatewayState::Running);
        QTest::qWait(0);
        QCOMPARE(settled.size(), 0);
        m_hosts[u"b"_s]->become(GatewayState::Degraded);
        QTRY_COMPARE(settled.size(), 1);
    }

    void anEmptyRosterIsAtRest()
    {
        QSignalSpy settled(m_supervisor.get(), &Supervisor::settled);
        m_supervisor->setRoster({});
        QTRY_COMPARE(settled.size(), 1);
    }

    void servicesAreLeftToTheSystem()
    {
        m_supervisor->setRoster({entry(u"a"_s, true), entry(u"b"_s)});
        QTRY_COMPARE(m_calls, QStringList{u"start b"_s});
        m_hosts[u"a"_s]->become(GatewayState::Running);
        QSignalSpy stopped(m_supervisor.get(), &Supervisor::allStopped);
        m_supervisor->stopAll(1s);
        QTRY_COMPARE(stopped.size(), 1);
        QCOMPARE(m_calls, (QStringList{u"start b"_s, u"stop b"_s}));
    }

    void aServiceIsStartedWhenAskedFor()
    {
        m_supervisor->setRoster({entry(u"a"_s, true)});
        QTRY_VERIFY(m_supervisor->status(u"a"_s));
        QVERIFY(m_supervisor->start(u"a"_s));
        QCOMPARE(m_calls, QStringList{u"start a"_s});
    }

    void whoLeavesTheRosterStops()
    {
        m_supervisor->setRoster({entry(u"a"_s), entry(u"b"_s)});
        QTRY_COMPARE(m_calls.size(), 2);
        m_hosts[u"a"_s]->become(GatewayState::Running);
        QSignalSpy removed(m_supervisor.get(), &Supervisor::profileRemoved);
        m_supervisor->setRoster({entry(u"b"_s)});
        QCOMPARE(m_calls.last(), u"stop a"_s);
        QCOMPARE(removed.size(), 0);
        m_hosts[u"a"_s]->become(GatewayState::Stopped);
        QTRY_COMPARE(removed.size(), 1);
        QVERIFY(!m_supervisor->status(u"a"_s));
        QVERIFY(!m_supervisor->start(u"a"_s));
    }

    /// D2: a child or a service, never both.
    void aChildGoesBeforeTheServiceComes()
    {
        m_supervisor->setRoster({entry(u"a"_s)});
        QTRY_COMPARE(m_calls.size(), 1);
        FakeHost *child = m_hosts[u"a"_s];
        child->become(GatewayState::Running);
        m_supervisor->setRoster({entry(u"a"_s, true)});
        QTest::qWait(0);
        QCOMPARE(m_hosts[u"a"_s], child);
        child->become(GatewayState::Stopped);
        QTRY_VERIFY(m_supervisor->status(u"a"_s) && m_supervisor->status(u"a"_s)->isService);
        QCOMPARE(m_calls, (QStringList{u"start a"_s, u"stop a"_s}));
    }

    void aPersonStopsAndStarts()
    {
        m_supervisor->setRoster({entry(u"a"_s)});
        QTRY_COMPARE(m_calls.size(), 1);
        m_hosts[u"a"_s]->become(GatewayState::Running);
        QVERIFY(m_supervisor->start(u"a"_s)); // runs already
        QVERIFY(m_supervisor->stop(u"a"_s, 1s));
        m_hosts[u"a"_s]->become(GatewayState::Stopped);
        QTest::qWait(0);
        QCOMPARE(m_calls, (QStringList{u"start a"_s, u"stop a"_s})); // and stays so
        QVERIFY(m_supervisor->start(u"a"_s));
        QTRY_COMPARE(m_calls.last(), u"start a"_s);
        QVERIFY(m_supervisor->restart(u"a"_s, 1s));
        QCOMPARE(m_calls.last(), u"restart a"_s);
    }

    void whatSomebodyElseRunsIsNotStopped()
    {
        m_supervisor->setRoster({entry(u"a"_s)});
        QTRY_COMPARE(m_calls.size(), 1);
        m_hosts[u"a"_s]->become(GatewayState::Elsewhere);
        QVERIFY(!m_supervisor->stop(u"a"_s, 1s));
        QVERIFY(!m_supervisor->restart(u"a"_s, 1s));
        QCOMPARE(m_calls.size(), 1);
    }

    void nothingIsStartedAnyMoreAtTheEnd()
    {
        m_supervisor->setRoster({entry(u"a"_s), entry(u"b"_s), entry(u"c"_s)});
        QTRY_COMPARE(m_calls.size(), 2);
        m_hosts[u"a"_s]->become(GatewayState::Running);
        QSignalSpy stopped(m_supervisor.get(), &Supervisor::allStopped);
        m_supervisor->stopAll(1s);
        QTest::qWait(0);
        QCOMPARE(stopped.size(), 0);
        m_hosts[u"a"_s]->become(GatewayState::Stopped);
        QTRY_COMPARE(stopped.size(), 1);
        QVERIFY(!m_calls.contains(u"start c"_s));
        QVERIFY(!m_supervisor->start(u"c"_s));
    }

    void nobodyIsUnknown() { QVERIFY(!m_supervisor->start(u"nobody"_s)); }

    void theOrderOfStarts()
    {
        QTemporaryDir folder;
        const QString config = folder.filePath(u"ws-agent.json"_s);
        QFile file(config);
        QVERIFY(file.open(QIODevice::WriteOnly));
        const auto instance = [&config](const QString &name) {
            return RegisteredInstance{.name = name, .stateDir = u"/s/"_s + name, .configPath = config};
        };
        QList<RegisteredInstance> instances{instance(u"work"_s),
                                            instance(u"default"_s),
                                            instance(u"rescue"_s),
                                            instance(u"home"_s),
                                            instance(u"(custom) /srv/state"_s),
                                            instance(u"off"_s),
                                            instance(u"empty"_s)};
        instances[5].autostart = false;
        instances[6].configPath = folder.filePath(u"missing"_s);
        QStringList names;
        for (const RosterEntry &one : enabledProfiles(instances))
            names += one.name;
        QCOMPARE(names, (QStringList{u"rescue"_s, u"default"_s, u"work"_s, u"home"_s}));
    }

private:
    QStringList m_calls;
    QHash<QString, FakeHost *> m_hosts;
    std::unique_ptr<Supervisor> m_supervisor;
};

WSAGENT_TEST_WITH(QCoreApplication, TestSupervisor)
#include "tst_supervisor.moc"
