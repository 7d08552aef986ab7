#include "gateway/browser/launch/executables.h"
#include "gateway/browser/launch/launchbreaker.h"
#include "gateway/browser/launch/launchplan.h"
#include "gateway/browser/launch/portowner.h"
#include "gateway/browser/launch/userdata.h"
#include "tests/support/testprogram.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QSysInfo>
#include <QTemporaryDir>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

/// A computer with these programs and files.
ExecutableSearch computer(const QStringList &programs, const QHash<QString, QByteArray> &files = {},
                          const QString &configured = {})
{
    return {.configured = configured,
            .home = u"/home/u"_s,
            .desktopDirs = {u"/home/u/.local/share/applications"_s, u"/usr/share/applications"_s},
            .mimeLists = {u"/home/u/.config/mimeapps.list"_s, u"/usr/share/applications/mimeapps.list"_s},
            .isExecutable = [programs](const QString &path) { return programs.contains(path); },
            .content =
                [files](const QString &path) {
                    return files.value(path);
                }};
}

QProcessEnvironment environment(const QHash<QString, QString> &variables)
{
    QProcessEnvironment made;
    for (auto it = variables.begin(); it != variables.end(); ++it)
        made.insert(it.key(), it.value());
    return made;
}

QJsonObject contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object() : QJsonObject();
}

} // namespace

class TestBrowserLaunch : public QObject
{
    Q_OBJECT

private slots:
    void configuredProgramMustExist()
    {
        const auto found = findBrowserExecutable(computer({u"/opt/mine"_s}, {}, u"/opt/mine"_s));
        QVERIFY(found);
        QCOMPARE(*found, BrowserExecutable({u"/opt/mine"_s, u"custom"_s}));
        const auto missing = findBrowserExecutable(computer({u"/usr/bin/chromium"_s}, {}, u"/opt/gone"_s));
        QVERIFY(!missing);
        QVERIFY(missing.error().message.contains(u"/opt/gone"_s));
        QVERIFY(!missing.error().fix.isEmpty());
    }

    void firstOfTheTable()
    {
        const auto found = findBrowserExecutable(computer({u"/usr/bin/chromium"_s, u"/usr/bin/brave"_s}));
        QVERIFY(found);
        QCOMPARE(*found, BrowserExecutable({u"/usr/bin/brave"_s, u"brave"_s}));
        QVERIFY(!findBrowserExecutable(computer({u"/usr/bin/firefox"_s})));
    }

    void defaultOfTheSystem_data()
    {
        QTest::addColumn<QByteArray>("exec");
        QTest::addColumn<QString>("path");
        QTest::newRow("of the family")
            << QByteArray("/opt/vivaldi/chromium-like %U") << u"/opt/vivaldi/chromium-like"_s;
        QTest::newRow("by name") << QByteArray("chromium %U") << u"/usr/bin/chromium"_s;
        QTest::newRow("in quotes") << QByteArray("\"/opt/vivaldi/chromium-like\" --new %u")
                                   << u"/opt/vivaldi/chromium-like"_s;
        QTest::newRow("with variables")
            << QByteArray("env A=b /opt/vivaldi/chromium-like %U") << u"/opt/vivaldi/chromium-like"_s;
        QTest::newRow("of another family")
            << QByteArray("/usr/bin/firefox %u") << u"/usr/bin/google-chrome"_s;
        QTest::newRow("no program") << QByteArray() << u"/usr/bin/google-chrome"_s;
    }
    void defaultOfTheSystem()
    {
        QFETCH(QByteArray, exec);
        QFETCH(QString, path);
        const QStringList programs{u"/opt/vivaldi/chromium-like"_s, u"/usr/bin/chromium"_s,
                                   u"/usr/bin/google-chrome"_s, u"/usr/bin/firefox"_s};
        const auto found = findBrowserExecutable(computer(
            programs, {{u"/home/u/.config/mimeapps.list"_s,
                        "[Added Associations]\nx-scheme-handler/https=no.desktop\n"
                        "[Default Applications]\nx-scheme-handler/https=mine.desktop;b.desktop\n"},
                       {u"/usr/share/applications/mine.desktop"_s,
                        "[Desktop Action x]\nExec=/bad\n[Desktop Entry]\nName=Mine\nExec=" + exec + "\n"}}));
        QVERIFY(found);
        QCOMPARE(found->path, path);
    }

    void headlessByOrder_data()
    {
        QTest::addColumn<int>("requested"); // -1: not
        QTest::addColumn<QString>("variable");
        QTest::addColumn<int>("profile");
        QTest::addColumn<bool>("config");
        QTest::addColumn<QString>("display");
        QTest::addColumn<bool>("headless");
        QTest::addColumn<QString>("source");
        QTest::newRow("request") << 0 << u"1"_s << 1 << true << QString() << false << u"request"_s;
        QTest::newRow("environment") << -1 << u"0"_s << 1 << true << QString() << false << u"environment"_s;
        QTest::newRow("profile") << -1 << QString() << 0 << true << u":0"_s << false << u"profile"_s;
        QTest::newRow("config") << -1 << u"maybe"_s << -1 << true << u":0"_s << true << u"config"_s;
        QTest::newRow("no display") << -1 << QString() << -1 << false << QString() << true << u"display"_s;
        QTest::newRow("display") << -1 << QString() << -1 << false << u":0"_s << false << u"default"_s;
    }
    void headlessByOrder()
    {
        QFETCH(int, requested);
        QFETCH(QString, variable);
        QFETCH(int, profile);
        QFETCH(bool, config);
        QFETCH(QString, display);
        QFETCH(bool, headless);
        QFETCH(QString, source);
        const BrowserSettings settings{.headless = config};
        BrowserProfile mine{.name = u"work"_s};
        if (profile >= 0)
            mine.headless = profile == 1;
        const auto wanted = requested < 0 ? std::nullopt : std::optional(requested == 1);
        const QProcessEnvironment variables =
            environment({{u"WS_AGENT_BROWSER_HEADLESS"_s, variable}, {u"DISPLAY"_s, display}});
        const HeadlessChoice choice = chooseHeadless(wanted, settings, mine, variables);
        QCOMPARE(choice, HeadlessChoice({headless, source}));
        const auto missing = displayMissing(choice, mine, variables);
        QCOMPARE(bool(missing), !headless && display.isEmpty());
        if (!missing)
            return;
        QCOMPARE(missing->code, u"no_display_for_headed_profile"_s);
        QCOMPARE(missing->details["headlessSource"_L1].toString(), source);
    }

    void arguments()
    {
        BrowserSettings settings{.extraArgs = {u"--lang=de"_s}, .noSandbox = true};
        const BrowserProfile profile{.name = u"work"_s, .cdpPort = 18801, .userDataDir = u"/s/user-data"_s};
        const QStringList headless = launchArguments(settings, profile, {.headless = true});
        QCOMPARE(headless.first(3),
                 QStringList({u"--remote-debugging-port=18801"_s, u"--remote-debugging-address=127.0.0.1"_s,
                              u"--user-data-dir=/s/user-data"_s}));
        QVERIFY(headless.contains(u"--headless=new"_s) && headless.contains(u"--no-sandbox"_s));
        QCOMPARE(headless.last(3), QStringList({u"--no-proxy-server"_s, u"--lang=de"_s, u"about:blank"_s}));
        settings.extraArgs = {u"--proxy-server=localhost:1"_s};
        settings.noSandbox = false;
        const QStringList headed = launchArguments(settings, profile, {.headless = false});
        QVERIFY(!headed.contains(u"--headless=new"_s) && !headed.contains(u"--no-sandbox"_s) &&
                !headed.contains(u"--no-proxy-server"_s));
    }

    void extraArgumentsAreChecked()
    {
        BrowserSettings settings{.extraArgs = {u"--user-data-dir=/other"_s}};
        QVERIFY(extraArgsProblem(settings).contains(u"--user-data-dir"_s));
        settings.extraArgs = {u"--remote-debugging-port=1"_s};
        QVERIFY(!extraArgsProblem(settings).isEmpty());
        settings.extraArgs = {u"--proxy-server=x:1"_s};
        QVERIFY(extraArgsProblem(settings).contains(u"ssrfPolicy"_s));
        settings.navigation.allowPrivateNetwork = true;
        QCOMPARE(extraArgsProblem(settings), QString());
    }

    void environmentOfTheBrowser()
    {
        const QProcessEnvironment made = browserEnvironment(environment({{u"http_proxy"_s, u"x"_s},
                                                                         {u"HTTPS_PROXY"_s, u"x"_s},
                                                                         {u"NO_PROXY"_s, u"x"_s},
                                                                         {u"WS_AGENT_PROFILE"_s, u"x"_s},
                                                                         {u"HOME"_s, u"/home/u"_s}}));
        QCOMPARE(made.keys(), QStringList{u"HOME"_s});
    }

    void breaker()
    {
        LaunchBreaker breaker;
        breaker.failed(0);
        breaker.failed(10);
        QCOMPARE(breaker.waitFor(20), 0);
        breaker.failed(20);
        QCOMPARE(breaker.waitFor(20), 30'000);
        QCOMPARE(breaker.waitFor(30'020), 0);
        breaker.failed(40'000);
        QCOMPARE(breaker.waitFor(40'000), 60'000);
        for (int i = 0; i < 10; ++i)
            breaker.failed(100'000);
        QCOMPARE(breaker.waitFor(100'000), 300'000);
        breaker.succeeded();
        QCOMPARE(breaker.waitFor(100'001), 0);
    }

    void userDataIsDecoratedAndKept()
    {
        QTemporaryDir home;
        const QString directory = home.filePath(u"state/browser/work/user-data"_s);
        QVERIFY(prepareUserData(directory, {.name = u"work"_s, .color = u"#0066CC"_s}));
        QCOMPARE(QFileInfo(directory).permissions() & (QFile::ReadGroup | QFile::ReadOther),
                 QFile::Permissions());
        QJsonObject preferences = contentOf(directory + "/Default/Preferences"_L1);
        QCOMPARE(preferences["profile"_L1]["name"_L1].toString(), u"work"_s);
        QCOMPARE(preferences["net"_L1]["network_prediction_options"_L1].toInt(), 2);
        QCOMPARE(preferences["browser"_L1]["theme"_L1]["user_color2"_L1].toInt(), int(0xff0066ccU));
        // What the browser has written since, and that it went down badly:
        QFile file(directory + "/Default/Preferences"_L1);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(R"({"own":1,"profile":{"name":"renamed","exit_type":"Crashed","exited_cleanly":false}})");
        file.close();
        QVERIFY(prepareUserData(directory, {.name = u"work"_s, .color = u"#0066CC"_s}));
        preferences = contentOf(directory + "/Default/Preferences"_L1);
        QCOMPARE(preferences["own"_L1].toInt(), 1);
        QCOMPARE(preferences["profile"_L1]["name"_L1].toString(), u"renamed"_s);
        QCOMPARE(preferences["profile"_L1]["exit_type"_L1].toString(), u"Normal"_s);
        QCOMPARE(preferences["profile"_L1]["exited_cleanly"_L1].toBool(), true);
    }

    void damagedPreferencesAreLeftAlone()
    {
        QTemporaryDir home;
        QDir(home.path()).mkpath(u"Default"_s);
        QFile file(home.filePath(u"Default/Preferences"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("{ not JSON");
        file.close();
        QVERIFY(prepareUserData(home.path(), {.name = u"work"_s, .color = u"#0066CC"_s}));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), QByteArray("{ not JSON"));
    }

    void locks_data()
    {
        QTest::addColumn<QString>("target");
        QTest::addColumn<bool>("goes");
        const QString host = QSysInfo::machineHostName();
        QTest::newRow("of a process that has gone") << u"%1-999999999"_s.arg(host) << true;
        QTest::newRow("of one that runs")
            << u"%1-%2"_s.arg(host).arg(QCoreApplication::applicationPid()) << false;
        QTest::newRow("of another host") << u"elsewhere-%1"_s.arg(QCoreApplication::applicationPid()) << true;
    }
    void locks()
    {
        QFETCH(QString, target);
        QFETCH(bool, goes);
        QTemporaryDir home;
        const QString lock = home.filePath(u"SingletonLock"_s);
        QVERIFY(QFile::link(target, lock));
        QCOMPARE(dropStaleLock(home.path()), goes);
        QCOMPARE(QFileInfo(lock).isSymbolicLink(), !goes);
    }

    void onlyTheOwnBrowserIsTakenOver()
    {
        const BrowserProfile profile{.cdpPort = 18800, .userDataDir = u"/s/user-data"_s};
        const auto runs = [](const QString &line) {
            return Listener{.port = 18800, .commandLine = line};
        };
        QVERIFY(isBrowserOf(
            runs(u"/usr/bin/chromium --remote-debugging-port=18800 --user-data-dir=/s/user-data --x"_s),
            profile));
        QVERIFY(!isBrowserOf(
            runs(u"/usr/bin/chromium --remote-debugging-port=18800 --user-data-dir=/s/user-data-2"_s),
            profile));
        QVERIFY(!isBrowserOf(
            runs(u"/usr/bin/chromium --remote-debugging-port=18801 --user-data-dir=/s/user-data"_s),
            profile));
        QVERIFY(!isBrowserOf(runs({}), profile));
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestBrowserLaunch)
#include "tst_browserlaunch.moc"
