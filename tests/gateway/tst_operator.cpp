#include "gateway/llm/operator/operatorclient.h"
#include "tests/support/testprogram.h"

#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

class TestOperator : public QObject
{
    Q_OBJECT

private:
    static OperatorFacts facts()
    {
        return {.profile = u"rescue"_s,
                .status =
                    [] {
                        return QStringList{u"running for 3 s"_s, u"2 sessions"_s};
                    },
                .siblings =
                    [] {
                        return std::optional(QList<OperatorInstance>{
                            {u"main"_s, u"running"_s, u"port 18789"_s}, {u"work"_s, u"stopped"_s, {}}});
                    }};
    }

private slots:
    void understands_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<OperatorTopic>("expected");

        QTest::newRow("status") << u"status"_s << OperatorTopic::Status;
        QTest::newRow("status?") << u"Status?"_s << OperatorTopic::Status;
        QTest::newRow("as a command") << u"/status"_s << OperatorTopic::Status;
        QTest::newRow("in a sentence") << u"What is your status, please"_s << OperatorTopic::Status;
        QTest::newRow("part of a word is none") << u"statusquo"_s << OperatorTopic::Unknown;
        QTest::newRow("in an envelope")
            << u"[WebChat +2m 2026-01-05 12:00 UTC] hello\n[message_id: status]"_s << OperatorTopic::Greeting;
        QTest::newRow("hello") << u"hello"_s << OperatorTopic::Greeting;
        QTest::newRow("how are you") << u"Hi, how are you?"_s << OperatorTopic::Status;
        QTest::newRow("a question mark") << u"?"_s << OperatorTopic::Help;
        QTest::newRow("help") << u"help me"_s << OperatorTopic::Help;
        QTest::newRow("add a model") << u"how do I add a model?"_s << OperatorTopic::Models;
        QTest::newRow("others") << u"how are the other instances doing"_s << OperatorTopic::Profiles;
        QTest::newRow("a poem") << u"write a poem"_s << OperatorTopic::Unknown;
        QTest::newRow("nothing") << QString() << OperatorTopic::Unknown;
        QTest::newRow("a heartbeat")
            << u"Read HEARTBEAT.md; if nothing needs attention, answer HEARTBEAT_OK."_s
            << OperatorTopic::Heartbeat;
        QTest::newRow("a memory flush")
            << u"Write durable notes; answer NO_REPLY when done."_s << OperatorTopic::Silence;
    }
    void understands()
    {
        QFETCH(QString, text);
        QFETCH(OperatorTopic, expected);

        QCOMPARE(operatorTopic(text), expected);
    }

    void tellsTheStatus()
    {
        const QString answer = operatorAnswer(OperatorTopic::Status, facts());

        QVERIFY(answer.startsWith(u"Status of profile 'rescue':\n- running for 3 s\n- 2 sessions\n"));
    }

    void tellsOfOthersOnlyWhenAllowed()
    {
        OperatorFacts known = facts();
        QCOMPARE(operatorAnswer(OperatorTopic::Profiles, known),
                 u"Other instances:\n- main: running (port 18789)\n- work: stopped"_s);
        known.siblings = {};
        const QString refused = operatorAnswer(OperatorTopic::Profiles, known);
        QVERIFY(!refused.contains(u"18789"));
        QVERIFY2(refused.contains(u"`ws-agent --profile rescue config set tools.alsoAllow"),
                 qPrintable(refused));
    }

    void offersServersOfThisMachine()
    {
        const QString answer =
            operatorAnswer(OperatorTopic::Models, facts(),
                           {{u"ollama"_s, u"Ollama"_s, u"127.0.0.1:11434"_s, {u"qwen3:8b"_s}}});

        QVERIFY(answer.contains(u"Ollama answers at 127.0.0.1:11434"));
        QVERIFY(answer.contains(u"`ws-agent --profile rescue models set ollama/qwen3:8b`"));
    }

    void isHonest()
    {
        for (const OperatorTopic topic :
             {OperatorTopic::Greeting, OperatorTopic::Help, OperatorTopic::Unknown}) {
            const QString answer = operatorAnswer(topic, facts());
            QVERIFY(answer.contains(u"I am no language model"));
            QCOMPARE(answer, operatorAnswer(topic, facts()));
        }
    }

    void asksForTheServersWhenTheyMatter()
    {
        OperatorFacts known = facts();
        std::function<void(QList<OperatorServer>)> later;
        known.localServers = [&later](std::function<void(QList<OperatorServer>)> answer) {
            later = std::move(answer);
        };
        OperatorClient client(known);
        LlmRequest request;
        request.messages = {textMessage(LlmRole::User, u"status"_s),
                            textMessage(LlmRole::Assistant, u"fine"_s),
                            textMessage(LlmRole::User, u"which models are there?"_s)};
        const auto stream = client.start(request);
        QString text;
        connect(stream.get(), &LlmStream::finished, this,
                [&text](const LlmOutcome &outcome) { text = textOf(outcome.content); });

        QTRY_VERIFY(later);
        QVERIFY(text.isEmpty());
        later({{u"lmstudio"_s, u"LM Studio"_s, u"127.0.0.1:1234"_s, {}}});
        QVERIFY(text.contains(u"models set lmstudio/<model>"));
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestOperator)
#include "tst_operator.moc"
