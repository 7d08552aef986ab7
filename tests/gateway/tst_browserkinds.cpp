#include "tests/support/foreignbrowser.h"
#include "tests/support/pageserver.h"
#include "tests/support/testprogram.h"

#include <QNetworkInterface>
#include <QProcess>
#include <QStandardPaths>
#include <QTest>

using namespace wsagent;
using namespace wsagent::test;
using namespace Qt::StringLiterals;

namespace {

QHostAddress addressOfThisHost()
{
    const QList<QHostAddress> all = QNetworkInterface::allAddresses();
    const auto found = std::find_if(all.begin(), all.end(), [](const QHostAddress &address) {
        return address.protocol() == QAbstractSocket::IPv4Protocol && !address.isLoopback();
    });
    return found == all.end() ? QHostAddress() : *found;
}

QJsonObject profileConfig(const QJsonObject &profile)
{
    QJsonObject config = browserConfig();
    config.insert("profiles"_L1, QJsonObject{{"other"_L1, profile}});
    config.insert("defaultProfile"_L1, u"other"_s);
    return config;
}

} // namespace

/// The kinds of browsers, each a real one: with a window, idle, somebody else's, on another host.
class TestBrowserKinds : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (installedBrowser().isEmpty())
            QSKIP("no browser of the Chromium family is installed (apt install chromium)");
    }

    void browserWithAWindow()
    {
        if (QStandardPaths::findExecutable(u"Xvfb"_s).isEmpty())
            QSKIP("Xvfb is not installed (apt install xvfb)");
        QProcess screen;
        screen.start(u"Xvfb"_s, {u"-displayfd"_s, u"1"_s, u"-screen"_s, u"0"_s, u"1280x800x24"_s,
                                 u"-nolisten"_s, u"tcp"_s});
        QVERIFY(screen.waitForReadyRead(20'000));
        QJsonObject config = browserConfig();
        config.insert("headless"_L1, false);
        BrowserHome home(config);
        home.environment.remove(u"WAYLAND_DISPLAY"_s);
        home.environment.remove(u"DISPLAY"_s);
        const BrowserAnswer nowhere = home.ask("POST", u"/start"_s, {{"headless"_L1, false}});
        QCOMPARE(nowhere.body["code"_L1].toString(), u"no_display_for_headed_profile"_s);
        home.environment.insert(u"DISPLAY"_s, u':' + QString::fromLatin1(screen.readLine()).trimmed());
        const PageServer pages;
        const BrowserAnswer opened =
            home.ask("POST", u"/tabs/open"_s, {{"url"_L1, pages.url(u"forms.html"_s)}});
        QVERIFY2(opened.status == 200, qPrintable(opened.body["error"_L1].toString()));
        QCOMPARE(home.ask("GET", u"/"_s).body["headless"_L1].toBool(true), false);
        // Only a window has a frame around the page, and a browser without one says so in its name.
        const QJsonValue seen =
            evaluate(home, u"({frame: outerHeight - innerHeight, name: navigator.userAgent})"_s);
        QVERIFY(seen["frame"_L1].toDouble() > 50);
        QVERIFY(!seen["name"_L1].toString().contains(u"Headless"_s));
        const BrowserAnswer snapshot = home.ask("GET", u"/snapshot"_s);
        QVERIFY(snapshot.body["snapshot"_L1].toString().contains(u"Send"_s));
        QString ref;
        const QJsonObject refs = snapshot.body["refs"_L1].toObject();
        for (auto it = refs.begin(); it != refs.end(); ++it)
            ref = it->toObject()["name"_L1] == "Counter"_L1 ? it.key() : ref;
        QCOMPARE(home.ask("POST", u"/act"_s, {{"kind"_L1, u"click"_s}, {"ref"_L1, ref}}).status, 200);
        QCOMPARE(home.ask("POST", u"/screenshot"_s).status, 200);
        QCOMPARE(home.ask("POST", u"/pdf"_s).status, 200);
        // Another profile's window beside it, with data of its own.
        BrowserHome second(config);
        second.environment.insert(u"DISPLAY"_s, home.environment.value(u"DISPLAY"_s));
        second.environment.remove(u"WAYLAND_DISPLAY"_s);
        const BrowserAnswer beside =
            second.ask("POST", u"/tabs/open"_s, {{"url"_L1, pages.url(u"forms.html"_s)}});
        QVERIFY2(beside.status == 200, qPrintable(beside.body["error"_L1].toString()));
        const auto store = [](const BrowserHome &where, const QString &word) {
            return evaluate(where, u"(localStorage.word ||= '%1')"_s.arg(word)).toString();
        };
        QCOMPARE(store(home, u"first"_s), u"first"_s);
        QCOMPARE(store(second, u"second"_s), u"second"_s);
        const QJsonObject one = home.ask("GET", u"/"_s).body;
        const QJsonObject other = second.ask("GET", u"/"_s).body;
        QVERIFY(one["pid"_L1] != other["pid"_L1] && one["cdpPort"_L1] != other["cdpPort"_L1]);
        QCOMPARE(second.ask("POST", u"/stop"_s).body["stopped"_L1].toBool(), true);
        home.stopIdleAfter(std::chrono::milliseconds(1)); // not one with a window
        QCOMPARE(home.ask("GET", u"/tabs"_s).body["running"_L1].toBool(), true);
        QCOMPARE(home.ask("POST", u"/stop"_s).body["stopped"_L1].toBool(), true);
        screen.kill();
        screen.waitForFinished();
    }

    void idleBrowserIsStopped()
    {
        BrowserHome home;
        QCOMPARE(home.ask("POST", u"/start"_s).status, 200);
        home.stopIdleAfter(std::chrono::milliseconds(300));
        const QJsonObject longer{{"kind"_L1, u"wait"_s}, {"timeMs"_L1, 900}};
        QCOMPARE(home.ask("POST", u"/act"_s, longer).status, 200); // in use all the time
        QTRY_VERIFY_WITH_TIMEOUT(!home.ask("GET", u"/"_s).body["running"_L1].toBool(), 10'000);
        QVERIFY(home.log.join(u'\n').contains(u"idleStopMinutes"_s));
        home.stopIdleAfter(std::chrono::hours(1));
        const BrowserAnswer again = home.ask("GET", u"/snapshot"_s);
        QVERIFY2(again.status == 200, qPrintable(again.body["error"_L1].toString()));
    }

    /// What comes while the browser is being ended gets the next one.
    void neededWhileItIsEnded()
    {
        const BrowserHome home;
        QCOMPARE(home.ask("POST", u"/start"_s).status, 200);
        const auto stopped = home.begin("POST", u"/stop"_s);
        const auto again = home.begin("GET", u"/snapshot"_s);
        const auto also = home.begin("POST", u"/stop"_s);
        QCOMPARE(BrowserHome::wait(stopped).body["stopped"_L1].toBool(), true);
        const BrowserAnswer snapshot = BrowserHome::wait(again);
        QVERIFY2(snapshot.status == 200 || snapshot.status == 409,
                 qPrintable(snapshot.body["error"_L1].toString()));
        QCOMPARE(BrowserHome::wait(also).status, 200);
        QCOMPARE(home.ask("GET", u"/snapshot"_s).status, 200);
    }

    /// That is not a browser that fails to start.
    void endedWhileItStarts()
    {
        const BrowserHome home;
        for (int i = 0; i < 4; ++i) { // more often than one may fail
            const auto started = home.begin("POST", u"/start"_s);
            QTRY_VERIFY_WITH_TIMEOUT(QFileInfo::exists(home.path(u"state/browser/ws-agent/user-data"_s)),
                                     5000);
            QCOMPARE(home.ask("POST", u"/stop"_s).status, 200);
            const BrowserAnswer answer = BrowserHome::wait(started);
            QVERIFY2(answer.status == 409 || answer.status == 200,
                     qPrintable(answer.body["error"_L1].toString()));
        }
        const BrowserAnswer last = home.ask("POST", u"/start"_s);
        QVERIFY2(last.status == 200, qPrintable(last.body["error"_L1].toString()));
    }

    /// It can write down what it has to.
    void endsWellWithTheService()
    {
        BrowserHome home;
        const auto exitType = [&home] {
            QFile file(home.path(u"state/browser/ws-agent/user-data/Default/Preferences"_s));
            if (!file.open(QIODevice::ReadOnly))
                return QString();
            return QJsonDocument::fromJson(file.readAll())["profile"_L1]["exit_type"_L1].toString();
        };
        QCOMPARE(home.ask("POST", u"/start"_s).status, 200);
        QTRY_COMPARE_WITH_TIMEOUT(exitType(), u"Crashed"_s, 20'000); // what it says until it knows better
        bool isStopped = false;
        home.service->stop([&isStopped] { isStopped = true; });
        QCOMPARE(home.ask("POST", u"/start"_s).status, 503);
        QTRY_VERIFY_WITH_TIMEOUT(isStopped, 10'000);
        QCOMPARE(exitType(), u"Normal"_s);
    }

    /// What has changed of how it is started counts when somebody starts it; until then it goes on.
    void changedSettingsWaitForTheNextStart()
    {
        BrowserHome home;
        QCOMPARE(home.ask("POST", u"/start"_s).status, 200);
        const qint64 before = home.ask("GET", u"/"_s).body["pid"_L1].toInteger();
        QVERIFY(!home.ask("GET", u"/"_s).body.contains("restartNeeded"_L1));
        QJsonObject changed = browserConfig();
        changed.insert("extraArgs"_L1, QJsonArray{u"--lang=de"_s});
        home.configure(changed);
        QCOMPARE(home.ask("GET", u"/snapshot"_s).status, 200);
        const QJsonObject marked = home.ask("GET", u"/"_s).body;
        QCOMPARE(marked["restartNeeded"_L1].toBool(), true);
        QCOMPARE(marked["pid"_L1].toInteger(), before);
        QCOMPARE(home.ask("POST", u"/start"_s).status, 200);
        const QJsonObject after = home.ask("GET", u"/"_s).body;
        QVERIFY(after["pid"_L1].toInteger() != before);
        QVERIFY(!after.contains("restartNeeded"_L1));
    }

    /// A page that went to a host about which nothing can be told is not told about either.
    void whereAPageIsHasToBeKnown()
    {
        const PageServer pages;
        QJsonObject config = browserConfig();
        config.insert("extraArgs"_L1, QJsonArray{u"--host-resolver-rules=MAP nowhere.invalid 127.0.0.1"_s});
        const BrowserHome home(config);
        QCOMPARE(home.ask("POST", u"/tabs/open"_s, {{"url"_L1, pages.url(u"done.html"_s)}}).status, 200);
        evaluate(
            home,
            u"() => { setTimeout(() => { location = 'http://nowhere.invalid:%1/forms.html'; }, 100); }"_s.arg(
                pages.serverPort()));
        const auto reason = [&home] {
            QStringList all;
            const QJsonArray tabs = home.ask("GET", u"/tabs"_s).body["tabs"_L1].toArray();
            for (const QJsonValue &tab : tabs)
                all += tab["urlUnavailableReason"_L1].toString() + tab["url"_L1].toString();
            return all.join(u' ');
        };
        QTRY_VERIFY_WITH_TIMEOUT(reason().contains(u"navigation_check_failed"_s), 20'000);
        QVERIFY(!reason().contains(u"nowhere"_s));
    }

    /// A tab keeps its names as long as the browser runs.
    void namesOutliveTheConnection()
    {
        const BrowserHome home;
        const PageServer pages;
        const QJsonObject page{{"url"_L1, pages.url(u"done.html"_s)}, {"label"_L1, u"mine"_s}};
        const QJsonObject opened = home.ask("POST", u"/tabs/open"_s, page).body;
        home.service->known(u"ws-agent"_s)->session()->close();
        QCOMPARE(home.ask("GET", u"/snapshot"_s, {{"targetId"_L1, u"mine"_s}}).status, 200);
        const QJsonArray tabs = home.ask("GET", u"/tabs"_s).body["tabs"_L1].toArray();
        const auto mine = std::find_if(tabs.begin(), tabs.end(), [&opened](const QJsonValue &tab) {
            return tab["targetId"_L1] == opened["targetId"_L1];
        });
        QVERIFY(mine != tabs.end());
        QCOMPARE((*mine)["tabId"_L1], opened["tabId"_L1]);
        QCOMPARE((*mine)["label"_L1].toString(), u"mine"_s);
        const QString next = home.ask("POST", u"/tabs/open"_s, page).body["tabId"_L1].toString();
        QVERIFY(next != opened["tabId"_L1].toString());
    }

    /// A service whose own word about its socket does not hold is tried at the address itself.
    void rootIsTriedWhenTheToldSocketIsNone()
    {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        QStringList asked;
        connect(&server, &QTcpServer::newConnection, &server, [&server, &asked] {
            QTcpSocket *socket = server.nextPendingConnection();
            connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
            connect(socket, &QTcpSocket::readyRead, socket, [socket, &asked] {
                const QString path = QString::fromLatin1(socket->readAll().split(' ').value(1));
                asked += path;
                const QByteArray body = R"({"webSocketDebuggerUrl": "ws://inside:1/devtools/browser/gone"})";
                const bool isVersion = path.startsWith("/json/version"_L1);
                socket->write((isVersion ? "HTTP/1.1 200 OK" : "HTTP/1.1 404 Not Found") +
                              "\r\nContent-Length: "_ba + QByteArray::number(body.size()) +
                              "\r\nConnection: close\r\n\r\n" + body);
                socket->disconnectFromHost();
            });
        });
        const QJsonObject profile{{"cdpUrl"_L1, u"ws://127.0.0.1:%1?token=x"_s.arg(server.serverPort())},
                                  {"attachOnly"_L1, true}};
        const BrowserHome home(profileConfig(profile));
        QVERIFY(home.ask("GET", u"/snapshot"_s).status >= 500);
        QCOMPARE(asked, (QStringList{u"/json/version?token=x"_s, u"/devtools/browser/gone?token=x"_s,
                                     u"/?token=x"_s}));
    }

    /// Driven, never ended.
    void browserOfSomebodyElse_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::newRow("on a port of this host") << u"loopback-attach"_s;
        QTest::newRow("found by its folder") << u"existing-session"_s;
    }
    void browserOfSomebodyElse()
    {
        QFETCH(QString, kind);
        ForeignBrowser foreign;
        QTRY_VERIFY_WITH_TIMEOUT(foreign.port() > 0, 20'000);
        const QJsonObject profile =
            kind == u"existing-session"_s
                ? QJsonObject{{"driver"_L1, kind}, {"userDataDir"_L1, foreign.folder()}}
                : QJsonObject{{"cdpUrl"_L1, u"http://127.0.0.1:%1"_s.arg(foreign.port())},
                              {"attachOnly"_L1, true}};
        BrowserHome home(profileConfig(profile));
        QCOMPARE(home.ask("GET", u"/"_s).body["kind"_L1].toString(), kind);
        // Its port is there before it answers.
        QTRY_VERIFY_WITH_TIMEOUT(home.ask("GET", u"/"_s).body["running"_L1].toBool(), 20'000);
        isDriven(home);
        QCOMPARE(home.ask("POST", u"/stop"_s).status, 200);
        QVERIFY(foreign.isRunning());
        isDriven(home); // it is found again
        foreign.end();
        const BrowserAnswer gone = home.ask("GET", u"/snapshot"_s);
        QVERIFY2(gone.status >= 400 && !gone.body["error"_L1].toString().isEmpty(),
                 qPrintable(gone.body["error"_L1].toString()));
    }

    /// Its address is private, and has to be allowed by name; it tells a WebSocket of its own host, which is
    /// not the way that leads there.
    void browserOnAnotherHost()
    {
        const QHostAddress address = addressOfThisHost();
        if (address.isNull())
            QSKIP("this host has no address besides loopback");
        ForeignBrowser foreign;
        QTRY_VERIFY_WITH_TIMEOUT(foreign.port() > 0, 20'000);
        const Forwarder forwarder(foreign.port(), QHostAddress::AnyIPv4);
        const QString url = u"http://%1:%2"_s.arg(address.toString()).arg(forwarder.serverPort());
        QJsonObject config = profileConfig({{"cdpUrl"_L1, url}});
        BrowserHome home(config);
        QCOMPARE(home.ask("GET", u"/snapshot"_s).status, 403);
        config.insert("ssrfPolicy"_L1,
                      QJsonObject{{"allowedHostnames"_L1, QJsonArray{address.toString(), u"127.0.0.1"_s}}});
        home.configure(config);
        QCOMPARE(home.ask("GET", u"/"_s).body["kind"_L1].toString(), u"remote"_s);
        isDriven(home);
        QCOMPARE(home.ask("POST", u"/reset-profile"_s).status, 501);
        QCOMPARE(home.ask("POST", u"/stop"_s).status, 200);
        QVERIFY(foreign.isRunning());
    }

    void extensionIsRefused()
    {
        const BrowserHome home(profileConfig({{"driver"_L1, u"extension"_s}}));
        const BrowserAnswer answer = home.ask("POST", u"/start"_s);
        QCOMPARE(answer.status, 501);
        const QString why = answer.body["error"_L1].toString();
        QVERIFY2(why.contains(u"use the driver"_s), qPrintable(why));
    }

private:
    static QJsonValue evaluate(const BrowserHome &home, const QString &expression)
    {
        const BrowserAnswer answer =
            home.ask("POST", u"/act"_s, {{"kind"_L1, u"evaluate"_s}, {"fn"_L1, expression}});
        return answer.body["result"_L1];
    }

    static void isDriven(const BrowserHome &home)
    {
        const PageServer pages;
        const BrowserAnswer opened =
            home.ask("POST", u"/tabs/open"_s, {{"url"_L1, pages.url(u"done.html"_s)}});
        QVERIFY2(opened.status == 200, qPrintable(opened.body["error"_L1].toString()));
        QVERIFY(home.ask("GET", u"/snapshot"_s).body["snapshot"_L1].toString().contains(u"Thank you"_s));
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestBrowserKinds)
#include "tst_browserkinds.moc"
