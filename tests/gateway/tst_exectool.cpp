#include "gateway/agents/exec/execenvironment.h"
#include "gateway/agents/exec/landlock.h"
#include "gateway/agents/tools/exectool.h"
#include "gateway/agents/tools/processtool.h"
#include "tests/support/testprogram.h"
#include "tests/support/tooltest.h"

#include <QSignalSpy>
#include <QStandardPaths>
#include <QTest>

#include <csignal>

using namespace wsagent;
using namespace Qt::StringLiterals;

class TestExecTool : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_home.emplace();
        m_approvals = std::make_unique<Approvals>();
        m_file.emplace(m_home->path(u"own"_s));
        m_gate.emplace(*m_approvals, *m_file);
        m_commands = std::make_unique<Commands>();
        m_tools.emplace();
        m_tools->add(execTool(*m_commands, *m_gate));
        m_tools->add(processTool(*m_commands));
        m_context = m_home->context();
        m_context.walls.clear();
        m_context.settings = {{"exec"_L1, QJsonObject{{"security"_L1, u"full"_s}, {"ask"_L1, u"off"_s}}}};
        m_events.clear();
        m_context.systemEvent = [this](const QString &key, const QString &text) {
            m_events += key + u": "_s + text;
        };
    }

    void cleanup()
    {
        m_commands.reset();
        m_tools.reset();
    }

    void runsInTheWorkspace()
    {
        const ToolResult result =
            exec(u"pwd; echo $WS_AGENT_SHELL $WS_AGENT_SESSION_KEY; echo bad >&2; exit 3"_s);
        QCOMPARE(result.plainText(), m_home->workspace() + u"\nexec agent:main:main\nbad\n[exit code 3]"_s);
        QCOMPARE(result.details["status"_L1], u"completed"_s);
        QCOMPARE(result.details["exitCode"_L1], 3);
        QVERIFY(m_commands->of(u"main"_s).isEmpty());
    }

    void whatMayNotBe_data()
    {
        QTest::addColumn<QJsonObject>("arguments");

        const auto env = [](const QString &name, const QString &value) {
            return QJsonObject{{"command"_L1, u"echo ran"_s}, {"env"_L1, QJsonObject{{name, value}}}};
        };
        QTest::newRow("a library") << env(u"LD_PRELOAD"_s, u"x"_s);
        QTest::newRow("a library, in lower case") << env(u"ld_preload"_s, u"x"_s);
        QTest::newRow("options of node") << env(u"NODE_OPTIONS"_s, u"x"_s);
        QTest::newRow("a path of Python") << env(u"PYTHONPATH"_s, u"x"_s);
        QTest::newRow("a start file") << env(u"BASH_ENV"_s, u"x"_s);
        QTest::newRow("a function") << env(u"BASH_FUNC_ls%%"_s, u"() { rm x; }"_s);
        QTest::newRow("a variable of ours") << env(u"WS_AGENT_PROFILE"_s, u"x"_s);
        QTest::newRow("another PATH") << env(u"PATH"_s, u"/tmp"_s);
        QTest::newRow("a PATH with something behind") << env(u"PATH"_s, u"$PATH:/tmp"_s);
        QTest::newRow("no name") << env(u"A=B"_s, u"x"_s);
        QTest::newRow("a directory of another instance")
            << QJsonObject{{"command"_L1, u"echo ran"_s}, {"workdir"_L1, u"../../other"_s}};
        QTest::newRow("a node") << QJsonObject{{"command"_L1, u"echo ran"_s}, {"host"_L1, u"node"_s}};
        QTest::newRow("stricter by the call")
            << QJsonObject{{"command"_L1, u"echo ran"_s}, {"security"_L1, u"deny"_s}};
    }

    void whatMayNotBe()
    {
        QFETCH(QJsonObject, arguments);
        m_context.walls = m_home->context().walls;
        const ToolResult result = call(*m_tools, u"exec"_s, arguments, m_context);
        QVERIFY(result.isError);
        QCOMPARE(result.details["status"_L1], u"failed"_s);
        QVERIFY(!result.plainText().startsWith(u"ran"));
    }

    void environment()
    {
        QProcessEnvironment gateway;
        gateway.insert(u"PATH"_s, u"/usr/bin:/bin"_s);
        gateway.insert(u"WS_AGENT_GATEWAY_TOKEN"_s, u"secret"_s);
        gateway.insert(u"MY_API_KEY"_s, u"secret"_s);
        gateway.insert(u"NOTIFY_SOCKET"_s, u"/run/x"_s);
        gateway.insert(u"LANG"_s, u"C"_s);
        const QProcessEnvironment safe = withoutGatewaySecrets(gateway, {u"MY_API_KEY"_s});
        QCOMPARE(safe.keys(), (QStringList{u"LANG"_s, u"PATH"_s}));

        for (const QString &path : {u"/my/bin:$PATH"_s, u"/my/bin:/usr/bin:/bin"_s}) {
            const auto made =
                commandEnvironment(safe, {{"PATH"_L1, path}, {"A"_L1, u"1"_s}}, {u"/first"_s}, u"key"_s);
            QVERIFY(made);
            QCOMPARE(made->value(u"PATH"_s), u"/first:/my/bin:/usr/bin:/bin"_s);
            QCOMPARE(made->value(u"A"_s), u"1"_s);
        }
    }

    /// A command for the rescue instance, run by the agent of a main one that is a service, is not to reach
    /// the main one.
    void aServiceKeepsItsPortToItself()
    {
        QProcessEnvironment service;
        for (const char *own :
             {"HOME=/home/u", "WS_AGENT_STATE_DIR=/home/u/.ws-agent",
              "WS_AGENT_CONFIG_PATH=/home/u/.ws-agent/ws-agent.json", "WS_AGENT_GATEWAY_PORT=18789",
              "WS_AGENT_SYSTEMD_UNIT=ws-agent-gateway.service", "WS_AGENT_SERVICE_MARKER=ws-agent",
              "WS_AGENT_SERVICE_KIND=gateway", "WS_AGENT_SERVICE_VERSION=1", "WS_AGENT_INSTANCE_ID=i",
              "WS_AGENT_WRAPPER=/w"}) {
            const QByteArrayList parts = QByteArray(own).split('=');
            service.insert(QString::fromLatin1(parts[0]), QString::fromLatin1(parts[1]));
        }
        QCOMPARE(withoutGatewaySecrets(service, {}).keys(),
                 (QStringList{u"HOME"_s, u"WS_AGENT_CONFIG_PATH"_s, u"WS_AGENT_STATE_DIR"_s}));

        service.remove(u"WS_AGENT_SERVICE_MARKER"_s); // then a person has set it
        QVERIFY(withoutGatewaySecrets(service, {}).contains(u"WS_AGENT_GATEWAY_PORT"_s));
    }

    void goesToTheBackground()
    {
        const ToolResult started = call(
            *m_tools, u"exec"_s,
            {{"command"_L1, u"echo one; read x; echo got $x; exit 5"_s}, {"background"_L1, true}}, m_context);
        QCOMPARE(started.details["status"_L1], u"running"_s);
        const QString id = started.details["sessionId"_L1].toString();
        QVERIFY(process(u"list"_s).plainText().startsWith(id + u"  running"_s));
        QTRY_VERIFY(process(u"log"_s, {{"sessionId"_L1, id}}).plainText().contains(u"one"_s));

        ToolContext stranger = m_context;
        stranger.agentId = u"other"_s;
        QVERIFY(
            call(*m_tools, u"process"_s, {{"action"_L1, u"log"_s}, {"sessionId"_L1, id}}, stranger).isError);

        QVERIFY(!process(u"write"_s, {{"sessionId"_L1, id}, {"data"_L1, u"two\n"_s}}).isError);
        QTRY_COMPARE(m_events.size(), 1);
        QVERIFY(m_events.first().startsWith(u"agent:main:main: Exec finished (%1, exit code 5)"_s.arg(id)));
        QVERIFY(m_events.first().contains(u"got two"_s));
        const ToolResult polled = process(u"poll"_s, {{"sessionId"_L1, id}});
        QCOMPARE(polled.details["exitCode"_L1], 5);
        QVERIFY(process(u"write"_s, {{"sessionId"_L1, id}, {"data"_L1, u"x"_s}}).isError);
        QVERIFY(!process(u"remove"_s, {{"sessionId"_L1, id}}).isError);
        QCOMPARE(process(u"list"_s).plainText(), u"no command is in the background"_s);
    }

    void yieldsWhenItTakesLong()
    {
        const ToolResult result = call(
            *m_tools, u"exec"_s, {{"command"_L1, u"echo begun; sleep 60"_s}, {"yieldMs"_L1, 300}}, m_context);
        QCOMPARE(result.details["status"_L1], u"running"_s);
        QVERIFY(result.plainText().startsWith(u"begun\n"));
        QVERIFY(!process(u"kill"_s, {{"sessionId"_L1, result.details["sessionId"_L1]}}).isError);
        QTRY_VERIFY(process(u"list"_s).plainText().contains(u"ended -15"_s));
        QVERIFY(m_events.isEmpty()); // who ends it knows
    }

    void hasItsTime()
    {
        const ToolResult result = call(
            *m_tools, u"exec"_s,
            {{"command"_L1, u"trap '' TERM; echo begun; while :; do sleep 0.1; done"_s}, {"timeout"_L1, 1}},
            m_context);
        QVERIFY(result.isError);
        QCOMPARE(result.details["status"_L1], u"failed"_s);
        QVERIFY(result.plainText().contains(u"ended after its time of 1 s"_s));
    }

    void anAbortEndsAllOfIt()
    {
        std::optional<ToolResult> result;
        const ToolAbort abort =
            m_tools->start(u"exec"_s, {{"command"_L1, u"sleep 61 & echo $! > child; echo begun; wait"_s}},
                           m_context, [&result](const ToolResult &got) { result = got; });
        QTRY_VERIFY(!m_home->content(u"own/workspace/child"_s).isEmpty());
        const auto child = m_home->content(u"own/workspace/child"_s).trimmed().toInt();
        QVERIFY(::kill(child, 0) == 0);
        QElapsedTimer since;
        since.start();
        abort();
        QVERIFY(result);
        QCOMPARE(result->details["status"_L1], u"aborted"_s);
        QTRY_VERIFY_WITH_TIMEOUT(::kill(child, 0) != 0, 1000);
        QVERIFY2(since.elapsed() < 500, qPrintable(QString::number(since.elapsed())));
        QTRY_VERIFY(m_commands->of(u"main"_s).isEmpty());
    }

    void whatItLeavesBehindEndsWithIt()
    {
        const ToolResult result = exec(
            u"setsid sh -c 'echo $$ > child; exec sleep 62' & sleep 0.2; until test -s child; do sleep 0.05; done"_s);
        QCOMPARE(result.details["exitCode"_L1], 0);
        const auto child = m_home->content(u"own/workspace/child"_s).trimmed().toInt();
        QVERIFY(child > 0);
        QTRY_VERIFY_WITH_TIMEOUT(::kill(child, 0) != 0, 2000);
    }

    void keepsTheEndOfMuchOutput()
    {
        const ToolResult result = exec(u"head -c 3000000 /dev/zero | tr '\\0' x; echo; echo the end"_s);
        QVERIFY(result.plainText().size() <= Toolset::largestText);
        QVERIFY(result.plainText().endsWith(u"the end\n"));
        QVERIFY(result.details["output"_L1].toString().size() <= Command::keptOutput * 5 / 4);
    }

    void splitCharactersStayWhole()
    {
        QCOMPARE(exec(u"printf '\\342'; sleep 0.2; printf '\\202\\254'"_s).details["output"_L1], u"€"_s);
    }

    void inATerminal()
    {
        const ToolResult result =
            call(*m_tools, u"exec"_s,
                 {{"command"_L1, u"test -t 0 && test -t 1 && stty size && read x && echo \"got $x\""_s},
                  {"pty"_L1, true},
                  {"yieldMs"_L1, 200}},
                 m_context);
        QCOMPARE(result.details["status"_L1], u"running"_s);
        const QString id = result.details["sessionId"_L1].toString();
        QTRY_VERIFY(process(u"log"_s, {{"sessionId"_L1, id}}).plainText().contains(u"40 120"_s));
        QVERIFY(!process(u"send-keys"_s, {{"sessionId"_L1, id},
                                          {"literal"_L1, u"ab"_s},
                                          {"keys"_L1, QJsonArray{u"BSpace"_s, u"c"_s, u"Enter"_s}}})
                     .isError);
        QTRY_VERIFY(process(u"log"_s, {{"sessionId"_L1, id}}).plainText().contains(u"got ac"_s));
        QTRY_COMPARE(process(u"poll"_s, {{"sessionId"_L1, id}}).details["exitCode"_L1], 0);
        QVERIFY(process(u"send-keys"_s, {{"sessionId"_L1, id}, {"keys"_L1, QJsonArray{u"Enter"_s}}}).isError);
    }

    void aKeyInterruptsInATerminal()
    {
        const ToolResult result = call(
            *m_tools, u"exec"_s,
            {{"command"_L1, u"echo begun; sleep 60"_s}, {"pty"_L1, true}, {"yieldMs"_L1, 200}}, m_context);
        const QString id = result.details["sessionId"_L1].toString();
        QVERIFY(process(u"send-keys"_s, {{"sessionId"_L1, id}, {"keys"_L1, QJsonArray{u"C-c"_s}}})
                    .plainText()
                    .startsWith(u"1 bytes"));
        QTRY_VERIFY(process(u"list"_s).plainText().contains(u"ended"_s));
    }

    void asksTheOwner_data()
    {
        QTest::addColumn<QString>("decision"); // empty: nobody answers
        QTest::addColumn<bool>("runs");

        QTest::newRow("once") << u"allow-once"_s << true;
        QTest::newRow("always") << u"allow-always"_s << true;
        QTest::newRow("no") << u"deny"_s << false;
        QTest::newRow("nobody answers") << QString() << false;
    }

    void asksTheOwner()
    {
        QFETCH(QString, decision);
        QFETCH(bool, runs);
        m_context.settings = {};
        m_gate->hasReviewer = [](const ToolContext &) {
            return true;
        };
        m_gate->timeout = std::chrono::milliseconds(decision.isEmpty() ? 50 : 60000);
        QSignalSpy requested(m_approvals.get(), &Approvals::requested);

        const ToolResult result = exec(u"touch done"_s);
        QCOMPARE(result.details["status"_L1], u"approval-pending"_s);
        QCOMPARE(requested.size(), 1);
        const QString id = result.details["approvalId"_L1].toString();
        if (!decision.isEmpty())
            QCOMPARE(m_approvals->resolve(id, decision, u"me"_s), Approvals::Outcome::Applied);
        QTRY_COMPARE(m_events.size(), 1);
        QVERIFY2(m_events.first().contains(runs ? u"Exec finished"_s : u"Exec denied"_s),
                 qPrintable(m_events.first()));
        QCOMPARE(QFile::exists(m_home->workspace(u"done"_s)), runs);

        const ToolResult again = exec(u"touch done"_s);
        QCOMPARE(again.details["status"_L1],
                 decision == "allow-always"_L1 ? u"completed"_s : u"approval-pending"_s);
        QCOMPARE(exec(u"touch done more"_s).details["status"_L1], u"approval-pending"_s);
    }

    void withoutAnybodyToAskItIsDenied()
    {
        m_context.settings = {};
        const ToolResult result = exec(u"touch done"_s);
        QVERIFY(result.isError);
        QVERIFY(!QFile::exists(m_home->workspace(u"done"_s)));
        QCOMPARE(m_approvals->history().first().reason, u"no-route"_s);
    }

    void theDocumentOfTheHostIsStricter_data()
    {
        QTest::addColumn<QByteArray>("document");
        QTest::addColumn<bool>("runs");

        QTest::newRow("nothing is said") << QByteArray() << true;
        QTest::newRow("all is denied")
            << QByteArray(R"({"version": 1, "defaults": {"security": "deny"}})") << false;
        QTest::newRow("denied for this agent")
            << QByteArray(R"({"version": 1, "agents": {"main": {"security": "deny"}}})") << false;
        QTest::newRow("denied for another agent")
            << QByteArray(R"({"version": 1, "agents": {"x": {"security": "deny"}}})") << true;
        QTest::newRow("only from a list")
            << QByteArray(R"({"version": 1, "defaults": {"security": "allowlist"}})") << false;
        QTest::newRow("from a list with it")
            << QByteArray(
                   R"({"version": 1, "defaults": {"security": "allowlist"}, "agents": {"*": {"allowlist": [{"id": "1", "pattern": "/**/touch"}]}}})")
            << true;
        QTest::newRow("damaged") << QByteArray("{broken") << false;
        QTest::newRow("a word it does not know")
            << QByteArray(R"({"version": 1, "defaults": {"security": "some"}})") << false;
    }

    void theDocumentOfTheHostIsStricter()
    {
        QFETCH(QByteArray, document);
        QFETCH(bool, runs);
        if (!document.isEmpty())
            m_home->write(u"own/exec-approvals.json"_s, document);
        QCOMPARE(exec(u"touch done"_s).isError, !runs);
        QCOMPARE(QFile::exists(m_home->workspace(u"done"_s)), runs);
    }

    /// The document holds for sessions that the kernel confines as well.
    void theDocumentIsStricterForTheConfined_data() { theDocumentOfTheHostIsStricter_data(); }
    void theDocumentIsStricterForTheConfined()
    {
        if (LandlockRules::kernelVersion() == 0)
            QSKIP("this kernel has no Landlock");
        m_context.settings = {};
        m_context.reach = Reach::Confined;
        theDocumentOfTheHostIsStricter();
    }

    void whatWasJudgedIsWhatRuns()
    {
        m_context.settings = {{"exec"_L1, QJsonObject{{"ask"_L1, u"off"_s}}}};
        m_home->write(
            u"own/exec-approvals.json"_s,
            R"({"version": 1, "agents": {"main": {"allowlist": [{"id": "e", "pattern": "/usr/bin/printf"}]}}})");
        QCOMPARE(exec(u"printf '%s|' '$HOME' \"a b\" | wc -c"_s).details["output"_L1].toString().trimmed(),
                 u"10"_s);
        QVERIFY(exec(u"printf x; id"_s).isError);
        QVERIFY(call(*m_tools, u"exec"_s,
                     {{"command"_L1, u"printf x"_s}, {"env"_L1, QJsonObject{{"A"_L1, u"1"_s}}}}, m_context)
                    .isError);
        QVERIFY(m_home->content(u"own/exec-approvals.json"_s).contains("\"lastUsedCommand\": \"printf"));
    }

    void aConfinedSessionNeedsNoList()
    {
        if (LandlockRules::kernelVersion() == 0)
            QSKIP("this kernel has no Landlock");
        m_context.settings = {};
        m_context.reach = Reach::Confined;
        QCOMPARE(exec(u"echo x > f && cat f"_s).plainText(), u"x\n"_s);
        QVERIFY(exec(u"cat %1/other/secret.json"_s.arg(m_home->path())).details["exitCode"_L1] != 0);
        QVERIFY(
            call(*m_tools, u"exec"_s, {{"command"_L1, u"pwd"_s}, {"workdir"_L1, u"/"_s}}, m_context).isError);
    }

    void aContainerThatIsNotThereRunsNothing()
    {
        m_context.reach = Reach::Container;
        m_context.container = {{"backend"_L1, u"bubblewrap"_s}};
        if (!QStandardPaths::findExecutable(u"bwrap"_s).isEmpty())
            QSKIP("bubblewrap is installed");
        QVERIFY(exec(u"touch done"_s).isError);
        QVERIFY(!QFile::exists(m_home->workspace(u"done"_s)));
    }

private:
    ToolResult exec(const QString &command)
    {
        return call(*m_tools, u"exec"_s, {{"command"_L1, command}}, m_context);
    }
    ToolResult process(const QString &action, QJsonObject arguments = {})
    {
        arguments.insert("action"_L1, action);
        return call(*m_tools, u"process"_s, arguments, m_context);
    }

    std::optional<ToolHome> m_home;
    std::unique_ptr<Approvals> m_approvals;
    std::optional<ExecApprovalsFile> m_file;
    std::optional<ExecGate> m_gate;
    std::unique_ptr<Commands> m_commands;
    std::optional<Toolset> m_tools;
    ToolContext m_context;
    QStringList m_events;
};

WSAGENT_TEST_WITH(QCoreApplication, TestExecTool)
#include "tst_exectool.moc"
