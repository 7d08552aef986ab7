#include "gateway/protocol/controlplanelimit.h"
#include "tests/support/testprogram.h"

#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

using Times = QList<qint64>;

Q_DECLARE_METATYPE(wsagent::Caller)

namespace {

const Caller device{.connectionId = u"1"_s, .clientId = u"cli"_s, .deviceId = u"d1"_s, .address = u"::1"_s};
const Caller program{.connectionId = u"2"_s, .clientId = u"gateway-client"_s, .address = u"::1"_s};
const QString method = u"config.patch"_s;

} // namespace

class TestControlPlaneLimit : public QObject
{
    Q_OBJECT

private slots:
    void calls_data()
    {
        QTest::addColumn<Times>("before");
        QTest::addColumn<qint64>("now");
        QTest::addColumn<int>("retryAfterMs"); // 0: admitted
        QTest::newRow("the first") << Times() << qint64(0) << 0;
        QTest::newRow("the thirtieth") << Times(29, 0) << qint64(0) << 0;
        QTest::newRow("the thirty-first") << Times(30, 0) << qint64(0) << 60'000;
        QTest::newRow("the thirty-first, later") << Times(30, 0) << qint64(45'500) << 14'500;
        QTest::newRow("the last millisecond") << Times(30, 0) << qint64(59'999) << 1;
        QTest::newRow("a minute later") << Times(30, 0) << qint64(60'000) << 0;
        QTest::newRow("the oldest call decides") << Times{0} + Times(29, 30'000) << qint64(40'000) << 20'000;
        QTest::newRow("room for one") << Times{0} + Times(29, 30'000) << qint64(60'000) << 0;
        QTest::newRow("no room for a second one")
            << Times{0} + Times(29, 30'000) + Times{60'000} << qint64(60'000) << 30'000;
    }
    void calls()
    {
        QFETCH(Times, before);
        QFETCH(qint64, now);
        ControlPlaneLimit limit;
        for (const qint64 time : before)
            QVERIFY(!limit.refusal(device, method, time));
        const auto refusal = limit.refusal(device, method, now);
        QTEST(refusal ? refusal->retryAfterMs.value() : 0, "retryAfterMs");
    }

    void refusedCallsAreNotCounted()
    {
        ControlPlaneLimit limit;
        for (int i = 0; i < 30; ++i)
            limit.refusal(device, method, 0);
        for (int i = 0; i < 100; ++i)
            QVERIFY(limit.refusal(device, method, 30'000));
        QVERIFY(!limit.refusal(device, method, 60'000));
    }

    void others_data()
    {
        QTest::addColumn<Caller>("caller");
        QTest::addColumn<Caller>("other");
        QTest::addColumn<QString>("otherMethod");
        QTest::addColumn<bool>("refused");
        const Caller elsewhere{.clientId = u"cli"_s, .deviceId = u"d1"_s, .address = u"192.0.2.7"_s};
        const Caller otherDevice{.clientId = u"cli"_s, .deviceId = u"d2"_s, .address = u"::1"_s};
        const Caller again{.connectionId = u"3"_s, .clientId = u"gateway-client"_s, .address = u"::1"_s};
        const Caller otherProgram{.clientId = u"cli"_s, .address = u"::1"_s};
        const Caller otherAddress{.clientId = u"gateway-client"_s, .address = u"192.0.2.7"_s};
        const auto row = [](const char *name, const Caller &caller, const Caller &other,
                            const QString &otherMethod, bool refused) {
            QTest::newRow(name) << caller << other << otherMethod << refused;
        };
        row("another method", device, device, u"config.set"_s, false);
        row("another device", device, otherDevice, method, false);
        row("the device from elsewhere", device, elsewhere, method, true);
        row("another connection of the program", program, again, method, true);
        row("another program", program, otherProgram, method, false);
        row("the program from elsewhere", program, otherAddress, method, false);
        row("a program beside a device", device, program, method, false);
    }
    void others()
    {
        QFETCH(Caller, caller);
        QFETCH(Caller, other);
        QFETCH(QString, otherMethod);
        ControlPlaneLimit limit;
        for (int i = 0; i < 30; ++i)
            limit.refusal(caller, method, 0);
        QTEST(limit.refusal(other, otherMethod, 0).has_value(), "refused");
    }

    void theErrorTellsWhenToComeAgain()
    {
        ControlPlaneLimit limit;
        for (int i = 0; i < 30; ++i)
            limit.refusal(device, method, 0);
        const auto error = limit.refusal(device, method, 500);
        QVERIFY(error);
        QCOMPARE(error->message, u"rate limit exceeded for config.patch; retry after 60s"_s);
        QCOMPARE(
            toJson(*error),
            (QJsonObject{{"code"_L1, u"UNAVAILABLE"_s},
                         {"message"_L1, error->message},
                         {"details"_L1, QJsonObject{{"method"_L1, method}, {"limit"_L1, u"30 per 60s"_s}}},
                         {"retryable"_L1, true},
                         {"retryAfterMs"_L1, 59'500}}));
    }

    void manyActorsFillNoMemory()
    {
        ControlPlaneLimit limit;
        for (qsizetype i = 0; i < ControlPlaneLimit::mostKeys + 100; ++i)
            limit.refusal({.deviceId = QString::number(i)}, method, 0);
        QCOMPARE(limit.size(), ControlPlaneLimit::mostKeys);
        limit.refusal(device, method, 60'000);
        QCOMPARE(limit.size(), 1);
    }
};

WSAGENT_TEST(TestControlPlaneLimit)
#include "tst_controlplanelimit.moc"
