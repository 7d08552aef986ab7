#include "gateway/apiruns.h"
#include "tests/support/scriptedllm.h"
#include "tests/support/testprogram.h"

#include <QTemporaryDir>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;
using test::LlmTurn;

namespace {

/// Runs on a disk of their own, with a model inside the test.
struct Bench
{
    QTemporaryDir directory;
    SessionStore sessions{SessionStoreOptions{.stateDir = directory.path()}};
    Toolset tools;
    test::ScriptedLlm model;
    QList<RunInput> planned;
    ApiRuns api{[this]() -> Conversations & {
        return talks;
    }};
    Conversations talks{
        ConversationServices{.run = {.sessions = &sessions,
                                     .tools = &tools,
                                     .send =
                                         [this](QLatin1StringView event, const QJsonObject &payload) {
                                             api.observe(event, payload);
                                         }},
                             .plan = [this](const RunInput &input) -> Result<RunPlan> { return plan(input); },
                             .queueSettings =
                                 [](const SessionKey &, const QString &) {
                                     return QueueSettings{.debounceMs = 0};
                                 }},
        directory.filePath(u"runs.jsonl"_s)};

    RunPlan plan(const RunInput &input)
    {
        planned += input;
        LlmRequest request{.model = {.provider = u"test"_s, .id = u"model"_s}};
        for (const Tool &tool : tools.tools(tools.names()))
            request.tools += {.name = tool.name};
        QStringList clientTools;
        for (const ToolSpec &tool : input.wishes.tools) {
            request.tools += tool;
            clientTools += tool.name;
        }
        return {
            .identity = {.runId = input.runId, .sessionKey = input.key.text(), .agentId = input.key.agentId},
            .key = input.key,
            .request = request,
            .clientTools = clientTools,
            .ask = [this](const LlmRequest &asked, bool) {
                return model.start(asked);
            }};
    }
};

ApiTurn question(const QString &text, const QString &session = u"openai:1"_s)
{
    return {.agentId = u"main"_s, .sessionKey = u"agent:main:"_s + session, .text = text};
}

/// A turn, and what was heard of it.
struct Heard
{
    explicit Heard(Bench &bench, const ApiTurn &turn)
    {
        auto started = bench.api.start(turn);
        if (!started)
            qFatal("%s", qPrintable(started.error().message));
        run = *std::move(started);
        QObject::connect(run.get(), &ApiRun::textDelta, run.get(),
                         [this](const QString &piece) { text += piece; });
        QObject::connect(run.get(), &ApiRun::finished, run.get(), [this](const ApiOutcome &how) {
            outcome = how;
            ++finished;
        });
    }
    bool wait()
    {
        return QTest::qWaitFor([this] { return finished > 0; }, 10'000);
    }

    std::unique_ptr<ApiRun> run;
    QString text;
    ApiOutcome outcome;
    int finished = 0;
};

} // namespace

class TestApiRuns : public QObject
{
    Q_OBJECT

private slots:
    void answers()
    {
        Bench bench;
        bench.model.turns = {LlmTurn{.texts = {u"Hel"_s, u"lo"_s}}};
        ApiTurn turn = question(u"hi"_s);
        turn.system = u"Be brief."_s;
        turn.model = u"mine/big"_s;
        Heard heard(bench, turn);

        QVERIFY(heard.wait());
        QCOMPARE(heard.text, u"Hello"_s);
        QCOMPARE(heard.outcome.text, u"Hello"_s);
        QCOMPARE(heard.outcome.error, QString());
        QCOMPARE(heard.outcome.usage.input, 10);
        QCOMPARE(heard.outcome.usage.output, 5);
        QCOMPARE(bench.planned.first().key.text(), u"agent:main:openai:1"_s);
        QCOMPARE(bench.planned.first().extraPrompt, u"Be brief."_s);
        QCOMPARE(bench.planned.first().model, u"mine/big"_s);
    }

    void whatIsSaidBetweenToolsIsKeptApart()
    {
        Bench bench;
        bench.tools.add(
            {.name = u"look"_s, .start = [](const QJsonObject &, const ToolContext &, const ToolDone &done) {
                 done(ToolResult::text(u"seen"_s));
                 return ToolAbort();
             }});
        LlmTurn first = LlmTurn::calls(u"look"_s, {});
        first.texts = {u"I look."_s};
        bench.model.turns = {first, LlmTurn::says(u"There it is."_s)};
        Heard heard(bench, question(u"where?"_s));

        QVERIFY(heard.wait());
        QCOMPARE(heard.text, u"I look.\n\nThere it is."_s);
        QCOMPARE(heard.outcome.text, u"There it is."_s);
    }

    void toolsOfTheClientAreLeftToHim()
    {
        Bench bench;
        bool hasLooked = false;
        bench.tools.add(
            {.name = u"look"_s,
             .start = [&hasLooked](const QJsonObject &, const ToolContext &, const ToolDone &done) {
                 hasLooked = true;
                 done(ToolResult::text(u"seen"_s));
                 return ToolAbort();
             }});
        LlmTurn both = LlmTurn::calls(u"ask"_s, {{"q"_L1, 1}});
        both.texts = {u"I ask."_s};
        bench.model.turns = {both, LlmTurn::says(u"sunny"_s)};
        ApiTurn turn = question(u"weather?"_s);
        turn.wishes.tools = {{.name = u"ask"_s}};
        Heard heard(bench, turn);

        QVERIFY(heard.wait());
        QCOMPARE(heard.outcome.error, QString());
        QCOMPARE(heard.outcome.text, u"I ask."_s);
        QCOMPARE(heard.outcome.calls.size(), 1);
        QCOMPARE(heard.outcome.calls[0].name, u"ask"_s);
        QCOMPARE(heard.outcome.calls[0].arguments, "{\"q\":1}");
        QVERIFY(!heard.outcome.calls[0].id.isEmpty() && !hasLooked);
        QCOMPARE(bench.model.requests.size(), 1);

        Heard next(bench, question(u"[the result] sun"_s)); // the session can be gone on with
        QVERIFY(next.wait());
        QCOMPARE(next.outcome.text, u"sunny"_s);
        QCOMPARE(bench.model.requests[1].messages.size(), 4);
        QCOMPARE(bench.model.requests[1].messages[2].role, LlmRole::ToolResult);
    }

    void aCallThatWasWantedIsMissed()
    {
        Bench bench;
        bench.model.turns = {LlmTurn::says(u"no"_s)};
        ApiTurn turn = question(u"weather?"_s);
        turn.wishes.tools = {{.name = u"ask"_s}};
        turn.wishes.toolChoice = {.mode = ToolChoice::Mode::Required};
        Heard heard(bench, turn);

        QVERIFY(heard.wait());
        QVERIFY2(heard.outcome.error.contains(u"called none of the tools"), qPrintable(heard.outcome.error));
    }

    void tellsWhyThereIsNoAnswer()
    {
        Bench bench;
        bench.model.turns = {
            LlmTurn{.failure = {.kind = FailureClass::Other, .message = u"no such model"_s}}};
        Heard heard(bench, question(u"hi"_s));

        QVERIFY(heard.wait());
        QVERIFY2(heard.outcome.error.contains(u"no such model"), qPrintable(heard.outcome.error));
    }

    void whoGoesEndsTheRun()
    {
        Bench bench;
        bench.model.turns = {LlmTurn{.texts = {u"I beg"_s}, .staysSilent = true}};
        Heard heard(bench, question(u"hi"_s));
        QTRY_COMPARE(heard.text, u"I beg"_s);

        heard.run.reset();

        QTRY_COMPARE(bench.talks.activeCount(), 0);
        QCOMPARE(heard.finished, 0);
    }

    void oneAfterTheOtherInASession()
    {
        Bench bench;
        bench.model.turns = {LlmTurn::says(u"one"_s), LlmTurn::says(u"two"_s)};
        Heard first(bench, question(u"1"_s));
        Heard second(bench, question(u"2"_s));

        QVERIFY(first.wait());
        QVERIFY(second.wait());
        QCOMPARE(first.outcome.text, u"one"_s);
        QCOMPARE(second.outcome.text, u"two"_s);
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestApiRuns)
#include "tst_apiruns.moc"
