#include "gateway/llm/failoverpolicy.h"
#include "tests/support/testprogram.h"

#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qint64 now = 1'700'000'000'000;
constexpr qint64 minute = 60'000;
constexpr qint64 hour = 60 * minute;

LlmFailure failureOfKind(FailureClass kind)
{
    return {.kind = kind};
}

} // namespace

class TestFailoverPolicy : public QObject
{
    Q_OBJECT

private slots:
    void reacts_data()
    {
        QTest::addColumn<FailureClass>("failure");
        QTest::addColumn<int>("tries");
        QTest::addColumn<Reaction>("expected");

        QTest::newRow("rate limit") << FailureClass::RateLimit << 1 << Reaction::NextAccount;
        QTest::newRow("auth") << FailureClass::Auth << 1 << Reaction::NextAccount;
        QTest::newRow("billing") << FailureClass::Billing << 1 << Reaction::NextAccount;
        QTest::newRow("timeout") << FailureClass::Timeout << 1 << Reaction::NextAccount;
        QTest::newRow("format") << FailureClass::Format << 1 << Reaction::NextAccount;
        QTest::newRow("context overflow") << FailureClass::ContextOverflow << 1 << Reaction::Report;
        QTest::newRow("refusal") << FailureClass::Refusal << 1 << Reaction::Report;
        QTest::newRow("another client error") << FailureClass::Other << 1 << Reaction::Report;
        QTest::newRow("abort") << FailureClass::Aborted << 1 << Reaction::Report;
        QTest::newRow("a server in trouble") << FailureClass::Server << 1 << Reaction::Retry;
        QTest::newRow("a server in trouble, again") << FailureClass::Server << 2 << Reaction::NextAccount;
    }
    void reacts()
    {
        QFETCH(FailureClass, failure);
        QFETCH(int, tries);
        QFETCH(Reaction, expected);

        QCOMPARE(reactionTo(failure, tries), expected);
    }

    void restsLongerEachTime()
    {
        AuthUsage usage;
        qint64 at = now;

        for (const int minutes : {1, 5, 25, 60, 60}) {
            usage = afterFailure(usage, failureOfKind(FailureClass::RateLimit), at, {});
            QCOMPARE(usage.cooldownUntil - at, minutes * minute);
            at = usage.cooldownUntil;
        }
        QCOMPARE(usage.errorCount, 5);
        QCOMPARE(usage.failureCounts.value(u"rate_limit"_s), 5);
        QCOMPARE(usage.disabledUntil, 0);
    }

    void restsAsLongAsTheProviderAsks()
    {
        LlmFailure failure = failureOfKind(FailureClass::RateLimit);
        failure.retryAfter = 10min;

        QCOMPARE(afterFailure({}, failure, now, {}).cooldownUntil, now + 10 * minute);
        failure.retryAfter = 2s;
        QCOMPARE(afterFailure({}, failure, now, {}).cooldownUntil, now + minute);
    }

    void isDisabledLongerEachTime()
    {
        AuthUsage usage;

        for (const int hours : {5, 10, 20, 24, 24}) {
            usage = afterFailure(usage, failureOfKind(FailureClass::Billing), now, {});
            QCOMPARE(usage.disabledUntil, now + hours * hour);
        }
        QCOMPARE(usage.disabledReason, u"billing"_s);
    }

    void billingFollowsTheConfig()
    {
        const QJsonObject auth{{"cooldowns"_L1, QJsonObject{{"billingBackoffHours"_L1, 2},
                                                            {"billingBackoffHoursByProvider"_L1,
                                                             QJsonObject{{"openai"_L1, 0.5}}},
                                                            {"billingMaxHours"_L1, 3}}}};
        const LlmFailure billing = failureOfKind(FailureClass::Billing);

        QCOMPARE(afterFailure({}, billing, now, cooldownSettings(auth, u"openai"_s)).disabledUntil,
                 now + hour / 2);
        AuthUsage usage = afterFailure({}, billing, now, cooldownSettings(auth, u"anthropic"_s));
        QCOMPARE(usage.disabledUntil, now + 2 * hour);
        usage = afterFailure(usage, billing, now, cooldownSettings(auth, u"anthropic"_s));
        QCOMPARE(usage.disabledUntil, now + 3 * hour);
    }

    void startsAnewAfterADay()
    {
        AuthUsage usage;
        for (int i = 0; i < 3; ++i)
            usage = afterFailure(usage, failureOfKind(FailureClass::Timeout), now, {});
        const AuthUsage soon = afterFailure(usage, failureOfKind(FailureClass::Timeout), now + 24 * hour, {});
        const AuthUsage late =
            afterFailure(usage, failureOfKind(FailureClass::Timeout), now + 24 * hour + 1, {});

        QCOMPARE(soon.errorCount, 4);
        QCOMPARE(late.errorCount, 1);
        QCOMPARE(late.failureCounts.value(u"timeout"_s), 1);
        QVERIFY(afterAnswer(now) == AuthUsage{.lastUsed = now});
    }

    void waitsBeforeARetry()
    {
        QCOMPARE(retryDelay(failureOfKind(FailureClass::Server), 1), std::optional(500ms));
        QCOMPARE(retryDelay(failureOfKind(FailureClass::Server), 2), std::optional(1000ms));
        LlmFailure asked = failureOfKind(FailureClass::Server);
        asked.retryAfter = 3s;
        QCOMPARE(retryDelay(asked, 1), std::optional<std::chrono::milliseconds>(3s));
        asked.retryAfter = 6s;
        QVERIFY(!retryDelay(asked, 1));
    }

    void orders_data()
    {
        QTest::addColumn<QStringList>("decided");
        QTest::addColumn<QStringList>("resting"); // with the minutes
        QTest::addColumn<QStringList>("expected");

        const QString key = u"p:key"_s;
        const QString old = u"p:old"_s;
        const QString token = u"p:token"_s;
        const QString oauth = u"p:oauth"_s;
        QTest::newRow("by kind, then by use")
            << QStringList{} << QStringList{} << QStringList{oauth, token, old, key};
        QTest::newRow("as decided") << QStringList{key, oauth} << QStringList{} << QStringList{key, oauth};
        QTest::newRow("nobody unknown") << QStringList{u"p:gone"_s, key} << QStringList{} << QStringList{key};
        QTest::newRow("who rests comes last") << QStringList{} << QStringList{u"p:oauth 9"_s, u"p:old 3"_s}
                                              << QStringList{token, key, old, oauth};
        QTest::newRow("also of a decided order")
            << QStringList{key, oauth} << QStringList{u"p:key 1"_s} << QStringList{oauth, key};
        QTest::newRow("who has rested does not")
            << QStringList{key, oauth} << QStringList{u"p:key -1"_s} << QStringList{key, oauth};
    }
    void orders()
    {
        QFETCH(QStringList, decided);
        QFETCH(QStringList, resting);
        QFETCH(QStringList, expected);
        const QList<AuthProfile> accounts{{.id = u"p:key"_s},
                                          {.id = u"p:old"_s},
                                          {.id = u"p:token"_s, .kind = Credential::Kind::Token},
                                          {.id = u"p:oauth"_s, .kind = Credential::Kind::OAuth}};
        QMap<QString, AuthUsage> usage{{u"p:key"_s, {.lastUsed = now}},
                                       {u"p:old"_s, {.lastUsed = now - hour}}};
        for (const QString &each : resting)
            usage[each.section(u' ', 0, 0)].cooldownUntil = now + each.section(u' ', 1).toInt() * minute;

        QCOMPARE(accountOrder(accounts, decided, usage, now), expected);
    }

    void probes_data()
    {
        QTest::addColumn<bool>("primary");
        QTest::addColumn<qint64>("rest");
        QTest::addColumn<bool>("expected");

        QTest::newRow("nearly rested") << true << 2 * minute - 1 << true;
        QTest::newRow("not yet") << true << 2 * minute << false;
        QTest::newRow("a fallback") << false << minute << false;
    }
    void probes()
    {
        QFETCH(bool, primary);
        QFETCH(qint64, rest);
        QFETCH(bool, expected);

        QCOMPARE(mayProbe(primary, now + rest, now), expected);
    }
};

WSAGENT_TEST(TestFailoverPolicy)
#include "tst_failoverpolicy.moc"
