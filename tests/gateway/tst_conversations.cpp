#include "gateway/agents/conversations.h"
#include "tests/support/scriptedllm.h"
#include "tests/support/testprogram.h"

#include <QRegularExpression>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;
using test::LlmTurn;

namespace {

struct SentEvent
{
    QString name;
    QJsonObject payload;
};

/// Sessions on a disk of their own, a model inside the test, and all that clients would hear.
struct Bench
{
    QTemporaryDir directory;
    std::unique_ptr<SessionStore> sessions;
    Toolset tools;
    test::ScriptedLlm model;
    QList<SentEvent> events;
    QStringList reports;
    QueueSettings queue{.debounceMs = 0};
    std::chrono::milliseconds timeout{0};
    int window = 200'000;
    std::unique_ptr<Conversations> talks;

    Bench() { open(); }
    /// As another gateway would find it.
    void open()
    {
        talks.reset();
        sessions = std::make_unique<SessionStore>(SessionStoreOptions{.stateDir = directory.path()});
        talks = std::make_unique<Conversations>(
            ConversationServices{
                .run = {.sessions = sessions.get(),
                        .tools = &tools,
                        .send =
                            [this](QLatin1StringView name, const QJsonObject &payload) {
                                events.append({name, payload});
                            }},
                .plan = [this](const RunInput &input) -> Result<RunPlan> { return plan(input); },
                .queueSettings = [this](const SessionKey &, const QString &) { return queue; },
                .report =
                    [this](const QString &sentence) {
                        reports += sentence;
                    }},
            directory.filePath(u"runs.jsonl"_s));
    }

    RunPlan plan(const RunInput &input)
    {
        owners[input.runId] = input.isOwner;
        LlmRequest request{.model = {.provider = u"test"_s, .id = u"model"_s, .contextWindow = window}};
        for (const Tool &tool : tools.tools(tools.names()))
            request.tools += {.name = tool.name};
        return {
            .identity = {.runId = input.runId, .sessionKey = input.key.text(), .agentId = input.key.agentId},
            .key = input.key,
            .request = request,
            .ask =
                [this](const LlmRequest &asked, bool mayTakeAnother) {
                    mayAskAnother += mayTakeAnother;
                    return model.start(asked);
                },
            .compaction = {.keepTokens = 10},
            .timeout = timeout};
    }

    SessionKey key(const QString &rest = u"main"_s) const { return {u"main"_s, rest}; }
    Conversations::Admission send(const QString &text, const QString &runId, const QString &rest = u"main"_s,
                                  std::optional<QueueMode> mode = {}, bool isOwner = true)
    {
        const auto admitted = talks->accept(
            {.key = key(rest), .runId = runId, .text = text, .queueMode = mode, .isOwner = isOwner});
        if (!admitted)
            qFatal("%s", qPrintable(admitted.error().message));
        return *admitted;
    }
    RunOutcome outcome(const QString &runId)
    {
        if (!QTest::qWaitFor([&] { return talks->ledger().find(runId).has_value(); }, 10'000))
            return {.error = u"never ended"_s};
        return *talks->ledger().find(runId);
    }

    /// "user: hello", "assistant: …", "toolResult: …"
    QStringList said(const QString &rest = u"main"_s) const
    {
        QStringList lines;
        const auto transcript = sessions->transcript(key(rest));
        const auto page = (*transcript)->page({});
        for (const TranscriptEntry &entry : page->rows) {
            if (entry.type == "message"_L1)
                lines += entry.role() + u": "_s + plainText(entry.message()["content"_L1]);
            else
                lines += entry.json["customType"_L1].toString();
        }
        return lines;
    }
    QList<QJsonObject> chat(const QString &state, const QString &runId = {}) const
    {
        QList<QJsonObject> found;
        for (const SentEvent &event : events) {
            if (event.name == u"chat" && event.payload["state"_L1] == state &&
                (runId.isEmpty() || event.payload["runId"_L1] == runId))
                found += event.payload;
        }
        return found;
    }

    /// A tool that answers at once, with what it was given.
    void addEcho()
    {
        tools.add({.name = u"echo"_s,
                   .summary = u"Says it again"_s,
                   .start = [this](const QJsonObject &arguments, const ToolContext &, const ToolDone &done) {
                       ran += arguments["text"_L1].toString();
                       done(ToolResult::text(arguments["text"_L1].toString()));
                       return ToolAbort();
                   }});
    }
    /// A tool that goes on until it is ended.
    void addSlow()
    {
        tools.add({.name = u"slow"_s,
                   .start = [this](const QJsonObject &, const ToolContext &, const ToolDone &done) {
                       slowCalls.append(done);
                       return ToolAbort([this, done] {
                           ++abortedCalls;
                           done(ToolResult::aborted());
                       });
                   }});
    }
    QHash<QString, bool> owners; ///< by run, of those that have begun
    QList<bool> mayAskAnother;   ///< another model or account, call by call
    QStringList ran;
    QList<ToolDone> slowCalls;
    int abortedCalls = 0;
};

LlmTurn twoCalls()
{
    LlmTurn turn = LlmTurn::calls(u"echo"_s, {{"text"_L1, u"one"_s}}, u"c1"_s);
    turn.toolCalls += LlmTurn::calls(u"echo"_s, {{"text"_L1, u"two"_s}}, u"c2"_s).toolCalls.first();
    return turn;
}

} // namespace

class TestConversations : public QObject
{
    Q_OBJECT

private slots:
    void init() { m = std::make_unique<Bench>(); }
    void cleanup() { m.reset(); }

    void answersAMessage()
    {
        QCOMPARE(m->send(u"hello"_s, u"r1"_s), Conversations::Admission::Started);
        QCOMPARE(m->said(), QStringList{u"user: hello"_s}); // before anything else
        const RunOutcome outcome = m->outcome(u"r1"_s);
        QCOMPARE(outcome.status, RunOutcome::Status::Ok);
        QCOMPARE(outcome.text, u"You said: hello"_s);
        QCOMPARE(outcome.usage.total(), 15);
        QCOMPARE(m->said(), (QStringList{u"user: hello"_s, u"assistant: You said: hello"_s}));
        QCOMPARE(m->chat(u"final"_s).size(), 1);
        QVERIFY(!m->talks->isBusy(m->key()));
    }

    /// `gateway-protocol.md` 9.3: numbers without gaps, deltas that add up, one end.
    void tellsWhatGoesOn()
    {
        m->model.turns = {{.texts = {u"Hel"_s, u"lo "_s, u"you"_s}}};
        m->send(u"hi"_s, u"r1"_s);
        QCOMPARE(m->outcome(u"r1"_s).text, u"Hello you"_s);
        qint64 seq = 0;
        QString shown;
        QStringList phases;
        for (const SentEvent &event : m->events) {
            QCOMPARE(event.payload["seq"_L1].toInteger(), ++seq);
            QCOMPARE(event.payload["sessionKey"_L1].toString(), u"agent:main:main"_s);
            if (event.payload["stream"_L1] == "lifecycle"_L1)
                phases += event.payload["data"_L1]["phase"_L1].toString();
            if (event.payload["state"_L1] == "delta"_L1) {
                shown += event.payload["deltaText"_L1].toString();
                const QJsonObject message = event.payload["message"_L1].toObject();
                QCOMPARE(plainText(message["content"_L1]), shown);
            }
        }
        QCOMPARE(shown, u"Hello you"_s);
        QCOMPARE(phases, (QStringList{u"start"_s, u"model"_s, u"finishing"_s, u"end"_s}));
        QCOMPARE(m->events.last().payload["state"_L1].toString(), u"final"_s);
        QVERIFY(m->chat(u"delta"_s).size() < 3); // not one for each token
    }

    void toolsRunInOrder()
    {
        m->addEcho();
        m->model.turns = {twoCalls(), LlmTurn::says(u"done"_s)};
        m->send(u"go"_s, u"r1"_s);
        QCOMPARE(m->outcome(u"r1"_s).text, u"done"_s);
        QCOMPARE(m->ran, (QStringList{u"one"_s, u"two"_s}));
        QCOMPARE(m->said(), (QStringList{u"user: go"_s, u"assistant: "_s, u"toolResult: one"_s,
                                         u"toolResult: two"_s, u"assistant: done"_s}));
        QCOMPARE(m->model.requests.last().messages.size(), 4); // what the model gets to read
    }

    void aToolThatMayNotBeUsedIsNotRun()
    {
        m->addEcho();
        m->model.turns = {LlmTurn::calls(u"rm"_s, {}), LlmTurn::says(u"sorry"_s)};
        m->send(u"go"_s, u"r1"_s);
        QCOMPARE(m->outcome(u"r1"_s).text, u"sorry"_s);
        QVERIFY(m->ran.isEmpty());
        QVERIFY(m->model.requests.last().messages.last().isError);
    }

    void argumentsThatCannotBeReadAreNotRun()
    {
        m->addEcho();
        LlmTurn turn = LlmTurn::calls(u"echo"_s, {});
        QJsonObject call = turn.toolCalls.first().toObject();
        call.insert("argumentsError"_L1, u"The arguments are no JSON."_s);
        turn.toolCalls = {call};
        m->model.turns = {turn, LlmTurn::says(u"sorry"_s)};
        m->send(u"go"_s, u"r1"_s);
        QCOMPARE(m->outcome(u"r1"_s).text, u"sorry"_s);
        QVERIFY(m->ran.isEmpty());
    }

    void aSilentReplyIsShownToNobody()
    {
        m->model.turns = {{.texts = {u"NO"_s, u"_REPLY"_s}}};
        m->send(u"hi"_s, u"r1"_s);
        m->outcome(u"r1"_s);
        QVERIFY(m->chat(u"delta"_s).isEmpty());
        QVERIFY(!m->chat(u"final"_s).first().contains("message"_L1));
    }

    void aFailureIsTold()
    {
        m->model.turns = {{.failure = {.kind = FailureClass::RateLimit, .message = u"too many requests"_s}}};
        m->send(u"hi"_s, u"r1"_s);
        const RunOutcome outcome = m->outcome(u"r1"_s);
        QCOMPARE(outcome.status, RunOutcome::Status::Error);
        const QJsonObject error = m->chat(u"error"_s).first();
        QCOMPARE(error["errorMessage"_L1].toString(), u"too many requests"_s);
        QCOMPARE(error["errorKind"_L1].toString(), u"rate_limit"_s);
        QCOMPARE(m->said().last(), u"run-failed-before-reply"_s);
    }

    void whatWasWrittenBeforeAFailureIsKept()
    {
        m->model.turns = {{.texts = {u"half an ans"_s},
                           .failure = {.kind = FailureClass::Timeout, .message = u"cut off"_s}}};
        m->send(u"hi"_s, u"r1"_s);
        QCOMPARE(m->outcome(u"r1"_s).text, u"half an ans"_s);
        QCOMPARE(m->said().last(), u"assistant: half an ans"_s);
        QCOMPARE(plainText(m->chat(u"error"_s).first()["message"_L1]["content"_L1]), u"half an ans"_s);
    }

    /// Also not between two calls: what was shown is half of an answer, which nobody else can end.
    void nobodyElseIsAskedOnceTextWasShown()
    {
        m->tools.add({.name = u"look"_s,
                      .hasSideEffect = false,
                      .start = [](const QJsonObject &, const ToolContext &, const ToolDone &done) {
                          done(ToolResult::text(u"x"_s));
                          return ToolAbort();
                      }});
        LlmTurn shown = LlmTurn::calls(u"look"_s, {});
        shown.texts = {u"I will look."_s};
        m->model.turns = {LlmTurn::calls(u"look"_s, {}), shown, LlmTurn::says(u"x"_s)};
        m->send(u"go"_s, u"r1"_s);
        QCOMPARE(m->outcome(u"r1"_s).text, u"x"_s);
        QCOMPARE(m->mayAskAnother, (QList<bool>{true, true, false}));
    }

    void aFailureAfterAToolIsInTheHistory()
    {
        m->addEcho();
        m->model.turns = {LlmTurn::calls(u"echo"_s, {{"text"_L1, u"one"_s}}),
                          {.failure = {.kind = FailureClass::Other, .message = u"no more"_s}}};
        m->send(u"go"_s, u"r1"_s);
        QCOMPARE(m->outcome(u"r1"_s).error, u"no more"_s);
        QCOMPARE(m->said().last(), u"run-failed-before-reply"_s);
    }

    void anEmptyAnswerIsAskedForOnceMore()
    {
        m->model.turns = {LlmTurn(), LlmTurn::says(u"now"_s)};
        m->send(u"hi"_s, u"r1"_s);
        QCOMPARE(m->outcome(u"r1"_s).text, u"now"_s);
        m->model.turns = {LlmTurn(), LlmTurn()};
        m->send(u"hi"_s, u"r2"_s);
        QCOMPARE(m->outcome(u"r2"_s).status, RunOutcome::Status::Error);
    }

    void abortWhileTheModelWrites()
    {
        m->model.turns = {{.texts = {u"half"_s}, .staysSilent = true}};
        m->send(u"hi"_s, u"r1"_s);
        QTRY_VERIFY(!m->chat(u"delta"_s).isEmpty());
        QCOMPARE(m->talks->abort(m->key(), {}, u"rpc"_s), QStringList{u"r1"_s});
        const auto outcome = m->talks->ledger().find(u"r1"_s); // at once
        QVERIFY(outcome && outcome->status == RunOutcome::Status::Aborted);
        QCOMPARE(m->chat(u"aborted"_s).first()["stopReason"_L1].toString(), u"rpc"_s);
        QCOMPARE(m->said().last(), u"assistant: half"_s);
        QVERIFY(m->talks->abort(m->key(), {}, u"rpc"_s).isEmpty());
    }

    void abortWhileAToolRuns()
    {
        m->addSlow();
        LlmTurn turn = LlmTurn::calls(u"slow"_s, {}, u"c1"_s);
        turn.toolCalls += LlmTurn::calls(u"slow"_s, {}, u"c2"_s).toolCalls.first();
        m->model.turns = {turn};
        m->send(u"hi"_s, u"r1"_s);
        QTRY_COMPARE(m->slowCalls.size(), 1);
        m->talks->abort({}, u"r1"_s, u"rpc"_s);
        QCOMPARE(m->abortedCalls, 1);
        QVERIFY(m->talks->ledger().find(u"r1"_s));
        QCOMPARE(m->said().filter(u"toolResult"_s).size(), 2); // each call has a result
        m->slowCalls.first()(ToolResult::text(u"too late"_s));
        QCOMPARE(m->said().filter(u"too late"_s).size(), 0);
        m->send(u"again"_s, u"r2"_s);
        QCOMPARE(m->outcome(u"r2"_s).status, RunOutcome::Status::Ok);
    }

    void aRunThatTakesTooLongIsEnded()
    {
        m->timeout = std::chrono::milliseconds(20);
        m->model.turns = {{.staysSilent = true}};
        m->send(u"hi"_s, u"r1"_s);
        const RunOutcome outcome = m->outcome(u"r1"_s);
        QCOMPARE(outcome.status, RunOutcome::Status::Aborted);
        QCOMPARE(outcome.stopReason, u"timeout"_s);
        QVERIFY(!outcome.error.isEmpty());
    }

    void messagesThatComeMeanwhileAreCollected()
    {
        m->addSlow();
        m->model.turns = {LlmTurn::calls(u"slow"_s, {}), LlmTurn::says(u"first"_s)};
        m->send(u"a"_s, u"r1"_s);
        QTRY_COMPARE(m->slowCalls.size(), 1);
        QCOMPARE(m->send(u"b"_s, u"r2"_s), Conversations::Admission::Queued);
        QCOMPARE(m->send(u"c"_s, u"r3"_s), Conversations::Admission::Queued);
        QCOMPARE(m->talks->queued(m->key()).size(), 2);
        m->slowCalls.first()(ToolResult::text(u"x"_s));
        QVERIFY(m->outcome(u"r3"_s).text.contains(u"1. b"_s));
        QCOMPARE(m->outcome(u"r2"_s).text, m->outcome(u"r3"_s).text);
        QCOMPARE(m->chat(u"final"_s, u"r2"_s).size(), 1); // who sent it need not wait any longer
        QCOMPARE(m->said().filter(u"user:"_s).size(), 2);
    }

    void aMessageJoinsTheRun()
    {
        m->addSlow();
        LlmTurn turn = LlmTurn::calls(u"slow"_s, {}, u"c1"_s);
        turn.toolCalls += LlmTurn::calls(u"slow"_s, {}, u"c2"_s).toolCalls.first();
        m->model.turns = {turn};
        m->send(u"a"_s, u"r1"_s);
        QTRY_COMPARE(m->slowCalls.size(), 1);
        QCOMPARE(m->send(u"no, b"_s, u"r2"_s, u"main"_s, QueueMode::Steer), Conversations::Admission::Joined);
        m->slowCalls.first()(ToolResult::text(u"x"_s));
        QCOMPARE(m->outcome(u"r1"_s).text, u"You said: no, b"_s);
        QCOMPARE(m->slowCalls.size(), 1); // the second call was not made any more
        QVERIFY(m->said().filter(u"Skipped"_s).size() == 1);
        QCOMPARE(m->chat(u"final"_s, u"r2"_s).size(), 1);
    }

    /// "steer-backlog": it joins the run, and has one of its own as well.
    void aMessageJoinsAndFollows()
    {
        m->addSlow();
        m->model.turns = {LlmTurn::calls(u"slow"_s, {}), LlmTurn::says(u"both"_s), LlmTurn::says(u"again"_s)};
        m->send(u"go"_s, u"r1"_s);
        QTRY_COMPARE(m->slowCalls.size(), 1);
        QCOMPARE(m->send(u"and this"_s, u"r2"_s, u"main"_s, QueueMode::SteerBacklog),
                 Conversations::Admission::Queued);
        m->slowCalls.first()(ToolResult::text(u"done"_s));
        QCOMPARE(m->outcome(u"r1"_s).text, u"both"_s);
        QCOMPARE(m->outcome(u"r2"_s).text, u"again"_s);
        QCOMPARE(textOf(m->model.requests.at(1).messages.last().content), u"and this"_s);
        QCOMPARE(m->chat(u"final"_s, u"r2"_s).size(), 1);
        QVERIFY(!m->talks->isBusy(m->key()));
    }

    void theNewestInterrupts()
    {
        m->model.turns = {{.texts = {u"long story"_s}, .staysSilent = true}};
        m->send(u"a"_s, u"r1"_s);
        QTRY_VERIFY(!m->chat(u"delta"_s).isEmpty());
        m->send(u"b"_s, u"r2"_s, u"main"_s, QueueMode::Interrupt);
        QCOMPARE(m->outcome(u"r1"_s).stopReason, u"interrupt"_s);
        QCOMPARE(m->outcome(u"r2"_s).text, u"You said: b"_s);
    }

    void whatDoesNotFitIsToldSo()
    {
        m->queue = {.mode = QueueMode::Followup, .cap = 1, .drop = QueueDrop::New};
        m->model.turns = {{.staysSilent = true}};
        m->send(u"a"_s, u"r1"_s);
        m->send(u"b"_s, u"r2"_s);
        m->send(u"c"_s, u"r3"_s);
        QCOMPARE(m->outcome(u"r3"_s).stopReason, u"queue-full"_s);
        QCOMPARE(m->talks->abort(m->key(), {}, u"stop"_s), (QStringList{u"r2"_s, u"r1"_s}));
    }

    void aLargeConversationIsCompacted()
    {
        m->model.otherwise = [](const LlmRequest &request) {
            return LlmTurn::says(request.system.isEmpty() ? u"fine"_s : u"THE SUMMARY"_s);
        };
        for (int i = 0; i < 4; ++i) {
            const QString runId = QString::number(i);
            m->send(QString(400, QChar(u'a' + i)), runId);
            m->outcome(runId);
        }
        m->model.turns = {{.failure = {.kind = FailureClass::ContextOverflow, .message = u"too long"_s}}};
        m->send(u"now"_s, u"r1"_s);
        QCOMPARE(m->outcome(u"r1"_s).text, u"fine"_s);
        const QList<LlmMessage> last = m->model.requests.last().messages;
        QVERIFY(textOf(last.first().content).contains(u"THE SUMMARY"_s));
        QCOMPARE(textOf(last.last().content), u"now"_s);
        QVERIFY(last.size() < 9);
        QCOMPARE((*m->sessions->find(m->key()))->number("compactionCount"_L1), 1);
    }

    void aSingleMessageThatIsTooLargeIsAnError()
    {
        m->model.otherwise = [](const LlmRequest &) {
            return LlmTurn{.failure = {.kind = FailureClass::ContextOverflow, .message = u"too long"_s}};
        };
        m->send(u"huge"_s, u"r1"_s);
        const RunOutcome outcome = m->outcome(u"r1"_s);
        QCOMPARE(outcome.status, RunOutcome::Status::Error);
        QCOMPARE(outcome.errorKind, u"context_length"_s);
    }

    /// Nobody hears what was said to another one, nobody is forgotten, and nothing of them stays behind.
    void manySessionsAtOnce()
    {
        constexpr int sessions = 200;
        m->talks->lanes().setLimit(u"main"_s, 4);
        QStringList begun;
        connect(m->talks.get(), &Conversations::runStarted, m->talks.get(),
                [&begun](const SessionKey &, const QString &runId) { begun += runId; });
        QStringList sent;
        for (int turn = 0; turn < 2; ++turn) {
            for (int i = 0; i < sessions; ++i) {
                const QString runId = u"run-%1-%2"_s.arg(turn).arg(i);
                m->send(u"canary %1"_s.arg(runId), runId, u"dashboard:%1"_s.arg(i), QueueMode::Followup);
                sent += runId;
            }
        }
        for (const QString &runId : std::as_const(sent))
            QCOMPARE(m->outcome(runId).text, u"You said: canary "_s + runId);
        QCOMPARE(begun.first(sessions), sent.first(sessions)); // first come, first served
        for (int i = 0; i < sessions; ++i) {
            const QStringList lines = m->said(u"dashboard:%1"_s.arg(i));
            QCOMPARE(lines.size(), 4);
            QCOMPARE(lines.filter(QRegularExpression(u"run-\\d-%1$"_s.arg(i))).size(), 4);
        }
        QCOMPARE(m->talks->activeCount(), 0);
        QCOMPARE(m->talks->lanes().active(u"main"_s), 0);
    }

    /// The gateway is gone between two steps; the next one finds the same files.
    void theNextGatewayFinishes()
    {
        m->addSlow();
        m->addEcho();
        m->model.turns = {LlmTurn::calls(u"echo"_s, {{"text"_L1, u"once"_s}}), LlmTurn::calls(u"slow"_s, {})};
        m->send(u"go"_s, u"r1"_s);
        QTRY_COMPARE(m->slowCalls.size(), 1);
        m->send(u"and then"_s, u"r2"_s);
        m->open();
        m->talks->recover();
        QCOMPARE(m->outcome(u"r2"_s).text, u"You said: and then"_s);
        QCOMPARE(m->ran, QStringList{u"once"_s});
        QCOMPARE(m->slowCalls.size(), 1);
        QCOMPARE(m->said().filter(u"user:"_s), (QStringList{u"user: go"_s, u"user: and then"_s}));
        QCOMPARE(m->said().filter(u"toolResult"_s).size(), 2);
    }

    /// What a stranger has said does not become the word of the owner by a restart.
    void theNextGatewayKnowsWhoHasSpoken_data()
    {
        QTest::addColumn<bool>("first");
        QTest::addColumn<bool>("second");
        QTest::addColumn<bool>("isOwner");
        QTest::newRow("the owner") << true << true << true;
        QTest::newRow("somebody else") << false << false << false;
        QTest::newRow("both") << true << false << false;
        QTest::newRow("both, the other way round") << false << true << false;
    }
    void theNextGatewayKnowsWhoHasSpoken()
    {
        QFETCH(bool, first);
        QFETCH(bool, second);
        m->addSlow();
        m->model.turns = {LlmTurn::calls(u"slow"_s, {})};
        m->send(u"go"_s, u"r1"_s, u"main"_s, {}, first);
        QTRY_COMPARE(m->slowCalls.size(), 1);
        m->send(u"and then"_s, u"r2"_s, u"main"_s, {}, second);
        for (int i = 0; i < 2; ++i) { // the first of them is killed as well
            m->owners.clear();
            m->open();
            m->talks->recover();
        }
        (void)m->outcome(u"r2"_s);
        QTEST(m->owners.value(u"r2"_s), "isOwner");
    }

    void anOldJournalKnowsNothing()
    {
        m->addSlow();
        m->model.turns = {LlmTurn::calls(u"slow"_s, {})};
        m->send(u"go"_s, u"r1"_s);
        QTRY_COMPARE(m->slowCalls.size(), 1);
        m->talks.reset();
        QFile journal(m->directory.filePath(u"runs.jsonl"_s));
        QVERIFY(journal.open(QIODevice::WriteOnly | QIODevice::Truncate));
        journal.write("{\"open\":\"r1\",\"key\":\"agent:main:main\",\"attempt\":1}\n");
        journal.close();
        m->open();
        m->talks->recover();
        (void)m->outcome(u"r1"_s);
        QCOMPARE(m->owners.value(u"r1"_s, true), false);
    }

    void nobodyBorrowsTheRightsOfTheOwner_data()
    {
        QTest::addColumn<QueueMode>("mode");
        QTest::newRow("put together") << QueueMode::Collect;
        QTest::newRow("joined") << QueueMode::Steer;
    }
    void nobodyBorrowsTheRightsOfTheOwner()
    {
        QFETCH(QueueMode, mode);
        m->queue.mode = mode;
        m->addSlow();
        m->model.turns = {LlmTurn::calls(u"slow"_s, {})};
        m->send(u"go"_s, u"r1"_s);
        QTRY_COMPARE(m->slowCalls.size(), 1);
        QCOMPARE(m->send(u"from a stranger"_s, u"r2"_s, u"main"_s, mode, false),
                 Conversations::Admission::Queued);
        if (mode == QueueMode::Collect)
            m->send(u"and this"_s, u"r3"_s);
        m->slowCalls.takeFirst()(ToolResult::text(u"done"_s));
        const QString last = mode == QueueMode::Collect ? u"r3"_s : u"r2"_s;
        (void)m->outcome(last);
        QCOMPARE(m->owners.value(u"r1"_s), true);
        QCOMPARE(m->owners.value(last, true), false);
    }

    void whatHasBeenAnsweredIsNotAnsweredAgain()
    {
        m->send(u"go"_s, u"r1"_s);
        m->outcome(u"r1"_s);
        m->open();
        m->talks->recover();
        QVERIFY(!m->talks->isBusy(m->key()));
        QCOMPARE(m->said().size(), 2);
        m->talks.reset();
        QVERIFY(!RunJournal::exists(m->directory.filePath(u"runs.jsonl"_s)));
    }

    void aRunThatEndsTheGatewayIsNotBegunForEver()
    {
        m->model.otherwise = [](const LlmRequest &) {
            return LlmTurn{.staysSilent = true};
        };
        m->send(u"go"_s, u"r1"_s);
        for (int i = 0; i < 2; ++i) {
            m->open();
            m->talks->recover();
            QVERIFY(m->talks->isBusy(m->key()));
        }
        m->open();
        m->talks->recover();
        QVERIFY(!m->talks->isBusy(m->key()));
        QCOMPARE(m->said().last(), u"run-failed-before-reply"_s);
    }

private:
    std::unique_ptr<Bench> m;
};

WSAGENT_TEST_WITH(QCoreApplication, TestConversations)
#include "tst_conversations.moc"
