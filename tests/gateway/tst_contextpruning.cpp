#include "gateway/agents/contextpruning.h"
#include "gateway/agents/llmcontext.h"
#include "tests/support/testprogram.h"

#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

LlmMessage toolResult(const QString &tool, qsizetype size)
{
    LlmMessage message = textMessage(LlmRole::ToolResult, QString(size, u'x'));
    message.toolName = tool;
    return message;
}

/// So many turns: a question, a call of a tool with a result of that size, an answer.
QList<LlmMessage> talk(int turns, qsizetype size, const QString &tool = u"exec"_s)
{
    QList<LlmMessage> messages;
    for (int i = 0; i < turns; ++i)
        messages += {textMessage(LlmRole::User, u"do it"_s), textMessage(LlmRole::Assistant, u"calls"_s),
                     toolResult(tool, size), textMessage(LlmRole::Assistant, u"done"_s)};
    return messages;
}

QList<qsizetype> sizesOf(const QList<LlmMessage> &messages)
{
    QList<qsizetype> sizes;
    for (const LlmMessage &message : messages) {
        if (message.role == LlmRole::ToolResult)
            sizes += textOf(message.content).size();
    }
    return sizes;
}

constexpr std::chrono::minutes longAgo{10};

} // namespace

/// What is left out of what tools have said long ago.
class TestContextPruning : public QObject
{
    Q_OBJECT

private slots:
    void nothingIsTouchedWithoutNeed_data()
    {
        QTest::addColumn<bool>("isOn");
        QTest::addColumn<int>("window");
        QTest::addColumn<int>("minutes");
        QTest::newRow("switched off") << false << 10'000 << 10;
        QTest::newRow("asked a moment ago") << true << 10'000 << 1;
        QTest::newRow("there is room") << true << 1'000'000 << 10;
        QTest::newRow("a window that nobody knows") << true << 0 << 10;
    }
    void nothingIsTouchedWithoutNeed()
    {
        QFETCH(bool, isOn);
        QFETCH(int, window);
        QFETCH(int, minutes);
        const QList<LlmMessage> before = talk(6, 6000);
        QList<LlmMessage> messages = before;
        pruneToolResults(messages, {.isOn = isOn}, window, std::chrono::minutes(minutes));
        QCOMPARE(messages, before);
    }

    /// Of six results the newest ones stay: those after the third assistant from the end.
    void oldOnesAreShortened()
    {
        QList<LlmMessage> messages = talk(6, 6000);
        pruneToolResults(messages, {.isOn = true}, 25'000, longAgo);
        const QList<qsizetype> sizes = sizesOf(messages);
        for (int i = 0; i < 5; ++i)
            QVERIFY2(sizes.at(i) > 3000 && sizes.at(i) < 3100, qPrintable(QString::number(sizes.at(i))));
        QCOMPARE(sizes.at(5), 6000);
        QVERIFY(textOf(messages.at(2).content).contains("3000 characters left out"_L1));
    }

    void shortOnesStay()
    {
        const QList<LlmMessage> before = talk(10, 4000);
        QList<LlmMessage> messages = before;
        pruneToolResults(messages, {.isOn = true, .clears = false}, 10'000, longAgo);
        QCOMPARE(messages, before);
    }

    /// The oldest first, and no more of them than it takes.
    void oldestGoWhenThatIsNotEnough()
    {
        QList<LlmMessage> messages = talk(30, 4000);
        pruneToolResults(messages, {.isOn = true}, 40'000, longAgo);
        const QList<qsizetype> sizes = sizesOf(messages);
        QVERIFY(sizes.first() < 100);
        QCOMPARE(sizes.last(), 4000);
        QVERIFY(sizes.count(4000) > 15 && sizes.count(4000) < 25);
        QVERIFY(estimatedTokens(messages) <= 20'000);
        QCOMPARE(textOf(messages.at(2).content), u"[older tool result removed]"_s);
    }

    void littleIsNotCleared()
    {
        QList<LlmMessage> messages = talk(10, 4000); // 36 000 characters that could go
        pruneToolResults(messages, {.isOn = true}, 10'000, longAgo);
        QCOMPARE(sizesOf(messages).count(4000), 10);
    }

    void toolsAreChosen_data()
    {
        QTest::addColumn<QStringList>("allow");
        QTest::addColumn<QStringList>("deny");
        QTest::addColumn<bool>("isShortened");
        QTest::newRow("all") << QStringList() << QStringList() << true;
        QTest::newRow("this one") << QStringList{u"exec"_s} << QStringList() << true;
        QTest::newRow("another one") << QStringList{u"read"_s} << QStringList() << false;
        QTest::newRow("not this one") << QStringList() << QStringList{u"ex*"_s} << false;
    }
    void toolsAreChosen()
    {
        QFETCH(QStringList, allow);
        QFETCH(QStringList, deny);
        QFETCH(bool, isShortened);
        QList<LlmMessage> messages = talk(6, 6000);
        pruneToolResults(messages, {.isOn = true, .allow = allow, .deny = deny}, 25'000, longAgo);
        QCOMPARE(sizesOf(messages).first() < 6000, isShortened);
    }

    void picturesStay()
    {
        QList<LlmMessage> messages = talk(6, 6000);
        messages[2].content += QJsonObject{{"type"_L1, u"image"_s}, {"data"_L1, u"AAAA"_s}};
        pruneToolResults(messages, {.isOn = true}, 25'000, longAgo);
        QCOMPARE(messages.at(2).content.size(), 2);
        QCOMPARE(messages.at(2).content.last()["type"_L1].toString(), u"image"_s);
    }

    void settingsOfTheConfig()
    {
        const PruningSettings usual = PruningSettings::from({});
        QVERIFY(!usual.isOn);
        QCOMPARE(usual.ttl, std::chrono::minutes(5));
        const PruningSettings own = PruningSettings::from(
            {{"mode"_L1, u"cache-ttl"_s},
             {"ttl"_L1, u"1h"_s},
             {"keepLastAssistants"_L1, 1},
             {"softTrim"_L1, QJsonObject{{"maxChars"_L1, 10}, {"headChars"_L1, 3}, {"tailChars"_L1, 2}}},
             {"hardClear"_L1, QJsonObject{{"enabled"_L1, false}, {"placeholder"_L1, u"gone"_s}}}});
        QVERIFY(own.isOn && !own.clears);
        QCOMPARE(own.ttl, std::chrono::hours(1));
        QCOMPARE(own.keepLastAssistants, 1);
        QCOMPARE(own.longest, 10);
        QCOMPARE(own.head, 3);
        QCOMPARE(own.tail, 2);
        QCOMPARE(own.placeholder, u"gone"_s);
    }
};

WSAGENT_TEST(TestContextPruning)
#include "tst_contextpruning.moc"
