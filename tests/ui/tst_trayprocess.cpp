#include "tests/support/blockingclient.h"
#include "tests/support/runninggateway.h"
#include "tests/support/runningsupervisor.h"
#include "tests/support/scriptedclient.h"
#include "tests/support/testprogram.h"
#include "tests/ui/busnotifications.h"
#include "tests/ui/traydesktop.h"

#include <QDir>
#include <QFileInfo>
#include <QImage>
#include <QTest>

using namespace wsagent;
using namespace wsagent::test;
using namespace Qt::StringLiterals;

namespace {

const QString trayProgram = QFileInfo(QStringLiteral(WSAGENT_PROGRAM)).path() + u"/ws-agent-tray"_s;

/// The real program on the desktop of a test.
class RunningTray
{
public:
    RunningTray(const CliHome &home, const QStringList &arguments)
    {
        m_process.setProcessEnvironment(home.environment);
        m_process.start(trayProgram, arguments);
        m_process.waitForStarted();
    }
    ~RunningTray()
    {
        m_process.terminate();
        if (!m_process.waitForFinished(30'000))
            m_process.kill();
        m_process.waitForFinished();
    }
    bool isRunning() const { return m_process.state() == QProcess::Running; }
    qint64 pid() const { return m_process.processId(); }
    int exitCode() { return m_process.waitForFinished(30'000) ? m_process.exitCode() : -1; }
    QByteArray errors() { return m_process.readAllStandardError(); }
    void terminate() { m_process.terminate(); }

private:
    QProcess m_process;
};

bool runs(const CliHome &home, const QString &profile)
{
    return supervised(home, profile)[u"state"_s].toString() == u"running"_s;
}

} // namespace

/// The real program under a real panel, with real gateways.
class TestTrayProcess : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        if (!TrayDesktop::missing().isEmpty())
            QSKIP(qPrintable(
                u"%1 is not installed (see installer/debian-packages.txt)"_s.arg(TrayDesktop::missing())));
        m_home = std::make_unique<CliHome>();
        m_desktop = std::make_unique<TrayDesktop>(*m_home);
        QVERIFY(m_desktop->startScreenAndBus());
    }

    void cleanup()
    {
        m_desktop.reset();
        m_home.reset();
    }

    void theMenuWorks()
    {
        QVERIFY(m_desktop->startPanel());
        setUpProfile(*m_home, u"main"_s, freeBase());
        setUpProfile(*m_home, u"rescue"_s, freeBase());
        RunningTray tray(*m_home, {u"--hidden"_s});
        QVERIFY(m_desktop->trayItem());
        QTRY_VERIFY_WITH_TIMEOUT(runs(*m_home, u"main"_s) && runs(*m_home, u"rescue"_s), 60'000);
        QTRY_VERIFY(m_desktop->offers({u"main"_s, u"Stop"_s}));
        const BusMenuItem root = m_desktop->menu();
        for (const QString &item :
             {u"Overview"_s, u"Notifications"_s, u"Check all profiles"_s, u"Start all"_s, u"Stop all"_s,
              u"Hard stop"_s, u"Start at login"_s, u"Diagnostics…"_s, u"About WsAgent"_s, u"Quit"_s})
            QVERIFY2(root.find({item}), qPrintable(item));
        QVERIFY(root.find({u"main"_s})->children.first().label.startsWith(u"Running · port "_s));

        QVERIFY(m_desktop->click({u"main"_s, u"Stop"_s}));
        QTRY_VERIFY_WITH_TIMEOUT(supervised(*m_home, u"main"_s)[u"state"_s] == u"stopped"_s, 60'000);
        QVERIFY(runs(*m_home, u"rescue"_s));
        QTRY_VERIFY(m_desktop->offers({u"main"_s, u"Start"_s}));
        QVERIFY(m_desktop->click({u"main"_s, u"Start"_s}));
        QTRY_VERIFY_WITH_TIMEOUT(runs(*m_home, u"main"_s), 60'000);

        QVERIFY(m_desktop->click({u"Start at login"_s}));
        const QString entry = u".config/autostart/ws-agent-tray.desktop"_s;
        QTRY_VERIFY(m_home->read(entry).contains("ws-agent-tray\" --hidden"));
        QVERIFY(m_desktop->click({u"Start at login"_s}));
        QTRY_VERIFY(!QFileInfo::exists(m_home->path(entry)));

        QVERIFY(m_desktop->click({u"Diagnostics…"_s}));
        const auto archives = [this] {
            return QDir(m_home->path()).entryList({u"ws-agent-diagnostics-*.tar.gz"_s});
        };
        QTRY_COMPARE_WITH_TIMEOUT(archives().size(), 1, 60'000);
    }

    void theIconIsSeen()
    {
        QVERIFY(m_desktop->startPanel());
        const QString after = m_home->path(u"after.png"_s);
        RunningTray tray(*m_home, {u"--hidden"_s});
        QVERIFY(m_desktop->trayItem());
        QVERIFY(m_desktop->itemProperty(u"ToolTip"_s).isValid());
        QCOMPARE(m_desktop->itemProperty(u"Status"_s).toString(), u"Active"_s);
        // Somewhere in the panel the ink of the sign stands beside the grey of the mark.
        QTRY_VERIFY_WITH_TIMEOUT(m_desktop->screenshot(after) && hasMark(QImage(after)), 60'000);
        const QString keep = qEnvironmentVariable("WSAGENT_KEEP_SCREENSHOT");
        if (!keep.isEmpty())
            QVERIFY(QFile::copy(after, keep));
    }

    void aDeviceIsApprovedFromTheMenu()
    {
        QVERIFY(m_desktop->startPanel());
        setUpProfile(*m_home, u"main"_s, freeBase());
        RunningTray tray(*m_home, {u"--hidden"_s});
        QVERIFY(m_desktop->trayItem());
        QTRY_VERIFY_WITH_TIMEOUT(runs(*m_home, u"main"_s), 60'000);
        const DeviceKey key(QByteArray(32, 'k'));
        QVERIFY(connects(key, u"linux"_s));
        // The tray is connected when its dashboard item is, or soon after: asked again until it has heard.
        QTRY_VERIFY_WITH_TIMEOUT(!connects(key, u"darwin"_s) && !requestIn(m_desktop->menu()).isEmpty(),
                                 60'000);
        const QString request = requestIn(m_desktop->menu());
        QVERIFY(m_desktop->click({u"main"_s, request, u"Approve"_s}));
        QTRY_VERIFY_WITH_TIMEOUT(connects(key, u"darwin"_s), 30'000);
        QTRY_VERIFY(requestIn(m_desktop->menu()).isEmpty());
    }

    void notificationsHaveAnswers()
    {
        QVERIFY(m_desktop->startPanel());
        BusNotifications desktop(m_desktop->bus());
        setUpProfile(*m_home, u"main"_s, freeBase());
        RunningTray tray(*m_home, {u"--hidden"_s});
        QTRY_VERIFY_WITH_TIMEOUT(runs(*m_home, u"main"_s), 60'000);
        const DeviceKey key(QByteArray(32, 'k'));
        QVERIFY(connects(key, u"linux"_s));
        QTRY_VERIFY_WITH_TIMEOUT(!connects(key, u"darwin"_s) && !desktop.shown.isEmpty(), 60'000);
        const BusNotifications::Shown shown = desktop.shown.first();
        QVERIFY2(shown.summary.contains(u"wants to pair with main"_s), qPrintable(shown.summary));
        QCOMPARE(shown.actions, QStringList({u"default"_s, u"Show"_s, u"Approve"_s, u"Approve"_s, u"Reject"_s,
                                             u"Reject"_s}));
        desktop.press(shown.id, u"Approve"_s);
        QTRY_VERIFY_WITH_TIMEOUT(desktop.closed.contains(shown.id), 30'000);
        QVERIFY(connects(key, u"darwin"_s));

        // What happens to a gateway is told as well, once.
        const qsizetype before = desktop.shown.size();
        ::kill(pid_t(supervised(*m_home, u"main"_s)[u"pid"_s].toInteger()), SIGKILL);
        QTRY_COMPARE_WITH_TIMEOUT(desktop.shown.size(), before + 1, 30'000);
        QCOMPARE(desktop.shown.last().summary, u"main has ended unexpectedly"_s);
        QTRY_VERIFY_WITH_TIMEOUT(runs(*m_home, u"main"_s), 60'000);
    }

    /// D11: what the rescue profile notices reaches the desktop.
    void rescueReports()
    {
        QVERIFY(m_desktop->startPanel());
        BusNotifications desktop(m_desktop->bus());
        setUpProfile(*m_home, u"main"_s, freeBase());
        setUpProfile(*m_home, u"rescue"_s, freeBase());
        QCOMPARE(m_home
                     ->run({u"--profile"_s, u"rescue"_s, u"config"_s, u"set"_s, u"rescue.watch"_s,
                            u"[\"main\"]"_s})
                     .exitCode,
                 0);
        RunningTray tray(*m_home, {u"--hidden"_s});
        QVERIFY(m_desktop->trayItem());
        QTRY_VERIFY_WITH_TIMEOUT(runs(*m_home, u"main"_s) && runs(*m_home, u"rescue"_s), 60'000);
        QTRY_VERIFY_WITH_TIMEOUT(m_desktop->offers({u"main"_s, u"Stop"_s}), 30'000);
        QVERIFY(m_desktop->click({u"main"_s, u"Stop"_s}));
        const auto hasReport = [&desktop] {
            return std::any_of(desktop.shown.begin(), desktop.shown.end(), [](const auto &shown) {
                return shown.summary == u"rescue reports"_s && shown.body.contains(u"main"_s);
            });
        };
        QTRY_VERIFY_WITH_TIMEOUT(hasReport(), 60'000);
    }

    /// A supervisor that runs is neither fought nor ended.
    void attaches()
    {
        QVERIFY(m_desktop->startPanel());
        setUpProfile(*m_home, u"main"_s, freeBase());
        RunningSupervisor supervisor(*m_home);
        QVERIFY(supervisor.settles());
        const qint64 gateway = supervised(*m_home, u"main"_s)[u"pid"_s].toInteger();
        {
            RunningTray tray(*m_home, {u"--hidden"_s});
            QVERIFY(m_desktop->trayItem());
            QTRY_VERIFY_WITH_TIMEOUT(m_desktop->offers({u"main"_s, u"Restart"_s}), 30'000);
            QVERIFY(m_desktop->click({u"Quit"_s})); // nothing ends with it, so nobody is asked
            QCOMPARE(tray.exitCode(), 0);
        }
        QCOMPARE(supervised(*m_home, u"main"_s)[u"pid"_s].toInteger(), gateway);
    }

    void theSecondStartRaisesTheFirst()
    {
        QVERIFY(m_desktop->startPanel());
        RunningTray first(*m_home, {u"--hidden"_s});
        QVERIFY(m_desktop->trayItem());
        RunningTray second(*m_home, {});
        QCOMPARE(second.exitCode(), 0);
        QVERIFY(first.isRunning());
        const CliResult byCommand = m_home->run({u"tray"_s, u"--hidden"_s});
        QCOMPARE(byCommand.exitCode, 0);
    }

    void noTray()
    {
        RunningTray required(*m_home, {u"--require-tray"_s});
        QCOMPARE(required.exitCode(), 1);
        QVERIFY(required.errors().contains("no tray"));

        setUpProfile(*m_home, u"main"_s, freeBase());
        RunningTray window(*m_home, {});
        QTRY_VERIFY_WITH_TIMEOUT(runs(*m_home, u"main"_s), 60'000);
        QVERIFY(window.isRunning());
        QVERIFY(m_desktop->startPanel()); // later than the program
        QVERIFY(m_desktop->trayItem());
        window.terminate();
        QCOMPARE(window.exitCode(), 0);
        QVERIFY(!supervised(*m_home, u"main"_s).contains(u"pid"_s));
    }

private:
    bool connects(const DeviceKey &key, const QString &platform) const
    {
        const QJsonValue gateway =
            QJsonDocument::fromJson(m_home->read(u".ws-agent-main/ws-agent.json"_s)).object()["gateway"_L1];
        return deviceConnects(gateway["port"_L1].toInt(), gateway["auth"_L1]["token"_L1].toString(), key,
                              platform);
    }

    static QString requestIn(const BusMenuItem &root)
    {
        const BusMenuItem *main = root.find({u"main"_s});
        for (const BusMenuItem &item : main ? main->children : QList<BusMenuItem>()) {
            if (item.label.contains(u"wants to pair"_s))
                return item.label;
        }
        return {};
    }

    /// The ring of `TrayState::Stopped` in its own grey.
    static bool hasMark(const QImage &screen)
    {
        int found = 0;
        for (int y = 0; y < screen.height(); ++y) {
            for (int x = 0; x < screen.width(); ++x)
                found += screen.pixelColor(x, y) == QColor(0x8d, 0x96, 0x9e);
        }
        return found > 3;
    }

    std::unique_ptr<CliHome> m_home;
    std::unique_ptr<TrayDesktop> m_desktop;
};

WSAGENT_TEST_WITH(QCoreApplication, TestTrayProcess)
#include "tst_trayprocess.moc"
