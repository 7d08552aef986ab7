#include "gateway/agents/queuepolicy.h"
#include "tests/support/testprogram.h"

#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

QueuedMessage message(const QString &text, const QString &route = {})
{
    return {.runId = u"run-"_s + text, .text = text, .route = route};
}

} // namespace

class TestQueuePolicy : public QObject
{
    Q_OBJECT

private slots:
    void collectedMessagesBecomeOnePrompt()
    {
        MessageQueue queue;
        for (const QString &text : {u"a"_s, u"b"_s})
            QVERIFY(queue.add(message(text), {}).isEmpty());
        const auto batch = queue.take(QueueMode::Collect);
        QVERIFY(batch);
        QCOMPARE(batch->prompt, u"[Messages received while you were busy]\n\n1. a\n\n2. b"_s);
        QCOMPARE(batch->runIds, (QStringList{u"run-a"_s, u"run-b"_s}));
        QVERIFY(queue.isEmpty());
        QVERIFY(!queue.take(QueueMode::Collect));
    }

    void oneMessageStaysAsItIs()
    {
        MessageQueue queue;
        queue.add(message(u"a"_s), {});
        QCOMPARE(queue.take(QueueMode::Collect)->prompt, u"a"_s);
    }

    void differentRoutesAreNotPutTogether()
    {
        MessageQueue queue;
        queue.add(message(u"a"_s, u"telegram"_s), {});
        queue.add(message(u"b"_s, u"telegram"_s), {});
        queue.add(message(u"c"_s, u"irc"_s), {});
        QCOMPARE(queue.take(QueueMode::Collect)->runIds.size(), 2);
        QCOMPARE(queue.take(QueueMode::Collect)->prompt, u"c"_s);
    }

    void followupsComeOneByOne()
    {
        MessageQueue queue;
        for (const QString &text : {u"a"_s, u"b"_s})
            queue.add(message(text), {});
        QCOMPARE(queue.take(QueueMode::Followup)->prompt, u"a"_s);
        QCOMPARE(queue.take(QueueMode::Followup)->prompt, u"b"_s);
    }

    void theNewestInterrupts()
    {
        MessageQueue queue;
        for (const QString &text : {u"a"_s, u"b"_s})
            queue.add(message(text), {});
        const auto batch = queue.take(QueueMode::Interrupt);
        QCOMPARE(batch->prompt, u"b"_s);
        QCOMPARE(batch->runIds, (QStringList{u"run-a"_s, u"run-b"_s}));
    }

    void tooMany_data()
    {
        QTest::addColumn<QString>("drop");
        QTest::addColumn<QString>("gone");
        QTest::addColumn<QString>("prompt");
        QTest::newRow("the oldest goes, and is told of")
            << u"summarize"_s << u"a"_s << u"[Older messages that were left out]\n- a\n\nb"_s;
        QTest::newRow("the oldest goes") << u"old"_s << u"a"_s << u"b"_s;
        QTest::newRow("the newest is refused") << u"new"_s << u"c"_s << u"a"_s;
    }
    void tooMany()
    {
        QFETCH(QString, drop);
        const auto settings = QueueSettings::from({{"cap"_L1, 2}, {"drop"_L1, drop}}, {}, {});
        MessageQueue queue;
        queue.add(message(u"a"_s), settings);
        queue.add(message(u"b"_s), settings);
        const QList<QueuedMessage> gone = queue.add(message(u"c"_s), settings);
        QCOMPARE(gone.size(), 1);
        QTEST(gone.first().text, "gone");
        QTEST(queue.take(QueueMode::Followup)->prompt, "prompt");
    }

    void settings()
    {
        const QJsonObject config{{"mode"_L1, u"followup"_s},
                                 {"debounceMs"_L1, 10},
                                 {"byChannel"_L1, QJsonObject{{"irc"_L1, u"steer"_s}}}};
        QCOMPARE(QueueSettings::from({}, {}, {}), QueueSettings());
        QCOMPARE(QueueSettings::from(config, u"telegram"_s, {}).mode, QueueMode::Followup);
        QCOMPARE(QueueSettings::from(config, u"irc"_s, {}).mode, QueueMode::Steer);
        QCOMPARE(QueueSettings::from(config, u"irc"_s, {{"queueMode"_L1, u"interrupt"_s}}).mode,
                 QueueMode::Interrupt);
        QCOMPARE(QueueSettings::from(config, u"irc"_s, {}).debounceMs, 10);
        QVERIFY(queueModeFrom(u"queue"_s) == QueueMode::Steer);
        QVERIFY(!queueModeFrom(u"pile"_s));
    }

    void aMessageMayBeTakenBack()
    {
        MessageQueue queue;
        queue.add(message(u"a"_s), {});
        queue.add(message(u"b"_s), {});
        QCOMPARE(queue.remove(u"run-a"_s)->text, u"a"_s);
        QVERIFY(!queue.remove(u"run-a"_s));
        QCOMPARE(queue.clear().size(), 1);
        QVERIFY(queue.isEmpty());
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestQueuePolicy)
#include "tst_queuepolicy.moc"
