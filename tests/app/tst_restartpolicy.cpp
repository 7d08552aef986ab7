#include "app/supervisor/restartpolicy.h"
#include "tests/support/testprogram.h"

#include <QTest>

using namespace wsagent;
using namespace std::chrono_literals;
using Verdict = RestartPolicy::Verdict;

namespace {

constexpr GatewayEnding crash{.exitCode = 1, .wasReady = true, .ranFor = 3s};

} // namespace

Q_DECLARE_METATYPE(GatewayEnding)

class TestRestartPolicy : public QObject
{
    Q_OBJECT

private slots:
    void waitsLongerThenGivesUp()
    {
        RestartPolicy policy;
        for (const auto expected : {500ms, 1000ms, 2000ms, 4000ms, 8000ms})
            QCOMPARE(policy.after(crash), (RestartPolicy::Decision{Verdict::Again, expected}));
        QCOMPARE(policy.after(crash).verdict, Verdict::CrashLoop);
    }

    void aLongRunIsForgiven()
    {
        RestartPolicy policy;
        for (int i = 0; i < RestartPolicy::mostShortRuns; ++i)
            QCOMPARE(policy.after(crash).verdict, Verdict::Again);
        QCOMPARE(policy.after({.exitCode = 1, .ranFor = 2min}),
                 (RestartPolicy::Decision{Verdict::Again, 500ms}));
    }

    void aPersonBeginsAnew()
    {
        RestartPolicy policy;
        for (int i = 0; i < RestartPolicy::mostShortRuns; ++i)
            QCOMPARE(policy.after(crash).verdict, Verdict::Again);
        policy.forget();
        QCOMPARE(policy.after(crash), (RestartPolicy::Decision{Verdict::Again, 500ms}));
    }

    void aConfigurationErrorIsFinal_data()
    {
        QTest::addColumn<GatewayEnding>("ending");
        QTest::newRow("at once") << GatewayEnding{.exitCode = 78};
        QTest::newRow("after a long run") << GatewayEnding{.exitCode = 78, .wasReady = true, .ranFor = 2h};
    }
    void aConfigurationErrorIsFinal()
    {
        QFETCH(GatewayEnding, ending);
        QCOMPARE(RestartPolicy().after(ending).verdict, Verdict::ConfigurationError);
    }

    void whoIsEndedFromOutsideComesBack_data()
    {
        QTest::addColumn<GatewayEnding>("ending");
        QTest::newRow("killed, as for want of memory") << GatewayEnding{.signal = SIGKILL, .wasReady = true};
        QTest::newRow("terminated before it could listen")
            << GatewayEnding{.signal = SIGTERM, .wasReady = true};
        QTest::newRow("terminated") << GatewayEnding{.exitCode = 143, .wasReady = true};
        QTest::newRow("interrupted") << GatewayEnding{.exitCode = 130, .wasReady = true};
        QTest::newRow("ended well") << GatewayEnding{.exitCode = 0, .wasReady = true};
    }
    void whoIsEndedFromOutsideComesBack()
    {
        QFETCH(GatewayEnding, ending);
        RestartPolicy policy;
        for (int i = 0; i < 1000; ++i)
            QCOMPARE(policy.after(ending), (RestartPolicy::Decision{Verdict::Again, 500ms}));
    }

    void whatNeverServedIsACrash_data()
    {
        QTest::addColumn<GatewayEnding>("ending");
        QTest::newRow("killed") << GatewayEnding{.signal = SIGKILL};
        QTest::newRow("ended well") << GatewayEnding{.exitCode = 0};
        QTest::newRow("by a fault, though it served") << GatewayEnding{.signal = SIGSEGV, .wasReady = true};
        QTest::newRow("out of its own will, though it served")
            << GatewayEnding{.signal = SIGABRT, .wasReady = true};
    }
    void whatNeverServedIsACrash()
    {
        QFETCH(GatewayEnding, ending);
        RestartPolicy policy;
        for (int i = 0; i < RestartPolicy::mostShortRuns; ++i)
            QCOMPARE(policy.after(ending).verdict, Verdict::Again);
        QCOMPARE(policy.after(ending).verdict, Verdict::CrashLoop);
    }
};

WSAGENT_TEST(TestRestartPolicy)
#include "tst_restartpolicy.moc"
