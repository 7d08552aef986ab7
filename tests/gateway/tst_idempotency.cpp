#include "gateway/protocol/idempotency.h"
#include "tests/support/testprogram.h"

#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

const QString send = u"chat.send agent:main:main"_s;
const QString key = u"k-1"_s;

QJsonValue result(const QString &text)
{
    return QJsonObject{{"text"_L1, text}};
}

} // namespace

class TestIdempotency : public QObject
{
    Q_OBJECT

private slots:
    void aNewKeyBeginsItsWork()
    {
        IdempotencyMemory memory;
        QVERIFY(!memory.begin(send, key, 0));
        QCOMPARE(memory.size(), 1);
    }

    void aRepeatWhileRunningTellsSo()
    {
        IdempotencyMemory memory;
        QVERIFY(!memory.begin(send, key, 0));
        const auto repeat = memory.begin(send, key, IdempotencyMemory::lifetime * 10);
        QVERIFY(repeat && repeat->isRunning());
    }

    void aRepeatAfterTheEndGetsTheResult()
    {
        IdempotencyMemory memory;
        (void)memory.begin(send, key, 0);
        memory.end(send, key, result(u"first"_s), 10);
        const auto repeat = memory.begin(send, key, 20);
        QVERIFY(repeat && !repeat->isRunning());
        QCOMPARE(**repeat->outcome, result(u"first"_s));
    }

    void anErrorIsRememberedToo()
    {
        IdempotencyMemory memory;
        (void)memory.begin(send, key, 0);
        memory.end(send, key, invalidRequest(u"no such session"_s), 10);
        const auto repeat = memory.begin(send, key, 20);
        QVERIFY(repeat && repeat->outcome && !*repeat->outcome);
        QCOMPARE(repeat->outcome->error().message, u"no such session"_s);
    }

    void keysCountWithinTheirScope()
    {
        IdempotencyMemory memory;
        (void)memory.begin(send, key, 0);
        QVERIFY(!memory.begin(u"chat.send agent:main:other"_s, key, 0));
        QVERIFY(!memory.begin(u"node.invoke"_s, key, 0));
    }

    void whatWasNotDoneMayComeAgain()
    {
        IdempotencyMemory memory;
        (void)memory.begin(send, key, 0);
        memory.forget(send, key);
        QVERIFY(!memory.begin(send, key, 1));
    }

    void anEndWithoutABeginningIsNothing()
    {
        IdempotencyMemory memory;
        memory.end(send, key, result(u"late"_s), 0);
        QCOMPARE(memory.size(), 0);
    }

    void isForgottenInTime_data()
    {
        QTest::addColumn<qint64>("after");
        QTest::addColumn<bool>("remembered");
        QTest::newRow("at once") << qint64(0) << true;
        QTest::newRow("a moment before") << IdempotencyMemory::lifetime - 1 << true;
        QTest::newRow("when the time is over") << IdempotencyMemory::lifetime << false;
    }
    void isForgottenInTime()
    {
        QFETCH(qint64, after);
        QFETCH(bool, remembered);
        IdempotencyMemory memory;
        (void)memory.begin(send, key, 100);
        memory.end(send, key, result(u"first"_s), 1000);
        QCOMPARE(memory.begin(send, key, 1000 + after).has_value(), remembered);
    }

    void theOldestHaveToGo()
    {
        IdempotencyMemory memory;
        (void)memory.begin(send, u"running"_s, 0);
        for (int i = 0; i <= IdempotencyMemory::mostEntries; ++i) {
            (void)memory.begin(send, QString::number(i), 0);
            memory.end(send, QString::number(i), result(u"x"_s), 0);
        }
        QCOMPARE(memory.size(), IdempotencyMemory::mostEntries + 1);
        QVERIFY(!memory.begin(send, u"0"_s, 0));
        QVERIFY(memory.begin(send, u"1"_s, 0));
        QVERIFY(memory.begin(send, u"running"_s, 0)->isRunning());
    }

    void largeResultsPushOthersOut()
    {
        IdempotencyMemory memory;
        const QString large(qsizetype(IdempotencyMemory::mostBytes / 2 / 3), u'x'); // two fit, not three
        for (const QString &name : {u"a"_s, u"b"_s, u"c"_s, u"d"_s}) {
            (void)memory.begin(send, name, 0);
            memory.end(send, name, result(large), 0);
        }
        QCOMPARE(memory.size(), 2);
        QVERIFY(memory.begin(send, u"d"_s, 0)->outcome);
        QVERIFY(!memory.begin(send, u"a"_s, 0));
    }
};

WSAGENT_TEST(TestIdempotency)
#include "tst_idempotency.moc"
