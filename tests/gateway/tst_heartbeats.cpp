#include "gateway/scheduler/heartbeats.h"
#include "tests/support/agentinstance.h"
#include "tests/support/scriptedllm.h"
#include "tests/support/testprogram.h"

#include <QDateTime>
#include <QTemporaryDir>
#include <QTest>

using namespace wsagent;
using namespace wsagent::test;
using namespace Qt::StringLiterals;

namespace {

const SessionKey mainKey{u"main"_s, u"main"_s};
constexpr qint64 minute = 60'000;

/// Heartbeats of one agent, a model inside the test, and a clock that can be put forward.
struct Bench
{
    QTemporaryDir directory;
    SessionStore sessions{{.stateDir = directory.path()}};
    Toolset tools;
    ScriptedLlm model;
    SystemEvents events;
    AgentList agents;
    QList<QJsonObject> told;
    qint64 later = 0;
    Conversations talks{{.run = {.sessions = &sessions,
                                 .tools = &tools,
                                 .send =
                                     [](QLatin1StringView, const QJsonObject &) {
                                     }},
                         .plan = [this](const RunInput &input) -> Result<RunPlan> { return plan(input); },
                         .queueSettings = [](const SessionKey &, const QString &) { return QueueSettings(); },
                         .takeEvents = [this](const SessionKey &key) { return events.take(key.text()); },
                         .report =
                             [](const QString &) {
                             }},
                        directory.filePath(u"runs.jsonl"_s)};
    Heartbeats beats{{.conversations = [this]() -> Conversations & { return talks; },
                      .agents = [this]() -> const AgentList & { return agents; },
                      .modelOf = [](const SessionKey &) { return u"test/model"_s; },
                      .sessions = &sessions,
                      .events = &events,
                      .announce = [this](const QJsonObject &payload) { told += payload; },
                      .now =
                          [this] {
                              return QDateTime::currentMSecsSinceEpoch() + later;
                          }}};

    Bench()
    {
        talks.lanes().setLimit(u"main"_s, 4);
        configure({});
    }
    void configure(const QJsonObject &heartbeat)
    {
        const QJsonObject defaults{{"heartbeat"_L1, heartbeat}};
        agents = AgentList({{"agents"_L1, QJsonObject{{"defaults"_L1, defaults}}}},
                           {.stateDir = directory.path(), .defaultWorkspace = directory.path()});
        beats.plan();
    }
    RunPlan plan(const RunInput &input)
    {
        return {.identity = {.runId = input.runId,
                             .sessionKey = input.key.text(),
                             .agentId = input.key.agentId,
                             .isHeartbeat = input.isHeartbeat},
                .key = input.key,
                .request = {.model = {.provider = u"test"_s, .id = u"model"_s, .contextWindow = 200'000}},
                .ask = [this](const LlmRequest &asked, bool) {
                    return model.start(asked);
                }};
    }
    void say(const QString &text)
    {
        const auto admitted = talks.accept({.key = mainKey, .runId = text, .text = text});
        QVERIFY2(admitted, admitted ? "" : qPrintable(admitted.error().message));
    }
    void happens(const QString &text)
    {
        events.add(mainKey.text(), text, u"now"_s);
        beats.wake(mainKey);
    }
    QString lastQuestion() const
    {
        QString all;
        for (const LlmMessage &message : model.requests.last().messages)
            all += textOf(message.content) + u'\n';
        return all;
    }
};

} // namespace

class TestHeartbeats : public QObject
{
    Q_OBJECT

private slots:
    void init() { m = std::make_unique<Bench>(); }
    void cleanup() { m.reset(); }

    void asksWhenItIsDue()
    {
        QVERIFY(m->beats.nextDue());
        m->model.turns = {LlmTurn::says(u"The oven is hot."_s)};
        m->later = 31 * minute;
        m->beats.setEnabled(true); // looks at the clock anew
        QTRY_COMPARE(m->told.size(), 1);
        QCOMPARE(m->told.first()["status"_L1].toString(), u"sent"_s);
        QVERIFY(m->lastQuestion().contains("HEARTBEAT_OK"_L1));
    }

    /// What happens while a reply is written is told when it has been, not a minute later.
    void whoIsBusyIsAskedAsSoonAsHeIsNot()
    {
        m->model.turns = {{.texts = {u"I"_s}, .staysSilent = true}};
        m->say(u"hello"_s);
        m->happens(u"the oven is hot"_s);
        QTRY_VERIFY(m->beats.nextDue().value_or(0) > QDateTime::currentMSecsSinceEpoch() + minute / 2);
        (void)m->talks.abort(mainKey, {}, u"stop"_s);
        QTRY_COMPARE(m->model.requests.size(), 2);
        QVERIFY2(m->lastQuestion().contains("the oven is hot"_L1), qPrintable(m->lastQuestion()));
    }

    void oneThatIsBusyHoldsNoOtherUp()
    {
        m->model.turns = {{.texts = {u"I"_s}, .staysSilent = true}};
        m->say(u"hello"_s);
        m->happens(u"the oven is hot"_s);
        const SessionKey other{u"main"_s, u"other"_s};
        m->events.add(other.text(), u"the bell rings"_s, u"now"_s);
        m->beats.wake(other);
        QTRY_COMPARE(m->model.requests.size(), 2);
        QVERIFY2(m->lastQuestion().contains("the bell rings"_L1), qPrintable(m->lastQuestion()));
    }

    void aChangeOfTheConfigForgetsNobody()
    {
        m->happens(u"the oven is hot"_s);
        m->configure({{"prompt"_L1, u"Look around."_s}});
        QTRY_COMPARE(m->model.requests.size(), 1);
        QVERIFY2(m->lastQuestion().contains("the oven is hot"_L1), qPrintable(m->lastQuestion()));
    }

    void aChangeOfSomethingElsePutsNothingOff()
    {
        const auto due = m->beats.nextDue();
        m->later = 10 * minute;
        m->configure({{"prompt"_L1, u"Look around."_s}});
        QCOMPARE(m->beats.nextDue(), due);
        m->configure({{"every"_L1, u"2h"_s}});
        QVERIFY(*m->beats.nextDue() > *due + 60 * minute);
        m->configure({{"every"_L1, u"0m"_s}});
        QVERIFY(!m->beats.nextDue());
    }

    /// A message is as good as a heartbeat: the agent hears of it, and need not be asked again.
    void aMessageIsToldToo()
    {
        m->happens(u"the oven is hot"_s);
        m->say(u"hello"_s);
        QTRY_COMPARE(m->model.requests.size(), 1);
        const QString question = m->lastQuestion();
        QVERIFY2(question.indexOf("System: [now] the oven is hot"_L1) >= 0, qPrintable(question));
        QVERIFY(question.indexOf("the oven is hot"_L1) < question.indexOf("hello"_L1));
        QTRY_COMPARE(m->told.size(), 1);
        QCOMPARE(m->told.first()["reason"_L1].toString(), u"already-told"_s);
        QCOMPARE(m->model.requests.size(), 1);
    }

    /// In a whole gateway: a conversation in which nobody speaks grows old.
    void aBeatMovesNoTime()
    {
        ScriptedModel model;
        const AgentInstance mine(model);
        mine.say(u"hello"_s);
        const QString key = u"agent:main:main"_s;
        QTRY_VERIFY(!mine.history().isEmpty() && mine.history().contains("You said: hello"_L1));
        QTRY_VERIFY(!mine.sessionRow(key)["hasActiveRun"_L1].toBool());
        const QJsonObject before = mine.sessionRow(key);
        QVERIFY(before["updatedAt"_L1].toInteger() > 0);
        model.say({.text = u"The oven is hot."_s});
        QVERIFY(mine.ask(u"wake"_s, {{"mode"_L1, u"now"_s}, {"text"_L1, u"the oven is hot"_s}})["ok"_L1]
                    .toBool());
        QTRY_VERIFY(mine.ask(u"last-heartbeat"_s, {})["status"_L1].toString() == "sent"_L1);
        QVERIFY(model.requests().last().lastUserText().contains("the oven is hot"_L1));
        const QJsonObject after = mine.sessionRow(key);
        QCOMPARE(after["updatedAt"_L1].toInteger(), before["updatedAt"_L1].toInteger());
        QCOMPARE(after["lastInteractionAt"_L1], before["lastInteractionAt"_L1]);
        QVERIFY(mine.history().contains("The oven is hot."_L1));
    }

    /// `WS_AGENT_SKIP_CRON=1` holds for as long as the gateway runs.
    void jobsThatAreSkippedStaySo()
    {
        qputenv("WS_AGENT_SKIP_CRON", "1");
        const auto back = qScopeGuard([] { qunsetenv("WS_AGENT_SKIP_CRON"); });
        const ScriptedModel model;
        const AgentInstance mine(model);
        QVERIFY(!mine.ask(u"cron.status"_s, {})["enabled"_L1].toBool(true));
        QVERIFY(mine.patch(u"{ cron: { maxConcurrentRuns: 2 }, ui: { seamColor: '#123456' } }"_s));
        const auto color = [&mine] {
            const QJsonObject config = mine.ask(u"config.get"_s, {});
            return config["config"_L1]["ui"_L1]["seamColor"_L1].toString();
        };
        QTRY_COMPARE(color(), u"#123456"_s);
        QVERIFY(!mine.ask(u"cron.status"_s, {})["enabled"_L1].toBool(true));
    }

    /// All limits hold as soon as the config says so, also for who waits already.
    void limitsChangeWithTheConfig()
    {
        ScriptedModel model;
        const AgentInstance mine(model, {}, ", subagents: { maxConcurrent: 1 }");
        model.setOtherwise(
            [](const ScriptedRequest &) { return ScriptedTurn{.fault = ScriptedTurn::Fault::NoAnswer}; });
        for (const QString &session : {u"one"_s, u"two"_s}) {
            mine.ask(u"agent"_s, {{"message"_L1, session},
                                  {"idempotencyKey"_L1, session},
                                  {"sessionKey"_L1, session},
                                  {"lane"_L1, u"subagent"_s}});
        }
        QTRY_COMPARE(model.requests().size(), 1);
        QVERIFY(mine.patch(u"{ agents: { defaults: { subagents: { maxConcurrent: 2 } } } }"_s));
        QTRY_COMPARE(model.requests().size(), 2);
    }

private:
    std::unique_ptr<Bench> m;
};

WSAGENT_TEST_WITH(QCoreApplication, TestHeartbeats)
#include "tst_heartbeats.moc"
