#include "gateway/protocol/ratelimit.h"
#include "tests/support/testprogram.h"

#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

using Kind = CredentialAttempt::Kind;
using Times = QList<qint64>;

Q_DECLARE_METATYPE(wsagent::CredentialAttempt)
Q_DECLARE_METATYPE(wsagent::RateLimitSettings)

namespace {

const CredentialAttempt remote{.address = u"192.0.2.7"_s};
const CredentialAttempt local{.address = u"127.0.0.1"_s, .local = true};
const CredentialAttempt page{.address = u"127.0.0.1"_s, .local = true, .origin = u"http://localhost:5173"_s};

CredentialAttempt ofKind(CredentialAttempt attempt, Kind kind)
{
    attempt.kind = kind;
    return attempt;
}

CredentialAttempt withOrigin(CredentialAttempt attempt, const QString &origin)
{
    attempt.origin = origin;
    return attempt;
}

CredentialAttempt fromAddress(const QString &address)
{
    return {.address = address};
}

void failTenTimes(RateLimit &limit, const CredentialAttempt &attempt, qint64 now)
{
    for (int i = 0; i < 10; ++i)
        limit.failed(attempt, now);
}

} // namespace

class TestRateLimit : public QObject
{
    Q_OBJECT

private slots:
    void lock_data()
    {
        QTest::addColumn<Times>("failures");
        QTest::addColumn<qint64>("now");
        QTest::addColumn<qint64>("expected");
        const Times nine(9, 0);
        const Times ten(10, 0);
        QTest::newRow("nobody failed") << Times() << qint64(0) << qint64(0);
        QTest::newRow("nine failures") << nine << qint64(0) << qint64(0);
        QTest::newRow("ten failures") << ten << qint64(0) << qint64(300'000);
        QTest::newRow("a while after") << ten << qint64(1000) << qint64(299'000);
        QTest::newRow("the last millisecond of the lock") << ten << qint64(299'999) << qint64(1);
        QTest::newRow("the lock is over") << ten << qint64(300'000) << qint64(0);
        QTest::newRow("the tenth just inside the window")
            << nine + Times{59'999} << qint64(59'999) << qint64(300'000);
        QTest::newRow("the tenth just outside the window")
            << nine + Times{60'000} << qint64(60'000) << qint64(0);
        QTest::newRow("the window moves along with time")
            << Times{0} + Times(8, 59'000) + Times{61'000} << qint64(61'000) << qint64(0);
        QTest::newRow("the oldest is just outside the window")
            << Times{0} + Times(8, 59'000) + Times{60'000} << qint64(60'000) << qint64(0);
        QTest::newRow("ten around the end of the first minute")
            << Times{0} + Times(8, 59'000) + Times{61'000, 61'000} << qint64(61'000) << qint64(300'000);
        QTest::newRow("one every seven seconds is never locked")
            << Times{0, 7000, 14'000, 21'000, 28'000, 35'000, 42'000, 49'000, 56'000, 63'000, 70'000, 77'000}
            << qint64(77'000) << qint64(0);
        QTest::newRow("failures that were on their way do not lengthen the lock")
            << ten + Times(10, 5000) << qint64(6000) << qint64(294'000);
        QTest::newRow("after the lock there are ten again")
            << ten + Times(9, 300'000) << qint64(300'000) << qint64(0);
        QTest::newRow("locked again") << ten + Times(10, 300'000) << qint64(300'000) << qint64(300'000);
    }
    void lock()
    {
        QFETCH(Times, failures);
        QFETCH(qint64, now);
        RateLimit limit;
        for (const qint64 time : failures)
            QCOMPARE(limit.failed(remote, time), 0);
        QTEST(limit.lockedFor(remote, now), "expected");
    }

    void others_data()
    {
        QTest::addColumn<CredentialAttempt>("failed");
        QTest::addColumn<CredentialAttempt>("asked");
        QTest::addColumn<bool>("locked");
        const auto row = [](const char *name, const CredentialAttempt &failed, const CredentialAttempt &asked,
                            bool locked) {
            QTest::newRow(name) << failed << asked << locked;
        };
        const CredentialAttempt proxied = fromAddress(local.address);
        row("the same", remote, remote, true);
        row("another address", remote, fromAddress(u"192.0.2.8"_s), false);
        row("another kind of credential", remote, ofKind(remote, Kind::DeviceToken), false);
        row("a device token", ofKind(remote, Kind::DeviceToken), ofKind(remote, Kind::DeviceToken), true);
        row("a device token, then a bootstrap token", ofKind(remote, Kind::DeviceToken),
            ofKind(remote, Kind::BootstrapToken), false);
        row("another origin from elsewhere helps nobody", withOrigin(remote, u"https://a.example"_s),
            withOrigin(remote, u"https://b.example"_s), true);
        row("leaving the origin out helps nobody", withOrigin(remote, u"https://a.example"_s), remote, true);
        row("this machine", local, local, false);
        row("a page of this machine", page, page, true);
        row("the owner beside a page that guesses", page, local, false);
        row("another page of this machine", page, withOrigin(page, u"http://localhost:8080"_s), false);
        row("the same page in capitals", page, withOrigin(page, u"HTTP://LOCALHOST:5173"_s), true);
        row("an empty origin is an origin", withOrigin(local, QString()), withOrigin(local, QString()), true);
        row("behind a proxy of this machine", proxied, proxied, true);
        row("the owner beside a proxy", proxied, local, false);
        row("a proxy beside the owner who mistypes", local, proxied, false);
    }
    void others()
    {
        QFETCH(CredentialAttempt, failed);
        QFETCH(CredentialAttempt, asked);
        RateLimit limit;
        failTenTimes(limit, failed, 0);
        QTEST(limit.lockedFor(asked, 0) > 0, "locked");
    }

    void delays_data()
    {
        QTest::addColumn<Times>("failures");
        QTest::addColumn<qint64>("expected"); // of the last one
        QTest::newRow("the first") << Times{0} << qint64(250);
        QTest::newRow("the second") << Times{0, 1} << qint64(500);
        QTest::newRow("the third") << Times{0, 1, 2} << qint64(1000);
        QTest::newRow("the fourth") << Times{0, 1, 2, 3} << qint64(2000);
        QTest::newRow("the fifth") << Times{0, 1, 2, 3, 4} << qint64(4000);
        QTest::newRow("the sixth") << Times{0, 1, 2, 3, 4, 5} << qint64(5000);
        QTest::newRow("the hundredth") << Times(100, 0) << qint64(5000);
        QTest::newRow("once more after a minute") << Times{0, 1, 2, 60'002} << qint64(250);
    }
    void delays()
    {
        QFETCH(Times, failures);
        RateLimit limit;
        qint64 delay = 0;
        for (const qint64 time : failures)
            delay = limit.failed(local, time);
        QTEST(delay, "expected");
        QCOMPARE(limit.lockedFor(local, failures.last()), 0);
    }

    void settings_data()
    {
        QTest::addColumn<RateLimitSettings>("settings");
        QTest::addColumn<CredentialAttempt>("attempt");
        QTest::addColumn<Times>("failures");
        QTest::addColumn<qint64>("expected");
        using Settings = RateLimitSettings;
        QTest::newRow("one attempt") << Settings{.maxAttempts = 1} << remote << Times{0} << qint64(300'000);
        QTest::newRow("a short window")
            << Settings{.maxAttempts = 2, .windowMs = 10} << remote << Times{0, 10} << qint64(0);
        QTest::newRow("just inside a short window")
            << Settings{.maxAttempts = 2, .windowMs = 10} << remote << Times{0, 9} << qint64(300'000);
        QTest::newRow("a short lock")
            << Settings{.maxAttempts = 2, .lockoutMs = 5} << remote << Times{0, 0} << qint64(5);
        QTest::newRow("this machine is not exempt")
            << Settings{.maxAttempts = 2, .exemptLoopback = false} << local << Times{0, 0} << qint64(300'000);
        QTest::newRow("a page is never exempt")
            << Settings{.maxAttempts = 2} << page << Times{0, 0} << qint64(300'000);
        QTest::newRow("more attempts than are remembered")
            << Settings{.maxAttempts = 2'000'000'000} << remote << Times(999, 0) << qint64(0);
        QTest::newRow("as many attempts as are remembered")
            << Settings{.maxAttempts = 2'000'000'000} << remote << Times(1000, 0) << qint64(300'000);
    }
    void settings()
    {
        QFETCH(RateLimitSettings, settings);
        QFETCH(CredentialAttempt, attempt);
        QFETCH(Times, failures);
        RateLimit limit(settings);
        for (const qint64 time : failures)
            QCOMPARE(limit.failed(attempt, time), 0);
        QTEST(limit.lockedFor(attempt, failures.last()), "expected");
    }

    void newSettingsKeepTheCounts()
    {
        RateLimit limit;
        for (int i = 0; i < 5; ++i)
            limit.failed(remote, 0);
        limit.setSettings({.maxAttempts = 6});
        QCOMPARE(limit.lockedFor(remote, 0), 0);
        limit.failed(remote, 0);
        limit.setSettings({.lockoutMs = 1});
        QCOMPARE(limit.lockedFor(remote, 0), 300'000);
    }

    void aSuccessIsANewStart()
    {
        RateLimit limit;
        for (int i = 0; i < 9; ++i) {
            limit.failed(remote, 0);
            limit.failed(ofKind(remote, Kind::DeviceToken), 0);
        }
        limit.succeeded(remote);
        limit.failed(remote, 0);
        limit.failed(ofKind(remote, Kind::DeviceToken), 0);
        QCOMPARE(limit.lockedFor(remote, 0), 0);
        QVERIFY(limit.lockedFor(ofKind(remote, Kind::DeviceToken), 0) > 0);
    }

    /// They share an address, and nothing else.
    void theOwnerBesideAProxy()
    {
        const CredentialAttempt proxied = fromAddress(local.address);
        RateLimit limit;
        for (int i = 0; i < 9; ++i) {
            limit.failed(local, 0);
            limit.failed(proxied, 0);
        }
        QCOMPARE(limit.lockedFor(proxied, 0), 0);
        limit.failed(proxied, 0);
        limit.succeeded(local);
        QVERIFY(limit.lockedFor(proxied, 0) > 0);
    }

    void aHundredThousandGuessersFillNoMemory()
    {
        RateLimit limit;
        for (int i = 0; i < 100'000; ++i)
            limit.failed(fromAddress(u"guesser %1"_s.arg(i)), 0);
        QCOMPARE(limit.size(), RateLimit::mostKeys);
    }

    void theOneThatFailedLongestAgoIsForgotten()
    {
        RateLimit limit;
        failTenTimes(limit, remote, 0);
        const CredentialAttempt other = fromAddress(u"192.0.2.8"_s);
        failTenTimes(limit, other, 0);
        for (qsizetype i = 0; i < RateLimit::mostKeys - 1; ++i)
            limit.failed(fromAddress(u"guesser %1"_s.arg(i)), 0);
        QCOMPARE(limit.lockedFor(remote, 0), 0);
        QVERIFY(limit.lockedFor(other, 0) > 0);
    }

    void whatIsOverIsForgotten()
    {
        RateLimit limit;
        limit.failed(remote, 0);
        failTenTimes(limit, fromAddress(u"192.0.2.8"_s), 0);
        limit.failed(fromAddress(u"192.0.2.9"_s), 60'000);
        QCOMPARE(limit.size(), 2);
        limit.failed(fromAddress(u"192.0.2.9"_s), 300'000);
        QCOMPARE(limit.size(), 1);
    }

    void longNamesAreCut()
    {
        RateLimit limit({.maxAttempts = 1});
        const QString origin = u"http://"_s + QString(5000, u'x');
        limit.failed(withOrigin(local, origin + u'a'), 0);
        QVERIFY(limit.lockedFor(withOrigin(local, origin + u'b'), 0) > 0);
    }
};

WSAGENT_TEST(TestRateLimit)
#include "tst_ratelimit.moc"
