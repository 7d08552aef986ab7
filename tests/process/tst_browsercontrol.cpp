#include "tests/support/browserhome.h"
#include "tests/support/httptext.h"
#include "tests/support/pageserver.h"
#include "tests/support/processesof.h"
#include "tests/support/rawclient.h"
#include "tests/support/runninggateway.h"

#include "gateway/base/json5.h"
#include "tests/support/testprogram.h"

#include <QSemaphore>
#include <QTest>
#include <QThread>

using namespace wsagent;
using namespace wsagent::test;
using namespace Qt::StringLiterals;

namespace {

/// The pages, while the test waits for commands.
class PageThread : public QThread
{
public:
    PageThread()
    {
        start();
        m_ready.acquire();
    }
    ~PageThread() override
    {
        quit();
        wait();
    }
    QString url(const QString &path) const { return u"http://127.0.0.1:%1/%2"_s.arg(m_port).arg(path); }

protected:
    void run() override
    {
        PageServer server;
        m_port = server.serverPort();
        m_ready.release();
        exec();
    }

private:
    QSemaphore m_ready;
    quint16 m_port = 0;
};

/// The processes of the browser of a profile: by the directory in their command lines.
QStringList browsersOf(const CliHome &home, const QString &profile)
{
    QStringList found;
    const QByteArray directory = home.path(u".ws-agent-%1/browser/"_s.arg(profile)).toLocal8Bit();
    const QStringList all = processesOf(home);
    for (const QString &pid : all) {
        QFile line(u"/proc/%1/cmdline"_s.arg(pid));
        if (line.open(QIODevice::ReadOnly) && line.readAll().contains(directory))
            found += pid;
    }
    return found;
}

} // namespace

/// Two profiles with a real browser each, by the commands that people type.
class TestBrowserControl : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (installedBrowser().isEmpty())
            QSKIP("no browser of the Chromium family is installed (apt install chromium)");
        for (const auto &[profile, base] :
             {std::pair(u"main"_s, &m_mainBase), std::pair(u"rescue"_s, &m_rescueBase)}) {
            *base = freeBase();
            setUpProfile(m_home, profile, *base);
            const QByteArray browser = QJsonDocument(browserConfig()).toJson(QJsonDocument::Compact);
            const CliResult set = m_home.run(
                {u"--profile"_s, profile, u"config"_s, u"set"_s, u"browser"_s, QString::fromUtf8(browser)});
            QVERIFY2(set.exitCode == 0, set.err.constData());
        }
        m_main = std::make_unique<RunningGateway>(m_home, u"main"_s);
        m_rescue = std::make_unique<RunningGateway>(m_home, u"rescue"_s);
        QVERIFY(!m_main->readyLine().isEmpty() && !m_rescue->readyLine().isEmpty());
    }

    /// The line of the seed.
    void statusOfOneThatDoesNotRun()
    {
        const CliResult status = m_home.run({u"--profile"_s, u"rescue"_s, u"browser"_s, u"status"_s});
        QVERIFY2(status.exitCode == 0, status.err.constData());
        QVERIFY(status.out.contains("running    no"));
        QVERIFY(status.out.contains("control    http://127.0.0.1:" + QByteArray::number(m_rescueBase + 2)));
        QVERIFY(browsersOf(m_home, u"rescue"_s).isEmpty());
    }

    void twoProfilesTwoBrowsers()
    {
        for (const QString &profile : {u"main"_s, u"rescue"_s}) {
            QVERIFY(run(profile, {u"start"_s}).exitCode == 0);
            const CliResult opened = run(profile, {u"open"_s, m_pages.url(u"forms.html"_s)});
            QVERIFY2(opened.exitCode == 0, opened.err.constData());
        }
        const QJsonObject main = run(u"main"_s, {u"status"_s, u"--json"_s}).json();
        const QJsonObject rescue = run(u"rescue"_s, {u"status"_s, u"--json"_s}).json();
        QCOMPARE(main["cdpPort"_L1].toInt(), m_mainBase + 11);
        QCOMPARE(rescue["cdpPort"_L1].toInt(), m_rescueBase + 11);
        QCOMPARE(main["userDataDir"_L1].toString(),
                 m_home.path(u".ws-agent-main/browser/ws-agent/user-data"_s));
        QCOMPARE(rescue["userDataDir"_L1].toString(),
                 m_home.path(u".ws-agent-rescue/browser/ws-agent/user-data"_s));
        QVERIFY(main["running"_L1].toBool() && rescue["running"_L1].toBool());
        QVERIFY(main["pid"_L1].toInteger() > 0 && main["pid"_L1] != rescue["pid"_L1]);

        // What is done in one is not seen in the other.
        const QJsonObject refs = run(u"main"_s, {u"snapshot"_s, u"--json"_s}).json()["refs"_L1].toObject();
        QString name;
        for (auto it = refs.begin(); it != refs.end(); ++it) {
            if (it->toObject()["name"_L1] == "Name"_L1)
                name = it.key();
        }
        QCOMPARE(run(u"main"_s, {u"type"_s, name, u"Ada"_s}).out, QByteArray("Typed.\n"));
        QVERIFY(run(u"main"_s, {u"snapshot"_s}).out.contains("\"Ada\""));
        QVERIFY(run(u"rescue"_s, {u"snapshot"_s}).exitCode == 0);
        QVERIFY(!run(u"rescue"_s, {u"snapshot"_s}).out.contains("\"Ada\""));
    }

    void filesAreWritten()
    {
        const QString picture = m_home.path(u"page.png"_s);
        const CliResult shot = run(u"main"_s, {u"screenshot"_s, u"--out"_s, picture});
        QCOMPARE(shot.out, QByteArray("MEDIA:" + picture.toUtf8() + '\n'));
        QVERIFY(m_home.read(u"page.png"_s).startsWith("\x89PNG"));
        const CliResult pdf = run(u"rescue"_s, {u"pdf"_s});
        QVERIFY(pdf.out.startsWith("MEDIA:" + m_home.path(u".ws-agent-rescue/media/browser/"_s).toUtf8()));
        QVERIFY(run(u"main"_s, {u"snapshot"_s, u"--out"_s, m_home.path(u"page.txt"_s)}).exitCode == 0);
        QVERIFY(m_home.read(u"page.txt"_s).contains("heading \"Sign up\""));
    }

    void everyKindOfCommand_data()
    {
        QTest::addColumn<QStringList>("command");
        QTest::addColumn<int>("exitCode");
        QTest::addColumn<QByteArray>("words");
        const auto row = [](const char *name, const QStringList &command, int exitCode, const char *words) {
            QTest::newRow(name) << command << exitCode << QByteArray(words);
        };
        row("tabs", {u"tabs"_s}, 0, "Forms");
        row("profiles", {u"profiles"_s}, 0, "ws-agent (default)");
        row("doctor", {u"doctor"_s, u"--deep"_s}, 0, "the page can be read");
        row("another profile", {u"status"_s, u"--browser-profile"_s, u"none"_s}, 1,
            "unknown browser profile \"none\"");
        row("console", {u"console"_s, u"--level"_s, u"error"_s}, 0, "");
        row("evaluate", {u"evaluate"_s, u"--fn"_s, u"() => 6 * 7"_s}, 0, "42");
        row("wait", {u"wait"_s, u"--text"_s, u"Sign up"_s}, 0, "It is so.");
        row("wait for nothing", {u"wait"_s}, 2, "nothing to wait for");
        row("press", {u"press"_s, u"Tab"_s}, 0, "Pressed.");
        row("press nonsense", {u"press"_s, u"Hyper+x"_s}, 1, "unknown modifier");
        row("unknown ref", {u"click"_s, u"e999"_s}, 1, "Run a new snapshot");
        row("cookies", {u"cookies"_s}, 0, "no cookies");
        row("storage", {u"storage"_s, u"local"_s, u"set"_s, u"a"_s, u"b"_s}, 0, "Done.");
        row("what is stored", {u"storage"_s, u"local"_s, u"get"_s}, 0, "a=b");
        row("emulation", {u"set"_s, u"media"_s, u"dark"_s}, 0, "Done.");
        row("a file of this computer", {u"open"_s, u"file:///etc/passwd"_s}, 1, "navigation blocked");
        row("a private address", {u"navigate"_s, u"http://10.0.0.1/"_s}, 1, "navigation blocked");
        row("dialog without answer", {u"dialog"_s}, 2, "--accept");
        row("tab label", {u"tab"_s, u"label"_s, u"form"_s, u"--index"_s, u"1"_s}, 0, "Done.");
        row("tab by label", {u"focus"_s, u"form"_s}, 0, "in front");
        row("batch",
            {u"batch"_s, u"--actions"_s, u"[{kind: 'wait', timeMs: 1}, {kind: 'press', key: 'a'}]"_s}, 0,
            "done\ndone");
        row("resize", {u"resize"_s, u"800"_s, u"600"_s}, 0, "Resized.");
    }
    void everyKindOfCommand()
    {
        QFETCH(QStringList, command);
        QFETCH(int, exitCode);
        QFETCH(QByteArray, words);
        const CliResult result = run(u"main"_s, command);
        QVERIFY2(result.exitCode == exitCode, (result.out + result.err).constData());
        QVERIFY2((result.out + result.err).contains(words), (result.out + result.err).constData());
    }

    /// The port is written down, and nobody else needs it.
    void profilesAreMadeAndTakenAway()
    {
        const CliResult made = run(u"main"_s, {u"create-profile"_s, u"--name"_s, u"work"_s, u"--json"_s});
        QVERIFY2(made.exitCode == 0, made.err.constData());
        QCOMPARE(made.json()["cdpPort"_L1].toInt(), m_mainBase + 12);
        QVERIFY(m_home.read(u".ws-agent-main/ws-agent.json"_s).contains("work"));
        QVERIFY(run(u"main"_s, {u"profiles"_s}).out.contains("work"));
        QCOMPARE(run(u"main"_s, {u"create-profile"_s, u"--name"_s, u"work"_s}).exitCode, 1);
        QCOMPARE(run(u"main"_s, {u"create-profile"_s, u"--name"_s, u"../x"_s}).exitCode, 1);
        const CliResult opened =
            run(u"main"_s, {u"open"_s, m_pages.url(u"done.html"_s), u"--browser-profile"_s, u"work"_s});
        QVERIFY2(opened.exitCode == 0, opened.err.constData());
        const QString directory = m_home.path(u".ws-agent-main/browser/work/user-data"_s);
        QVERIFY(QFileInfo::exists(directory));
        const CliResult gone = run(u"main"_s, {u"delete-profile"_s, u"--name"_s, u"work"_s});
        QVERIFY2(gone.exitCode == 0, gone.err.constData());
        QVERIFY(!QFileInfo::exists(directory));
        QVERIFY(!run(u"main"_s, {u"profiles"_s}).out.contains("work"));
        QVERIFY(run(u"main"_s, {u"delete-profile"_s, u"--name"_s, u"ws-agent"_s}).err.contains("stays"));
    }

    void controlPortWantsTheSecret_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QByteArray>("fields");
        QTest::addColumn<bool>("withSecret");
        QTest::addColumn<int>("status");
        const QByteArray own = "Host: 127.0.0.1:%port\r\n";
        QTest::newRow("with it") << QByteArray("GET /") << own << true << 200;
        QTest::newRow("without") << QByteArray("GET /") << own << false << 401;
        QTest::newRow("wrong") << QByteArray("GET /") << own + "Authorization: Bearer wrong\r\n"
                               << false << 401;
        QTest::newRow("a name of somebody else")
            << QByteArray("GET /") << QByteArray("Host: evil.example:%port\r\n") << true << 403;
        QTest::newRow("the port of the gateway")
            << QByteArray("GET /") << QByteArray("Host: 127.0.0.1:1\r\n") << true << 403;
        QTest::newRow("a page that changes something")
            << QByteArray("POST /stop") << own + "Origin: http://evil.example\r\n"
            << true << 403;
        QTest::newRow("a page, by its own word")
            << QByteArray("POST /stop") << own + "Sec-Fetch-Site: cross-site\r\n"
            << true << 403;
        QTest::newRow("preflight") << QByteArray("OPTIONS /") << own + "Origin: http://evil.example\r\n"
                                   << false << 204;
        QTest::newRow("unknown") << QByteArray("GET /nothing") << own << true << 404;
    }
    void controlPortWantsTheSecret()
    {
        QFETCH(QByteArray, line);
        QFETCH(QByteArray, fields);
        QFETCH(bool, withSecret);
        QFETCH(int, status);
        const int port = m_mainBase + 2;
        fields.replace("%port", QByteArray::number(port));
        if (withSecret)
            fields += "Authorization: Bearer " + secret() + "\r\n";
        RawClient client{quint16(port)};
        client.send(line + " HTTP/1.1\r\n" + fields + "Content-Length: 0\r\nConnection: close\r\n\r\n");
        const QByteArray answer = client.readAll();
        QCOMPARE(statusOf(answer), status);
        QVERIFY(!answer.toLower().contains("access-control-allow"));
        QVERIFY(!answer.contains(secret()));
    }

    /// A page in the very browser tries everything to reach the port, and gets nothing.
    void hostilePageGetsNothing()
    {
        const QString page = m_pages.url(u"hostile.html?port=%1"_s.arg(m_mainBase + 2));
        QVERIFY(run(u"main"_s, {u"navigate"_s, page}).exitCode == 0);
        QVERIFY(run(u"main"_s, {u"wait"_s, u"--fn"_s, u"() => !!window.results"_s}).exitCode == 0);
        const QJsonObject results =
            run(u"main"_s, {u"evaluate"_s, u"--fn"_s, u"window.results"_s, u"--json"_s})
                .json()["result"_L1]
                .toObject();
        QCOMPARE(results["get"_L1].toString(), u"nothing"_s);
        QCOMPARE(results["post"_L1].toString(), u"nothing"_s);
        QCOMPARE(results["localhost"_L1].toString(), u"nothing"_s);
        QCOMPARE(results["socket"_L1].toString(), u"nothing"_s);
        QVERIFY(run(u"main"_s, {u"status"_s, u"--json"_s})
                    .json()["running"_L1]
                    .toBool()); // nothing has stopped it
    }

    void rendererThatDiesIsSaid()
    {
        QVERIFY(
            run(u"rescue"_s, {u"open"_s, m_pages.url(u"done.html"_s), u"--label"_s, u"victim"_s}).exitCode ==
            0);
        const QStringList pids = browsersOf(m_home, u"rescue"_s);
        for (const QString &pid : pids) {
            QFile line(u"/proc/%1/cmdline"_s.arg(pid));
            if (line.open(QIODevice::ReadOnly) && line.readAll().contains("--type=renderer"))
                ::kill(pid_t(pid.toLongLong()), SIGKILL);
        }
        const CliResult after = run(u"rescue"_s, {u"open"_s, m_pages.url(u"forms.html"_s)});
        QVERIFY2(after.exitCode == 0, after.err.constData());
        QVERIFY(run(u"rescue"_s, {u"snapshot"_s}).out.contains("Sign up"));
    }

    void browserThatDiesIsStartedAgain()
    {
        const qint64 pid = run(u"rescue"_s, {u"status"_s, u"--json"_s}).json()["pid"_L1].toInteger();
        QVERIFY(pid > 0);
        ::kill(pid_t(pid), SIGKILL);
        QTRY_VERIFY_WITH_TIMEOUT(browsersOf(m_home, u"rescue"_s).isEmpty(), 2000);
        QTRY_VERIFY(!run(u"rescue"_s, {u"status"_s, u"--json"_s}).json()["running"_L1].toBool(true));
        QVERIFY(run(u"rescue"_s, {u"open"_s, m_pages.url(u"done.html"_s)}).exitCode == 0);
    }

    /// Killed at any time: who waits hears of it, nothing is left, and the next one comes by itself.
    void killedBrowserLeavesNothing_data()
    {
        QTest::addColumn<bool>("runs"); ///< before the command
        QTest::addColumn<QStringList>("command");
        QTest::newRow("while it starts") << false << QStringList{u"start"_s};
        QTest::newRow("while its first page loads")
            << false << QStringList{u"open"_s, m_pages.url(u"silent"_s)};
        QTest::newRow("while a page loads") << true << QStringList{u"open"_s, m_pages.url(u"silent"_s)};
        QTest::newRow("while something is waited for")
            << true << QStringList{u"wait"_s, u"--text"_s, u"that never comes"_s};
    }
    void killedBrowserLeavesNothing()
    {
        QFETCH(bool, runs);
        QFETCH(QStringList, command);
        QCOMPARE(run(u"rescue"_s, {runs ? u"start"_s : u"stop"_s}).exitCode, 0);
        QProcess asking;
        asking.setProcessEnvironment(m_home.environment);
        asking.start(QStringLiteral(WSAGENT_PROGRAM),
                     QStringList{u"--profile"_s, u"rescue"_s, u"browser"_s} + command);
        QTRY_VERIFY_WITH_TIMEOUT(!browsersOf(m_home, u"rescue"_s).isEmpty(), 10'000);
        QTest::qWait(runs ? 300 : 30);
        const QStringList pids = browsersOf(m_home, u"rescue"_s);
        for (const QString &pid : pids) {
            QFile line(u"/proc/%1/cmdline"_s.arg(pid));
            if (line.open(QIODevice::ReadOnly) && !line.readAll().contains("--type="))
                ::kill(pid_t(pid.toLongLong()), SIGKILL);
        }
        QVERIFY(asking.waitForFinished(20'000));
        const CliResult again = run(u"rescue"_s, {u"open"_s, m_pages.url(u"done.html"_s)});
        QVERIFY2(again.exitCode == 0, again.err.constData());
        QVERIFY(run(u"rescue"_s, {u"snapshot"_s}).out.contains("Thank you"));
        const qint64 pid = run(u"rescue"_s, {u"status"_s, u"--json"_s}).json()["pid"_L1].toInteger();
        QVERIFY(!pids.contains(QString::number(pid)));
        QTRY_VERIFY_WITH_TIMEOUT(
            std::none_of(pids.begin(), pids.end(),
                         [](const QString &old) { return QFileInfo::exists("/proc/"_L1 + old); }),
            2000);
    }

    void killedGatewayLeavesNothing_data()
    {
        QTest::addColumn<int>("afterMs");
        QTest::addColumn<QStringList>("command");
        const QString slow = m_pages.url(u"silent"_s);
        QTest::newRow("while the browser starts") << 30 << QStringList{u"start"_s};
        QTest::newRow("a little later") << 250 << QStringList{u"start"_s};
        QTest::newRow("while it runs") << 2500 << QStringList{u"start"_s};
        QTest::newRow("while a page loads") << 2500 << QStringList{u"open"_s, slow};
    }
    void killedGatewayLeavesNothing()
    {
        QFETCH(int, afterMs);
        QFETCH(QStringList, command);
        run(u"rescue"_s, {u"stop"_s});
        QProcess asking;
        asking.setProcessEnvironment(m_home.environment);
        asking.start(QStringLiteral(WSAGENT_PROGRAM),
                     QStringList{u"--profile"_s, u"rescue"_s, u"browser"_s} + command);
        QTest::qWait(afterMs);
        m_rescue->send(SIGKILL);
        QTRY_VERIFY_WITH_TIMEOUT(browsersOf(m_home, u"rescue"_s).isEmpty(), 2000);
        asking.waitForFinished();
        m_rescue = std::make_unique<RunningGateway>(m_home, u"rescue"_s);
        QVERIFY(!m_rescue->readyLine().isEmpty());
        const CliResult again = run(u"rescue"_s, {u"open"_s, m_pages.url(u"done.html"_s)});
        QVERIFY2(again.exitCode == 0, again.err.constData());
        QVERIFY(run(u"rescue"_s, {u"snapshot"_s}).out.contains("Thank you"));
    }

    void gatewayThatStopsTakesItAlong()
    {
        QVERIFY(!browsersOf(m_home, u"rescue"_s).isEmpty());
        m_rescue->send(SIGTERM);
        QCOMPARE(m_rescue->exitCode(), 143);
        QTRY_VERIFY_WITH_TIMEOUT(browsersOf(m_home, u"rescue"_s).isEmpty(), 2000);
        QVERIFY(!browsersOf(m_home, u"main"_s).isEmpty()); // the other one has not noticed
        const CliResult status = run(u"rescue"_s, {u"status"_s});
        QCOMPARE(status.exitCode, 1);
        QVERIFY(status.err.contains("no gateway answers"));
    }

    void stopSaysWhatItDid()
    {
        QCOMPARE(run(u"main"_s, {u"stop"_s}).out, QByteArray("The browser \"ws-agent\" has been stopped.\n"));
        QVERIFY(browsersOf(m_home, u"main"_s).isEmpty());
        QCOMPARE(run(u"main"_s, {u"stop"_s}).out, QByteArray("The browser \"ws-agent\" did not run.\n"));
        const QJsonObject reset = run(u"main"_s, {u"reset-profile"_s, u"--json"_s}).json();
        QCOMPARE(reset["moved"_L1].toBool(), true);
        QVERIFY(QFileInfo::exists(reset["to"_L1].toString() + "/Local State"_L1));
        QVERIFY(!QFileInfo::exists(m_home.path(u".ws-agent-main/browser/ws-agent/user-data"_s)));
    }

private:
    CliResult run(const QString &profile, const QStringList &command) const
    {
        return m_home.run(QStringList{u"--profile"_s, profile, u"browser"_s} + command);
    }
    QByteArray secret() const
    {
        const auto config = Json5Document::parse(m_home.read(u".ws-agent-main/ws-agent.json"_s));
        return config ? config->value()["gateway"_L1]["auth"_L1]["token"_L1].toString().toUtf8()
                      : QByteArray();
    }

    CliHome m_home;
    PageThread m_pages;
    int m_mainBase = 0;
    int m_rescueBase = 0;
    std::unique_ptr<RunningGateway> m_main;
    std::unique_ptr<RunningGateway> m_rescue;
};

WSAGENT_TEST_WITH(QCoreApplication, TestBrowserControl)
#include "tst_browsercontrol.moc"
