#include "tests/support/browserhome.h"
#include "tests/support/httptext.h"
#include "tests/support/rawclient.h"
#include "tests/support/scriptedclient.h"
#include "tests/support/testgateway.h"
#include "tests/support/testprogram.h"

#include <QProcess>
#include <QTcpServer>
#include <QTest>

#include <csignal>

using namespace wsagent;
using namespace wsagent::test;
using namespace Qt::StringLiterals;

namespace {

/// A gateway in this process whose control port is `port`.
struct ControlledGateway : TestGateway
{
    explicit ControlledGateway(int port,
                               const QByteArray &config = "{ gateway: { auth: { token: 't0ken' } } }")
    {
        useConfig(config);
        options.controlPort = port;
        if (!start())
            qFatal("the gateway does not start");
    }
    int statusAt(const QByteArray &secret) const
    {
        const QByteArray port = QByteArray::number(options.controlPort);
        RawClient client{quint16(options.controlPort)};
        client.send("GET / HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nAuthorization: Bearer " + secret +
                    "\r\nConnection: close\r\n\r\n");
        return statusOf(client.readAll());
    }
};

} // namespace

/// Who has which port of a browser, and what becomes of those that are taken.
class TestBrowserPorts : public QObject
{
    Q_OBJECT

private slots:
    void portOfSomebodyElse()
    {
        const BrowserHome home;
        QTcpServer other;
        QVERIFY(other.listen(QHostAddress::LocalHost, quint16(home.base + 11)));
        const BrowserAnswer answer = home.ask("POST", u"/start"_s);
        QCOMPARE(answer.status, 500);
        QCOMPARE(answer.body["code"_L1].toString(), u"CDP_PORT_IN_USE"_s);
        const QString error = answer.body["error"_L1].toString();
        QVERIFY2(error.contains(QString::number(home.base + 11)) &&
                     error.contains(QString::number(QCoreApplication::applicationPid())),
                 qPrintable(error)); // by whom
        other.close();
        QCOMPARE(home.ask("GET", u"/"_s).body["running"_L1].toBool(true), false);
    }

    /// One with our port and our data is ours: it was left behind, and is driven and ended again.
    void ownBrowserIsTakenOver()
    {
        if (installedBrowser().isEmpty())
            QSKIP("no browser of the Chromium family is installed (apt install chromium)");
        BrowserHome home;
        const QJsonObject state = home.ask("GET", u"/"_s).body;
        QProcess left;
        left.setStandardErrorFile(QProcess::nullDevice());
        QStringList arguments{u"--headless=new"_s,
                              u"--disable-gpu"_s,
                              u"--no-first-run"_s,
                              u"--remote-debugging-port=%1"_s.arg(state["cdpPort"_L1].toInt()),
                              "--user-data-dir="_L1 + state["userDataDir"_L1].toString(),
                              u"about:blank"_s};
        if (::getuid() == 0)
            arguments.prepend(u"--no-sandbox"_s);
        left.start(installedBrowser(), arguments);
        QTRY_VERIFY_WITH_TIMEOUT(!QTcpServer().listen(QHostAddress::LocalHost, quint16(home.base + 11)),
                                 20'000);
        BrowserAnswer started;
        QTRY_VERIFY2((started = home.ask("POST", u"/start"_s)).status == 200,
                     qPrintable(started.body["error"_L1].toString()));
        QVERIFY(home.log.join(u'\n').contains(u"taken over"_s));
        QCOMPARE(home.ask("GET", u"/"_s).body["pid"_L1].toInteger(), left.processId());
        QCOMPARE(home.ask("GET", u"/snapshot"_s).status, 200);
        QCOMPARE(home.ask("POST", u"/stop"_s).body["stopped"_L1].toBool(), true);
        QVERIFY(left.waitForFinished(10'000));
    }

    /// Its programs outlive it for a moment, or for good: the next one does not fail because of that.
    void oneThatIsOnItsWayOutIsReplaced_data()
    {
        QTest::addColumn<QByteArray>("after");
        QTest::newRow("gone in a moment") << QByteArray("sleep 0.5");
        QTest::newRow("never gone") << QByteArray("sleep 1000");
    }
    void oneThatIsOnItsWayOutIsReplaced()
    {
        QFETCH(QByteArray, after);
        if (installedBrowser().isEmpty())
            QSKIP("no browser of the Chromium family is installed (apt install chromium)");
        const QTemporaryDir directory;
        QFile program(directory.filePath(u"browser"_s));
        QVERIFY(program.open(QIODevice::WriteOnly));
        program.write("#!/bin/sh\n" + installedBrowser().toLocal8Bit() + " \"$@\"\n" + after + '\n');
        program.close();
        QVERIFY(program.setPermissions(QFile::ReadOwner | QFile::ExeOwner));
        QJsonObject config = browserConfig();
        config.insert("executablePath"_L1, program.fileName());
        const BrowserHome home(config);
        QVERIFY(home.ask("POST", u"/start"_s).status == 200);
        const qint64 pid = home.ask("GET", u"/"_s).body["pid"_L1].toInteger();
        QVERIFY(pid > 0 && ::kill(pid_t(pid), SIGKILL) == 0);
        QTRY_COMPARE(home.ask("GET", u"/"_s).body["cdpReady"_L1].toBool(true), false);
        const BrowserAnswer again = home.ask("POST", u"/start"_s);
        QVERIFY2(again.status == 200, qPrintable(again.body["error"_L1].toString()));
        const qint64 next = home.ask("GET", u"/"_s).body["pid"_L1].toInteger();
        QVERIFY(next > 0 && next != pid);
    }

    void oneThatNeverStartsIsLeftAloneForAWhile()
    {
        QJsonObject config = browserConfig();
        config.insert("executablePath"_L1, u"/bin/false"_s);
        const BrowserHome home(config);
        for (int i = 0; i < 3; ++i) {
            const BrowserAnswer failed = home.ask("POST", u"/start"_s);
            QCOMPARE(failed.status, 500);
            QVERIFY(failed.body["error"_L1].toString().contains("did not start"_L1));
        }
        const BrowserAnswer paused = home.ask("POST", u"/start"_s);
        QCOMPARE(paused.status, 503);
        QCOMPARE(paused.body["code"_L1].toString(), u"LAUNCH_PAUSED"_s);
        QVERIFY(paused.body["error"_L1].toString().contains("possible in 30 s"_L1));
    }

    /// All hundred ports of the range are given to profiles.
    void noPortIsLeft()
    {
        BrowserHome home;
        QJsonObject config = browserConfig();
        QJsonObject mine;
        for (int i = 0; i < 100; ++i)
            mine.insert(u"p%1"_s.arg(i), QJsonObject{{"cdpPort"_L1, home.base + 11 + i}});
        config.insert("profiles"_L1, mine);
        home.configure(config);
        const BrowserAnswer answer = home.ask("POST", u"/start"_s);
        QCOMPARE(answer.status, 507);
        QVERIFY(answer.body["error"_L1].toString().contains("no free CDP port"_L1));
    }

    /// The gateway works without it, and says that it is not there.
    void controlPortIsTaken()
    {
        QTcpServer other;
        QVERIFY(other.listen(QHostAddress::LocalHost));
        const ControlledGateway gateway(other.serverPort());
        ScriptedClient client(gateway.port());
        client.nonce();
        client.answer(u"connect"_s,
                      ScriptedClient::commandLine(TestGateway::secret(), {u"operator.write"_s}));
        const QJsonObject answer =
            client.answer(u"browser.request"_s, QJsonObject{{"method"_L1, u"GET"_s}, {"path"_L1, u"/"_s}});
        QVERIFY(answer["ok"_L1].toBool());
        QVERIFY(!answer["payload"_L1].toObject().contains("controlUrl"_L1));
        QCOMPARE(answer["payload"_L1]["control"_L1].toString(), u"unavailable"_s);
    }

    /// A gateway that lets everybody in still has a secret for its browser.
    void controlPortIsNeverOpenToAll()
    {
        const int port = freeBase();
        ControlledGateway gateway(port, "{ gateway: { auth: { mode: 'none' } } }");
        gateway.gateway.reset();
        gateway.options.auth = {.secret = {}};
        QVERIFY(gateway.start());
        const QString path = gateway.directory.filePath(u"credentials/browser-control.json"_s);
        QTRY_VERIFY(QFileInfo::exists(path));
        QCOMPARE(QFile::permissions(path) & 0x0077, QFile::Permissions());
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray secret = QJsonDocument::fromJson(file.readAll())["token"_L1].toString().toLatin1();
        QVERIFY(secret.size() >= 43);
        QTRY_COMPARE(gateway.statusAt(secret), 200);
        QCOMPARE(gateway.statusAt("t0ken"), 401);
        QCOMPARE(gateway.statusAt(""), 401);
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestBrowserPorts)
#include "tst_browserports.moc"
