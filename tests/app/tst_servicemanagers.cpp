#include "app/services/servicemanager.h"
#include "gateway/base/files.h"
#include "gateway/instances/processidentity.h"
#include "gateway/instances/runtimefile.h"
#include "tests/support/servicesample.h"
#include "tests/support/testprogram.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

/// Answers as a tool of the system would, and remembers what it was asked.
struct FakeTool
{
    QStringList asked = {};
    QHash<QString, ToolRunResult> answers = {}; ///< by the beginning of the command line

    RunTool run()
    {
        return [this](const QString &program, const QStringList &arguments) {
            const QString line = (QStringList{program} + arguments).join(u' ');
            asked += line;
            for (auto it = answers.begin(); it != answers.end(); ++it) {
                if (line.startsWith(it.key()))
                    return it.value();
            }
            return ToolRunResult{.wasStarted = true, .exitCode = 0};
        };
    }
    void answer(const QString &line, const QByteArray &out, int exitCode = 0)
    {
        answers[line] = {.wasStarted = true, .exitCode = exitCode, .out = out};
    }
};

} // namespace

class TestServiceManagers : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_home = std::make_unique<QTemporaryDir>();
        m_tool = {};
        m_places = {.home = m_home->path(),
                    .configHome = m_home->filePath(u".config"_s),
                    .account = u"ann"_s,
                    .userId = 501};
    }

    void systemdInstalls()
    {
        const auto manager = systemdManager(m_places, m_tool.run());
        const ServiceSpec spec = test::sampleSpec(Platform::Linux, u"rescue"_s, m_home->path());

        QVERIFY(manager->install(spec));

        const QString unit = u"ws-agent-gateway-rescue.service"_s;
        QCOMPARE(m_tool.asked,
                 (QStringList{u"systemctl --user daemon-reload"_s, u"systemctl --user reset-failed "_s + unit,
                              u"systemctl --user enable "_s + unit, u"systemctl --user restart "_s + unit}));
        const QString file = m_home->filePath(u".config/systemd/user/"_s) + unit;
        QCOMPARE(manager->definitionFile(spec), file);
        QCOMPARE(QFile::permissions(file) & QFile::Permissions(0x0077), QFile::Permissions());
    }

    /// The unit before it stays beside it; the same one again is no change.
    void theUnitBeforeIsKept()
    {
        const auto manager = systemdManager(m_places, m_tool.run());
        const ServiceSpec spec = test::sampleSpec(Platform::Linux, u"rescue"_s, m_home->path());
        const QString file = manager->definitionFile(spec);
        QVERIFY(replaceDefinition(file, "old"));
        QVERIFY(!QFile::exists(file + u".bak"_s));

        QVERIFY(manager->install(spec));
        QVERIFY(manager->install(spec));

        QCOMPARE(*readFile(file + u".bak"_s, 100), "old");
    }

    void systemdSaysWhatItDoes_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QString>("status");
        QTest::addColumn<bool>("isEnabled");
        QTest::addColumn<qint64>("pid");
        QTest::addColumn<int>("lastExit"); // -1: never ended

        QTest::newRow("runs") << QByteArray(
                                     "LoadState=loaded\nActiveState=active\nMainPID=12\nExecMainCode=0\n"
                                     "ExecMainStatus=0\nUnitFileState=enabled\nResult=success\n")
                              << u"running"_s << true << qint64(12) << -1;
        QTest::newRow("starts") << QByteArray("LoadState=loaded\nActiveState=activating\nMainPID=12\n"
                                              "UnitFileState=enabled\n")
                                << u"starting"_s << true << qint64(12) << -1;
        QTest::newRow("gave up") << QByteArray(
                                        "LoadState=loaded\nActiveState=failed\nMainPID=0\nExecMainCode=1\n"
                                        "ExecMainStatus=78\nUnitFileState=disabled\nResult=exit-code\n")
                                 << u"failed"_s << false << qint64(0) << 78;
        QTest::newRow("is not there") << QByteArray("LoadState=not-found\nActiveState=inactive\nMainPID=0\n")
                                      << u"stopped"_s << false << qint64(0) << -1;
    }
    void systemdSaysWhatItDoes()
    {
        QFETCH(QByteArray, answer);
        QFETCH(QString, status);
        QFETCH(bool, isEnabled);
        QFETCH(qint64, pid);
        QFETCH(int, lastExit);
        m_tool.answer(u"systemctl --user show"_s, answer);

        const ServiceState state =
            systemdManager(m_places, m_tool.run())->query(serviceNames(*ProfileName::parse(u"rescue"_s)));

        QVERIFY(state.isKnown);
        QCOMPARE(state.status, status);
        QCOMPARE(state.isEnabled, isEnabled);
        QCOMPARE(state.pid, pid);
        QCOMPARE(state.lastExit.value_or(-1), lastExit);
    }

    void withoutAManager()
    {
        m_tool.answers[u"systemctl"_s] = {
            .wasStarted = true, .exitCode = 1, .err = "Failed to connect to bus"};
        const auto manager = systemdManager(m_places, m_tool.run());
        QVERIFY(!manager->query(serviceNames({})).isKnown);
        const auto reachable = manager->reachable();
        QVERIFY(!reachable && reachable.error().message.contains("Failed to connect to bus"_L1));
        QVERIFY(reachable.error().fix.contains("ws-agent --no-gui"_L1));

        m_tool.answers[u"systemctl"_s] = {};
        QVERIFY(manager->reachable().error().message.contains("no systemd"_L1));
    }

    void aStepThatFailsIsNamed()
    {
        m_tool.answers[u"systemctl --user enable"_s] = {.wasStarted = true, .exitCode = 1, .err = "no\nmore"};
        const auto installed = systemdManager(m_places, m_tool.run())
                                   ->install(test::sampleSpec(Platform::Linux, u"rescue"_s, m_home->path()));
        QVERIFY(!installed);
        QCOMPARE(installed.error().message, u"the service cannot be enabled: systemctl: no"_s);
    }

    void systemdUninstalls()
    {
        const auto manager = systemdManager(m_places, m_tool.run());
        const ServiceSpec spec = test::sampleSpec(Platform::Linux, u"rescue"_s, m_home->path());
        QVERIFY(manager->install(spec));
        m_tool.asked.clear();

        QVERIFY(manager->uninstall(spec));

        QVERIFY(!QFile::exists(manager->definitionFile(spec)));
        QCOMPARE(m_tool.asked,
                 (QStringList{u"systemctl --user disable --now ws-agent-gateway-rescue.service"_s,
                              u"systemctl --user daemon-reload"_s}));
    }

    void linger_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<int>("exitCode");
        QTest::addColumn<int>("lingers"); // -1: not to be found out
        QTest::newRow("on") << QByteArray("Linger=yes\n") << 0 << 1;
        QTest::newRow("off") << QByteArray("Linger=no\n") << 0 << 0;
        QTest::newRow("no manager") << QByteArray() << 1 << -1;
    }
    void linger()
    {
        QFETCH(QByteArray, answer);
        QFETCH(int, exitCode);
        QFETCH(int, lingers);
        m_tool.answer(u"loginctl show-user ann"_s, answer, exitCode);
        const auto found = wsagent::lingers(u"ann"_s, m_tool.run());
        QCOMPARE(found ? int(*found) : -1, lingers);
    }

    void launchdInstalls()
    {
        const auto manager = launchdManager(m_places, m_tool.run());
        const ServiceSpec spec = test::sampleSpec(Platform::MacOs, u"rescue"_s, m_home->path());

        QVERIFY(manager->install(spec));

        const QString file = m_home->filePath(u"Library/LaunchAgents/ai.ws-agent.rescue.plist"_s);
        QVERIFY(QFile::exists(file));
        QCOMPARE(m_tool.asked, (QStringList{u"launchctl bootout gui/501/ai.ws-agent.rescue"_s,
                                            u"launchctl enable gui/501/ai.ws-agent.rescue"_s,
                                            u"launchctl bootstrap gui/501 "_s + file,
                                            u"launchctl kickstart gui/501/ai.ws-agent.rescue"_s}));
    }

    void launchdSaysWhatItDoes()
    {
        m_tool.answer(u"launchctl print gui/501/"_s,
                      "ai.ws-agent.gateway = {\n\tstate = running\n\tpid = 77\n\tlast exit code = 1\n}");
        m_tool.answer(u"launchctl print-disabled"_s, "{\n\t\"ai.ws-agent.gateway\" => disabled\n}");
        const ServiceState state = launchdManager(m_places, m_tool.run())->query(serviceNames({}));
        QCOMPARE(state.status, u"running"_s);
        QCOMPARE(state.pid, 77);
        QCOMPARE(state.lastExit, 1);
        QVERIFY(state.isDisabledForGood);
        QVERIFY(!state.isEnabled);
    }

    void stoppingForGood()
    {
        const ServiceSpec mac = test::sampleSpec(Platform::MacOs, {}, m_home->path());
        QVERIFY(launchdManager(m_places, m_tool.run())->stop(mac, true));
        QCOMPARE(m_tool.asked, (QStringList{u"launchctl disable gui/501/ai.ws-agent.gateway"_s,
                                            u"launchctl bootout gui/501/ai.ws-agent.gateway"_s}));
        m_tool.asked.clear();
        const ServiceSpec linux = test::sampleSpec(Platform::Linux, {}, m_home->path());
        QVERIFY(systemdManager(m_places, m_tool.run())->stop(linux, true));
        QCOMPARE(m_tool.asked, (QStringList{u"systemctl --user disable ws-agent-gateway.service"_s,
                                            u"systemctl --user stop ws-agent-gateway.service"_s}));
    }

    void theTaskIsMadeFromXml()
    {
        const auto manager = taskManager(m_places, m_tool.run());
        ServiceSpec spec = test::sampleSpec(Platform::Windows, u"rescue"_s);
        spec.workingDirectory = m_home->filePath(u"state"_s);

        QVERIFY(manager->install(spec));

        QVERIFY(QFile::exists(m_home->filePath(u"state/gateway.cmd"_s)));
        QVERIFY(!QFile::exists(m_home->filePath(u"state/gateway-task.xml"_s)));
        const QStringList done = deeds();
        QCOMPARE(done.size(), 2);
        QVERIFY(done.first().startsWith(u"schtasks /Create /F /TN WsAgent Gateway (rescue) /XML "_s));
        QCOMPARE(done.last(), u"schtasks /Run /TN WsAgent Gateway (rescue)"_s);
    }

    /// Else the old gateway would run on under the new definition.
    void aTaskThatRunsEndsBeforeItIsReplaced()
    {
        m_tool.answer(u"schtasks /Query /TN WsAgent Gateway (rescue) /V"_s, "\"267009\"");
        const auto manager = taskManager(m_places, m_tool.run(), [](const QString &) { return true; });
        ServiceSpec spec = test::sampleSpec(Platform::Windows, u"rescue"_s);
        spec.workingDirectory = m_home->filePath(u"state"_s);

        QVERIFY(manager->install(spec));

        const QStringList done = deeds();
        QCOMPARE(done.size(), 3);
        QCOMPARE(done.first(), u"schtasks /End /TN WsAgent Gateway (rescue)"_s);
        QVERIFY(done[1].startsWith(u"schtasks /Create "_s));
    }

    /// Where the Task Scheduler refuses, the Startup folder does.
    void withoutTasksThereIsTheStartupFolder()
    {
        m_tool.answer(u"schtasks"_s, {}, 1);
        const auto manager = taskManager(m_places, m_tool.run(), [](const QString &) { return true; });
        ServiceSpec spec = test::sampleSpec(Platform::Windows, u"rescue"_s);
        spec.workingDirectory = m_home->filePath(u"state"_s);
        const QString link = m_home->filePath(
            u"AppData/Roaming/Microsoft/Windows/Start Menu/Programs/Startup/WsAgent Gateway (rescue).cmd"_s);
        QVERIFY(!manager->query(spec.names).isLoaded);

        QVERIFY(manager->install(spec));
        QCOMPARE(m_tool.asked.last(),
                 u"cmd /c start  /min %1"_s.arg(m_home->filePath(u"state/gateway.cmd"_s)));
        QVERIFY(manager->notice(spec.names).contains("Startup folder"_L1));
        const auto text = readFile(link, 4096);
        QVERIFY(text && text->contains("state/gateway.cmd"));
        QCOMPARE(manager->query(spec.names).status, u"stopped"_s);
        QVERIFY(manager->query(spec.names).isEnabled);

        const qint64 self = QCoreApplication::applicationPid();
        QVERIFY(writeRuntimeFile(m_home->filePath(u"state"_s),
                                 {.pid = self, .startTime = *processStartTime(self), .port = 1}));
        QCOMPARE(manager->query(spec.names).pid, self);
        QVERIFY(manager->stop(spec, false));
        QCOMPARE(m_tool.asked.last(), u"taskkill /F /T /PID %1"_s.arg(self));
        QVERIFY(QFile::exists(link));
        QVERIFY(manager->stop(spec, true));
        QVERIFY(!QFile::exists(link));

        QVERIFY(manager->install(spec));
        QVERIFY(manager->uninstall(spec));
        QVERIFY(!QFile::exists(link));
        QVERIFY(!QFile::exists(m_home->filePath(u"state/gateway.cmd"_s)));
        QVERIFY(manager->notice(spec.names).isEmpty());
    }

    /// The scheduler drops a start while what it has started before still runs.
    void theTaskIsStartedAgainWhenItHasEnded_data()
    {
        QTest::addColumn<bool>("ends");
        QTest::addColumn<QStringList>("asked");
        const QString end = u"schtasks /End /TN WsAgent Gateway (rescue)"_s;
        const QString run = u"schtasks /Run /TN WsAgent Gateway (rescue)"_s;
        QTest::newRow("it ends") << true << QStringList{end, u"waited"_s, run};
        QTest::newRow("it does not") << false << QStringList{end, u"waited"_s};
    }
    void theTaskIsStartedAgainWhenItHasEnded()
    {
        QFETCH(bool, ends);
        ServiceSpec spec = test::sampleSpec(Platform::Windows, u"rescue"_s);
        QString waitedFor;
        const auto manager = taskManager(m_places, m_tool.run(), [&](const QString &stateDir) {
            waitedFor = stateDir;
            m_tool.asked += u"waited"_s;
            return ends;
        });

        QCOMPARE(bool(manager->restart(spec, false)), ends);

        QTEST(m_tool.asked, "asked");
        QCOMPARE(waitedFor, spec.workingDirectory);
    }

    void theTaskSaysWhetherItIsEnabled()
    {
        m_tool.answer(
            u"schtasks /Query /TN WsAgent Gateway /XML"_s,
            "<Task xmlns='x'><Triggers><LogonTrigger><Enabled>true</Enabled></LogonTrigger></Triggers>"
            "<Settings><Enabled>false</Enabled></Settings></Task>");
        m_tool.answer(u"schtasks /Query /TN WsAgent Gateway /V"_s,
                      "\"PC\",\"\\WsAgent\",\"N/A\",\"Wird ausgef\",\"x\",\"267009\"");
        const ServiceState state = taskManager(m_places, m_tool.run())->query(serviceNames({}));
        QVERIFY(state.isLoaded);
        QVERIFY(!state.isEnabled);
        QCOMPARE(state.status, u"running"_s);
    }

private:
    /// Without the questions.
    QStringList deeds() const
    {
        QStringList lines = m_tool.asked;
        lines.removeIf([](const QString &line) { return line.startsWith(u"schtasks /Query"_s); });
        return lines;
    }

    std::unique_ptr<QTemporaryDir> m_home;
    FakeTool m_tool;
    ServicePlaces m_places;
};

WSAGENT_TEST_WITH(QCoreApplication, TestServiceManagers)
#include "tst_servicemanagers.moc"
