#include "tests/support/agentinstance.h"

#include "gateway/agents/hooks/eventhook.h"
#include "tests/support/testprogram.h"

#include <QDir>
#include <QTest>

using namespace wsagent;
using namespace wsagent::test;
using namespace Qt::StringLiterals;

namespace {

QString hookText(const QString &metadata)
{
    return u"---\nname: demo\ndescription: Does something\nmetadata: %1\n---\n"_s.arg(metadata);
}

QByteArray enabling(const QByteArray &names)
{
    QByteArray entries;
    for (const QByteArray &name : names.split(' '))
        entries += "'" + name + "': { enabled: true, env: { GREETING: 'hello' } }, ";
    return ", hooks: { internal: { enabled: true, entries: { " + entries + " } } }";
}

/// A hook of the instance whose program appends what it reads to the file "heard".
void addHook(
    const AgentInstance &instance, const QString &name, const QString &events,
    const QByteArray &script = "cat >> ../../heard; echo $GREETING $WS_AGENT_HOOK_EVENT >> ../../said\n",
    bool isExecutable = true)
{
    const QString folder = instance.gateway.directory.filePath("hooks/"_L1 + name);
    QVERIFY(QDir().mkpath(folder));
    QFile about(folder + "/HOOK.md"_L1);
    QVERIFY(about.open(QIODevice::WriteOnly));
    about.write("---\ndescription: Listens\nmetadata: {\"ws-agent\": {\"events\": [" + events.toUtf8() +
                "]}}\n---\n");
    QFile handler(folder + "/handler.sh"_L1);
    QVERIFY(handler.open(QIODevice::WriteOnly));
    handler.write("#!/bin/sh\n" + script);
    handler.setPermissions(isExecutable ? QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner
                                        : QFile::ReadOwner | QFile::WriteOwner);
}

QString fileOf(const AgentInstance &instance, const QString &name)
{
    QFile file(instance.gateway.directory.filePath(name));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

} // namespace

/// Programs, and parts of the gateway, that are run when something happens in it.
class TestEventHooks : public QObject
{
    Q_OBJECT

private slots:
    void about_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QStringList>("events");
        QTest::newRow("ours") << hookText(u"{\"ws-agent\": {\"events\": [\"command:new\", \"message\"]}}"_s)
                              << QStringList{u"command:new"_s, u"message"_s};
        QTest::newRow("of another program")
            << hookText(u"{\"openclaw\": {\"events\": [\"command\"]}}"_s) << QStringList{u"command"_s};
        QTest::newRow("no events") << hookText(u"{\"ws-agent\": {}}"_s) << QStringList();
        QTest::newRow("no front matter") << u"# Demo"_s << QStringList();
    }
    void about()
    {
        QFETCH(QString, text);
        QFETCH(QStringList, events);
        const auto hook = parseHook(text, u"folder"_s);
        QCOMPARE(bool(hook), !events.isEmpty());
        if (hook)
            QCOMPARE(hook->events, events);
    }

    void listening()
    {
        const EventHook hook{.events = {u"command:new"_s, u"message"_s}};
        QVERIFY(hook.listensTo({.type = u"command"_s, .action = u"new"_s}));
        QVERIFY(!hook.listensTo({.type = u"command"_s, .action = u"stop"_s}));
        QVERIFY(hook.listensTo({.type = u"message"_s, .action = u"sent"_s}));
    }

    void programHearsOfEvents()
    {
        ScriptedModel model;
        AgentInstance mine(model, enabling("listener"));
        addHook(mine, u"listener"_s, u"\"message\", \"command\", \"session\""_s);
        mine.say(u"my name is Ada"_s);
        QTRY_VERIFY(fileOf(mine, u"heard"_s).contains("\"action\":\"sent\""_L1));
        const QString heard = fileOf(mine, u"heard"_s);
        QVERIFY(heard.contains("\"action\":\"received\""_L1) && heard.contains("my name is Ada"_L1));
        QVERIFY(heard.contains("agent:main:main"_L1));
        QTRY_VERIFY(fileOf(mine, u"said"_s).contains("hello message:sent"_L1));
        mine.say(u"/new"_s);
        QTRY_VERIFY(fileOf(mine, u"said"_s).contains("session:start"_L1));
        QTRY_VERIFY(fileOf(mine, u"said"_s).contains("command:new"_L1));
        QTRY_VERIFY(fileOf(mine, u"said"_s).contains("session:end"_L1));
    }

    /// The files that go into a prompt are those of the workspace, unless a hook puts others there.
    void hooksReplaceTheFilesOfAPrompt_data()
    {
        QTest::addColumn<QByteArray>("script");
        QTest::addColumn<QString>("said"); // in the prompt
        const QByteArray others =
            "cat > ../../heard\n"
            "echo '{\"bootstrapFiles\": [{\"name\": \"RULES.md\", \"content\": \"Be short.\"}]}'\n";
        QTest::newRow("others") << others << u"## RULES.md\nBe short."_s;
        QTest::newRow("none") << "echo '{\"bootstrapFiles\": []}'\n"_ba << QString();
        QTest::newRow("no answer") << "cat > ../../heard\n"_ba << u"Ada is in charge."_s;
        QTest::newRow("no JSON") << "echo hello\n"_ba << u"Ada is in charge."_s;
        QTest::newRow("a failure") << others + "exit 1\n" << u"Ada is in charge."_s;
        QTest::newRow("too much") << "head -c 3000000 /dev/zero\n"_ba << u"Ada is in charge."_s;
    }
    void hooksReplaceTheFilesOfAPrompt()
    {
        QFETCH(QByteArray, script);
        QFETCH(QString, said);
        ScriptedModel model;
        const AgentInstance mine(model, enabling("bootstrap"));
        addHook(mine, u"bootstrap"_s, u"\"agent:bootstrap\""_s, script);
        const QString workspace = mine.gateway.options.paths.defaultWorkspace;
        QVERIFY(QDir().mkpath(workspace));
        QFile rules(workspace + "/AGENTS.md"_L1);
        QVERIFY(rules.open(QIODevice::WriteOnly));
        rules.write("Ada is in charge.");
        rules.close();
        mine.say(u"hello"_s);
        QTRY_COMPARE(model.requests().size(), 1);
        const QString system = systemOf(model.requests().first());
        QVERIFY2(system.contains(said), qPrintable(system));
        QCOMPARE(system.contains("Ada is in charge."_L1), said.startsWith("Ada"_L1));
        if (script.startsWith("cat"))
            QVERIFY(fileOf(mine, u"heard"_s).contains("Ada is in charge."_L1));
    }

    void onlyWhatIsEnabledIsRun()
    {
        ScriptedModel model;
        const AgentInstance mine(model, enabling("another"));
        addHook(mine, u"listener"_s, u"\"message\""_s);
        addHook(mine, u"another"_s, u"\"message:sent\""_s, "echo another >> ../../said\n");
        mine.say(u"hello"_s);
        QTRY_VERIFY(fileOf(mine, u"said"_s).contains("another"_L1));
        QVERIFY(fileOf(mine, u"heard"_s).isEmpty());
    }

    /// What a hook does wrong is in nobody's way.
    void brokenHooks_data()
    {
        QTest::addColumn<QByteArray>("script");
        QTest::newRow("fails") << QByteArray("echo broken >&2; exit 3\n");
        QTest::newRow("never ends") << QByteArray("sleep 60\n");
        QTest::newRow("says very much") << QByteArray("yes | head -c 1000000\n");
    }
    void brokenHooks()
    {
        QFETCH(QByteArray, script);
        ScriptedModel model;
        const AgentInstance mine(model, enabling("broken"));
        addHook(mine, u"broken"_s, u"\"message\""_s, script);
        mine.say(u"hello"_s);
        QTRY_VERIFY(mine.history().contains("You said: hello"_L1));
    }

    void gatewayStartIsAnEvent()
    {
        ScriptedModel model;
        AgentInstance mine(model, enabling("listener boot-md"));
        addHook(mine, u"listener"_s, u"\"gateway:startup\""_s);
        QVERIFY(QDir().mkpath(mine.gateway.options.paths.defaultWorkspace));
        QFile boot(mine.gateway.options.paths.defaultWorkspace + "/BOOT.md"_L1);
        QVERIFY(boot.open(QIODevice::WriteOnly));
        boot.write("Water the plants.");
        boot.close();
        mine.restart();
        QTRY_VERIFY(fileOf(mine, u"said"_s).contains("gateway:startup"_L1));
        QTRY_VERIFY(mine.history().contains("Water the plants."_L1));
        QTRY_COMPARE(model.requests().size(), 1);
    }

    void sessionMemoryAndCommandLog()
    {
        ScriptedModel model;
        const AgentInstance mine(model, enabling("session-memory command-logger"));
        mine.say(u"my cat is called Ada"_s);
        QTRY_VERIFY(mine.history().contains("You said"_L1));
        mine.say(u"/new"_s);
        const QDir memory(mine.gateway.options.paths.defaultWorkspace + "/memory"_L1);
        QTRY_VERIFY(!memory.entryList({u"*-session.md"_s}).isEmpty());
        QFile note(memory.filePath(memory.entryList({u"*-session.md"_s}).first()));
        QVERIFY(note.open(QIODevice::ReadOnly));
        const QString text = QString::fromUtf8(note.readAll());
        QVERIFY2(text.contains("user: my cat is called Ada"_L1) && text.contains("assistant: You said"_L1),
                 qPrintable(text));
        QVERIFY(!text.contains("/new"_L1));
        QTRY_VERIFY(fileOf(mine, u"logs/commands.log"_s).contains("\"action\":\"new\""_L1));
    }

    void stateIsTold()
    {
        const ScriptedModel model;
        const AgentInstance mine(model);
        addHook(mine, u"listener"_s, u"\"message\""_s);
        addHook(mine, u"quiet"_s, u"\"message\""_s, {}, false);
        const QList<EventHook> hooks = loadHooks({}, mine.gateway.directory.path(), {});
        QStringList names;
        for (const EventHook &hook : hooks)
            names += hook.about.name;
        QCOMPARE(names, (QStringList{u"boot-md"_s, u"command-logger"_s, u"listener"_s, u"quiet"_s,
                                     u"session-memory"_s}));
        const QJsonObject on{{"enabled"_L1, true}};
        const QJsonObject config{
            {"hooks"_L1,
             QJsonObject{{"internal"_L1, QJsonObject{{"enabled"_L1, true},
                                                     {"entries"_L1, QJsonObject{{"listener"_L1, on}}}}}}}};
        QVERIFY(judgeHook(hooks.at(2), skillFacts(config)).isRun());
        QVERIFY(!judgeHook(hooks.at(2), skillFacts({})).isRun());
        QVERIFY(judgeHook(hooks.at(3), skillFacts(config)).problem.contains("handler"_L1));
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestEventHooks)
#include "tst_eventhooks.moc"
