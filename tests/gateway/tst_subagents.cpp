#include "gateway/agents/subagents/subagentrun.h"
#include "tests/support/agentinstance.h"
#include "tests/support/testprogram.h"

#include <QTest>

using namespace wsagent;
using namespace wsagent::test;
using namespace Qt::StringLiterals;

namespace {

QList<SubagentRun> written(const AgentInstance &instance)
{
    const auto runs = SubagentFile(instance.gateway.directory.filePath(u"subagents/runs.json"_s)).read();
    return runs ? *runs : QList<SubagentRun>();
}

bool isChild(const ScriptedRequest &request)
{
    return systemOf(request).contains("# Sub-agent"_L1);
}

ScriptedTurn spawning(const QJsonObject &arguments)
{
    return {.tools = {{.name = u"sessions_spawn"_s, .arguments = arguments}}};
}

/// A main agent that gives what it is told away, and passes the report on; a sub-agent that says "forty-two".
ScriptedModel::Responder delegating(const QJsonObject &arguments, const QString &result = u"forty-two"_s)
{
    return [arguments, result](const ScriptedRequest &request) -> ScriptedTurn {
        if (isChild(request))
            return {.text = result};
        if (request.lastUserText().startsWith("[sub-agent]"_L1))
            return {.text = u"It says: "_s +
                            request.lastUserText().section(u"Result:\n"_s, 1).section(u'\n', 0, 0)};
        return request.hasToolResult() ? ScriptedTurn{.text = u"I have asked."_s} : spawning(arguments);
    };
}

} // namespace

/// Tasks that agents give away, and what agents do with sessions.
class TestSubagents : public QObject
{
    Q_OBJECT

private slots:
    void resultReachesWhoHasAsked()
    {
        ScriptedModel model;
        model.setOtherwise(delegating({{"task"_L1, u"count"_s}, {"label"_L1, u"counting"_s}}));
        const AgentInstance mine(model);
        mine.say(u"how many?"_s);
        QTRY_VERIFY(mine.history().contains("It says: forty-two"_L1));
        const QList<SubagentRun> runs = written(mine);
        QCOMPARE(runs.size(), 1);
        QCOMPARE(runs.first().status, u"success"_s);
        QCOMPARE(runs.first().requesterKey, u"agent:main:main"_s);
        QVERIFY(runs.first().archiveAt > runs.first().endedAt);
        QCOMPARE(mine.childKey(), runs.first().childKey);
        QVERIFY(mine.history(mine.childKey()).contains("forty-two"_L1));
        const auto child = std::find_if(model.requests().begin(), model.requests().end(), isChild);
        QVERIFY(child != model.requests().end());
        const QStringList tools = toolsOf(*child);
        QVERIFY(tools.contains("read"_L1));
        for (const auto &tool : {"sessions_spawn"_L1, "sessions_send"_L1, "gateway"_L1, "cron"_L1})
            QVERIFY2(!tools.contains(tool), tool.data());
        QVERIFY(toolsOf(model.requests().first()).contains("sessions_spawn"_L1));
        mine.say(u"/subagents"_s);
        QTRY_VERIFY(mine.history().contains("success: counting"_L1));
    }

    void whatIsWrittenDownIsReadAgain()
    {
        const QTemporaryDir directory;
        const SubagentFile file(directory.filePath(u"subagents/runs.json"_s));
        QVERIFY(file.read() && file.read()->isEmpty());
        const QList<SubagentRun> runs{{.runId = u"r"_s,
                                       .childKey = u"agent:main:subagent:1"_s,
                                       .requesterKey = u"agent:main:main"_s,
                                       .task = u"count"_s,
                                       .label = u"counting"_s,
                                       .isOwner = false,
                                       .deletes = true,
                                       .createdAt = 1,
                                       .endedAt = 2,
                                       .archiveAt = 3,
                                       .status = u"success"_s},
                                      {.runId = u"s"_s}};
        QVERIFY(file.write(runs));
        QCOMPARE(*file.read(), runs);
        QFile damaged(directory.filePath(u"subagents/runs.json"_s));
        QVERIFY(damaged.open(QIODevice::WriteOnly | QIODevice::Truncate));
        damaged.write("{");
        damaged.close();
        QVERIFY(!file.read());
    }

    void tasksAreListedAndCancelled()
    {
        ScriptedModel model;
        model.setOtherwise([](const ScriptedRequest &request) -> ScriptedTurn {
            if (isChild(request))
                return {.fault = ScriptedTurn::Fault::NoAnswer};
            return request.hasToolResult() ? ScriptedTurn{.text = u"I have asked."_s}
                                           : spawning({{"task"_L1, u"wait"_s}, {"label"_L1, u"waiting"_s}});
        });
        const AgentInstance mine(model);
        QVERIFY(mine.ask(u"tasks.list"_s, {})["tasks"_L1].toArray().isEmpty());
        const QJsonObject sent =
            mine.ask(u"sessions.send"_s, {{"key"_L1, u"main"_s}, {"message"_L1, u"start"_s}});
        QVERIFY(!sent["runId"_L1].toString().isEmpty());
        QTRY_VERIFY(mine.history().contains("I have asked."_L1) && model.open() == 1);
        const QJsonArray running =
            mine.ask(u"tasks.list"_s, {{"status"_L1, QJsonArray{u"queued"_s, u"running"_s}}})["tasks"_L1]
                .toArray();
        QCOMPARE(running.size(), 1);
        QCOMPARE(running[0]["title"_L1].toString(), u"waiting"_s);
        QCOMPARE(running[0]["sessionKey"_L1].toString(), u"agent:main:main"_s);
        const QString id = running[0]["id"_L1].toString();
        QVERIFY(mine.ask(u"tasks.list"_s, {{"status"_L1, u"completed"_s}})["tasks"_L1].toArray().isEmpty());
        QCOMPARE(mine.ask(u"tasks.cancel"_s, {{"taskId"_L1, id}})["cancelled"_L1].toBool(), true);
        QTRY_COMPARE(mine.ask(u"tasks.get"_s, {{"taskId"_L1, id}})["task"_L1]["status"_L1].toString(),
                     u"cancelled"_s);
        QCOMPARE(mine.ask(u"tasks.cancel"_s, {{"taskId"_L1, id}})["cancelled"_L1].toBool(true), false);
        QCOMPARE(mine.ask(u"tasks.cancel"_s, {{"taskId"_L1, u"none"_s}})["found"_L1].toBool(true), false);
        const QJsonObject idle = mine.ask(u"sessions.abort"_s, {{"key"_L1, u"main"_s}});
        QCOMPARE(idle["status"_L1].toString(), u"no-active-run"_s);
        QVERIFY(idle["abortedRunId"_L1].isNull());
    }

    void nothingIsSaidOfWhatIsNotWorthIt()
    {
        ScriptedModel model;
        model.setOtherwise(delegating({{"task"_L1, u"look"_s}}, u"ANNOUNCE_SKIP"_s));
        const AgentInstance mine(model);
        mine.say(u"look around"_s);
        QTRY_VERIFY(!written(mine).isEmpty() && written(mine).first().isOver());
        QTRY_VERIFY(mine.history().contains("I have asked."_L1));
        QVERIFY(!mine.history().contains("[sub-agent]"_L1));
    }

    void sessionGoesAtOnceWhenThatIsWanted()
    {
        ScriptedModel model;
        model.setOtherwise(delegating({{"task"_L1, u"count"_s}, {"cleanup"_L1, u"delete"_s}}));
        const AgentInstance mine(model);
        mine.say(u"how many?"_s);
        QTRY_VERIFY(mine.history().contains("It says: forty-two"_L1));
        QTRY_VERIFY(mine.childKey().isEmpty());
    }

    void stopEndsThemToo()
    {
        ScriptedModel model;
        model.setOtherwise([](const ScriptedRequest &request) -> ScriptedTurn {
            if (isChild(request))
                return {.fault = ScriptedTurn::Fault::NoAnswer};
            return request.hasToolResult() ? ScriptedTurn{.text = u"I have asked."_s}
                                           : spawning({{"task"_L1, u"wait for ever"_s}});
        });
        const AgentInstance mine(model);
        mine.say(u"start something"_s);
        QTRY_VERIFY(mine.history().contains("I have asked."_L1) && model.open() == 1);
        mine.say(u"/stop"_s);
        QTRY_VERIFY(!written(mine).isEmpty() && written(mine).first().isOver());
        QCOMPARE(written(mine).first().status, u"stopped"_s);
        QTRY_COMPARE(model.open(), 0);
        QVERIFY(!mine.history().contains("[sub-agent]"_L1));
    }

    /// What was under way goes on in the next gateway, and is told then.
    void restartLosesNothing()
    {
        ScriptedModel model;
        bool mayAnswer = false;
        model.setOtherwise([&mayAnswer](const ScriptedRequest &request) -> ScriptedTurn {
            if (isChild(request) || request.lastUserText() == "count"_L1)
                return mayAnswer ? ScriptedTurn{.text = u"forty-two"_s}
                                 : ScriptedTurn{.fault = ScriptedTurn::Fault::NoAnswer};
            return delegating({{"task"_L1, u"count"_s}})(request);
        });
        AgentInstance mine(model);
        mine.say(u"how many?"_s);
        QTRY_VERIFY(mine.history().contains("I have asked."_L1) && model.open() == 1);
        mayAnswer = true;
        mine.restart();
        QTRY_VERIFY_WITH_TIMEOUT(mine.history().contains("It says: forty-two"_L1), 20'000);
        QVERIFY(written(mine).first().isOver());
    }

    void onlyAllowedAgentsAreStarted()
    {
        const ScriptedModel model;
        const AgentInstance mine(model);
        QVERIFY(mine.use(u"sessions_spawn"_s, {{"task"_L1, u"x"_s}, {"agentId"_L1, u"helper"_s}})
                    .contains("agent:helper:subagent:"_L1));
        QVERIFY(mine.use(u"sessions_spawn"_s, {{"task"_L1, u"x"_s}, {"agentId"_L1, u"stranger"_s}})
                    .contains("may not start"_L1));
        QVERIFY(mine.use(u"sessions_spawn"_s, {{"task"_L1, u"x"_s}, {"agentId"_L1, u"nobody"_s}})
                    .contains("there is no agent"_L1));
        const QString agents = mine.use(u"agents_list"_s, {});
        QVERIFY(agents.contains("helper"_L1) && !agents.contains("stranger"_L1));
    }

    void sessionsAreListedAndRead()
    {
        ScriptedModel model;
        const AgentInstance mine(model);
        mine.say(u"my cat is called Ada"_s);
        QTRY_VERIFY(mine.history().contains("You said"_L1));
        const QString listed = mine.use(u"sessions_list"_s, {{"messageLimit"_L1, 3}});
        QVERIFY2(listed.contains("agent:main:main"_L1), qPrintable(listed));
        QVERIFY2(listed.contains("previews"_L1), qPrintable(listed));
        const QString read = mine.use(u"sessions_history"_s, {{"sessionKey"_L1, u"main"_s}});
        QVERIFY2(read.contains("called Ada"_L1), qPrintable(read));
        QVERIFY(mine.use(u"sessions_history"_s, {{"sessionKey"_L1, u"agent:helper:main"_s}})
                    .contains("there is no session"_L1));
    }

    void messageGoesToAnotherSession()
    {
        ScriptedModel model;
        const AgentInstance mine(model);
        mine.ask(u"sessions.create"_s, {{"key"_L1, u"agent:main:notes"_s}});
        const QString sent = mine.use(u"sessions_send"_s, {{"sessionKey"_L1, u"agent:main:notes"_s},
                                                           {"message"_L1, u"remember milk"_s}});
        QVERIFY2(sent.contains("remember milk"_L1) && sent.contains(R"(\"status\":\"ok\")"_L1),
                 qPrintable(sent));
        QVERIFY(mine.history(u"agent:main:notes"_s).contains("[from the session agent:main:main]"_L1));
        QVERIFY(mine.use(u"sessions_send"_s, {{"sessionKey"_L1, u"main"_s}, {"message"_L1, u"x"_s}})
                    .contains("that is this session"_L1));
    }

    /// The reply goes back and forth until one side has nothing to add, or the turns are used up; then the
    /// other session tells its people.
    void sessionsAnswerEachOther_data()
    {
        QTest::addColumn<QByteArray>("more");
        QTest::addColumn<int>("skipsAt"); // the reply that is the last one; 0: the first
        QTest::addColumn<QStringList>("said");
        const QStringList all{u"notes 0"_s, u"main 1"_s, u"notes 2"_s,        u"main 3"_s,
                              u"notes 4"_s, u"main 5"_s, u"notes announces"_s};
        const QByteArray turns = ", session: { agentToAgent: { maxPingPongTurns: ";
        QTest::newRow("five turns") << QByteArray() << 99 << all;
        QTest::newRow("two turns") << turns + "2 } }" << 99 << all.first(3) + all.last(1);
        QTest::newRow("none") << turns + "0 } }" << 99 << all.first(1) + all.last(1);
        QTest::newRow("nothing to add") << QByteArray() << 2 << all.first(3) + all.last(1);
        QTest::newRow("nothing to say at all") << QByteArray() << 0 << all.first(1) + all.last(1);
    }
    void sessionsAnswerEachOther()
    {
        QFETCH(QByteArray, more);
        QFETCH(int, skipsAt);
        QFETCH(QStringList, said);
        ScriptedModel model;
        QStringList spoken;
        model.setOtherwise([&spoken, skipsAt](const ScriptedRequest &request) -> ScriptedTurn {
            const bool isToMain = request.lastUserText().contains("from the session agent:main:notes"_L1);
            const QString who = isToMain ? u"main"_s : u"notes"_s;
            if (systemOf(request).contains("ANNOUNCE_SKIP"_L1)) {
                spoken += who + " announces"_L1;
                return {.text = u"We have talked."_s};
            }
            const int number = int(spoken.size());
            spoken += u"%1 %2"_s.arg(who).arg(number);
            return {.text = number == skipsAt ? u"REPLY_SKIP"_s : u"reply %1"_s.arg(number)};
        });
        const AgentInstance mine(model, more);
        mine.ask(u"sessions.create"_s, {{"key"_L1, u"agent:main:notes"_s}});
        mine.use(u"sessions_send"_s,
                 {{"sessionKey"_L1, u"agent:main:notes"_s}, {"message"_L1, u"remember milk"_s}});
        QTRY_COMPARE(spoken, said);
        QTRY_VERIFY(mine.history(u"agent:main:notes"_s).contains("We have talked."_L1));
        QCOMPARE(mine.history().contains("reply 0"_L1), said.contains(u"main 1"_s));
    }

    /// What is no answer is not told: nobody watching sees the words that mean nothing.
    void theLastWordsAreNotShown()
    {
        ScriptedModel model;
        model.setOtherwise([](const ScriptedRequest &request) -> ScriptedTurn {
            if (systemOf(request).contains("ANNOUNCE_SKIP"_L1))
                return {.text = u"ANNOUNCE_SKIP"_s};
            return {.text = systemOf(request).contains("REPLY_SKIP"_L1) ? u"REPLY_SKIP"_s : u"noted"_s};
        });
        const AgentInstance mine(model);
        mine.ask(u"sessions.create"_s, {{"key"_L1, u"agent:main:notes"_s}});
        mine.use(u"sessions_send"_s, {{"sessionKey"_L1, u"agent:main:notes"_s}, {"message"_L1, u"x"_s}});
        QTRY_VERIFY(mine.history(u"agent:main:notes"_s).contains("ANNOUNCE_SKIP"_L1));
        mine.say(u"and now?"_s);
        for (;;) {
            const QString event = QString::fromUtf8(QJsonDocument(mine.client->next(u"chat"_s)).toJson());
            QVERIFY2(!event.contains("_SKIP"_L1), qPrintable(event));
            if (event.contains("and now?"_L1) && event.contains("final"_L1))
                break;
        }
    }

    /// A command in it is a text like any other: an agent cannot speak as the owner.
    void messageIsNoCommand()
    {
        ScriptedModel model;
        const AgentInstance mine(model);
        mine.ask(u"sessions.create"_s, {{"key"_L1, u"agent:main:notes"_s}});
        mine.use(u"sessions_send"_s, {{"sessionKey"_L1, u"agent:main:notes"_s}, {"message"_L1, u"/reset"_s}});
        QVERIFY(model.requests().first().lastUserText().contains("/reset"_L1));
    }

    void nobodyWaitsForEver()
    {
        ScriptedModel model;
        model.setOtherwise(
            [](const ScriptedRequest &) { return ScriptedTurn{.fault = ScriptedTurn::Fault::NoAnswer}; });
        const AgentInstance mine(model);
        mine.ask(u"sessions.create"_s, {{"key"_L1, u"agent:main:notes"_s}});
        const QJsonObject message{{"sessionKey"_L1, u"agent:main:notes"_s}, {"message"_L1, u"x"_s}};
        QJsonObject once = message;
        once.insert("timeoutSeconds"_L1, 1);
        QVERIFY(mine.use(u"sessions_send"_s, once).contains("timeout"_L1));
        once.insert("timeoutSeconds"_L1, 0);
        QVERIFY(mine.use(u"sessions_send"_s, once).contains("accepted"_L1));
    }

    void agentsAreApartUnlessTheyMayTalk()
    {
        ScriptedModel model;
        const QJsonObject message{{"sessionKey"_L1, u"agent:stranger:main"_s}, {"message"_L1, u"hello"_s}};
        const auto made = [](const AgentInstance &instance) {
            instance.ask(u"sessions.create"_s,
                         {{"key"_L1, u"agent:stranger:notes"_s}, {"agentId"_L1, u"stranger"_s}});
            return QJsonObject{{"sessionKey"_L1, u"agent:stranger:notes"_s}, {"message"_L1, u"hello"_s}};
        };
        const AgentInstance apart(model);
        QVERIFY(apart.use(u"sessions_send"_s, made(apart)).contains("belongs to another agent"_L1));
        QVERIFY(!apart.use(u"sessions_list"_s, {}).contains("agent:stranger"_L1));
        const AgentInstance together(
            model, ", tools: { agentToAgent: { enabled: true, allow: ['main', 'stranger'] } }");
        QVERIFY(together.use(u"sessions_send"_s, made(together)).contains("hello"_L1));
    }

    void sandboxedSessionsSeeTheirOwnOnly()
    {
        ScriptedModel model;
        const AgentInstance mine(model, ", tools: { sandbox: { tools: { allow: ['sessions_*'] } } }",
                                 ", sandbox: { mode: 'non-main' }");
        const QString guest = u"agent:main:guest"_s;
        mine.ask(u"sessions.create"_s, {{"key"_L1, guest}});
        mine.say(u"a secret"_s);
        QTRY_VERIFY(mine.history().contains("You said"_L1));
        const QString listed = mine.use(u"sessions_list"_s, {}, guest);
        QVERIFY2(listed.contains(guest) && !listed.contains("agent:main:main"_L1), qPrintable(listed));
        const QString read = mine.use(u"sessions_history"_s, {{"sessionKey"_L1, u"main"_s}}, guest);
        QVERIFY2(read.contains("sees only"_L1) && !read.contains("a secret"_L1), qPrintable(read));
        // What it has started itself it may see.
        mine.use(u"sessions_spawn"_s, {{"task"_L1, u"count"_s}}, guest);
        const QString child = mine.childKey();
        QVERIFY(!child.isEmpty());
        QVERIFY(mine.use(u"sessions_list"_s, {}, guest).contains(child));
    }

    void statusTellsModelAndTime()
    {
        const ScriptedModel model;
        const AgentInstance mine(model);
        mine.ask(u"sessions.create"_s, {{"key"_L1, u"agent:main:notes"_s}});
        const QString card = mine.use(u"session_status"_s, {});
        QVERIFY2(card.contains("scripted/scripted"_L1) && card.contains("Time: "_L1), qPrintable(card));
        const QString changed = mine.use(u"session_status"_s, {{"sessionKey"_L1, u"agent:main:notes"_s},
                                                               {"model"_L1, u"builtin/operator"_s}});
        QVERIFY2(changed.contains("builtin/operator"_L1), qPrintable(changed));
        const QString back = mine.use(u"session_status"_s,
                                      {{"sessionKey"_L1, u"agent:main:notes"_s}, {"model"_L1, u"default"_s}});
        QVERIFY2(back.contains("scripted/scripted"_L1), qPrintable(back));
    }

    void jobsArePlanned()
    {
        const ScriptedModel model;
        const AgentInstance mine(model);
        const QJsonObject job{
            {"name"_L1, u"tea"_s},
            {"schedule"_L1, QJsonObject{{"kind"_L1, u"every"_s}, {"everyMs"_L1, 3'600'000}}},
            {"sessionTarget"_L1, u"main"_s},
            {"wakeMode"_L1, u"now"_s},
            {"payload"_L1, QJsonObject{{"kind"_L1, u"systemEvent"_s}, {"text"_L1, u"Make tea"_s}}}};
        const QString added = mine.use(u"cron"_s, {{"action"_L1, u"add"_s}, {"job"_L1, job}});
        QVERIFY2(added.contains("tea"_L1), qPrintable(added));
        const QJsonArray jobs = mine.ask(u"cron.list"_s, {})["jobs"_L1].toArray();
        QCOMPARE(jobs.size(), 1);
        const QString id = jobs[0]["id"_L1].toString();
        QVERIFY(mine.use(u"cron"_s, {{"action"_L1, u"list"_s}}).contains("Make tea"_L1));
        mine.use(u"cron"_s, {{"action"_L1, u"update"_s},
                             {"jobId"_L1, id},
                             {"patch"_L1, QJsonObject{{"name"_L1, u"coffee"_s}}}});
        QCOMPARE(mine.ask(u"cron.list"_s, {})["jobs"_L1][0]["name"_L1].toString(), u"coffee"_s);
        mine.use(u"cron"_s, {{"action"_L1, u"remove"_s}, {"jobId"_L1, id}});
        QVERIFY(mine.ask(u"cron.list"_s, {})["jobs"_L1].toArray().isEmpty());
        QVERIFY(mine.use(u"cron"_s, {{"action"_L1, u"remove"_s}, {"jobId"_L1, id}}).contains("not found"_L1));
    }

    void configIsReadAndChangedWithoutSecrets()
    {
        const ScriptedModel model;
        const AgentInstance mine(model);
        const QString shown = mine.use(u"gateway"_s, {{"action"_L1, u"config.get"_s}});
        QVERIFY(shown.contains("scripted"_L1));
        QVERIFY(!shown.contains("t0ken"_L1));
        const QString hash = mine.ask(u"config.get"_s, {})["hash"_L1].toString();
        const QString changed = mine.use(u"gateway"_s, {{"action"_L1, u"config.patch"_s},
                                                        {"baseHash"_L1, hash},
                                                        {"raw"_L1, u"{ ui: { seamColor: '#123456' } }"_s}});
        QVERIFY2(changed.contains(R"(\"ok\":true)"_L1), qPrintable(changed));
        QVERIFY(mine.use(u"gateway"_s, {{"action"_L1, u"restart"_s}}).contains("commands.restart"_L1));
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestSubagents)
#include "tst_subagents.moc"
