#include "gateway/instances/servicedefinition.h"
#include "tests/support/testprogram.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

QByteArray unit(const QByteArray &service)
{
    return "[Unit]\nDescription=WsAgent\nEnvironment=NOT=HERE\n\n[Service]\n" + service +
           "\n[Install]\nWantedBy=default.target\n";
}

constexpr auto marked = "Environment=WS_AGENT_SERVICE_MARKER=ws-agent\n";

void write(const QString &path, const QByteArray &content)
{
    QVERIFY(QDir().mkpath(QFileInfo(path).absolutePath()));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(content), content.size());
}

} // namespace

class TestServiceDefinition : public QObject
{
    Q_OBJECT

private slots:
    void systemd_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("variable");
        QTest::addColumn<QStringList>("command");

        const QStringList none;
        QTest::newRow("a plain variable") << unit("Environment=V=value") << u"value"_s << none;
        QTest::newRow("quotes around the assignment") << unit("Environment=\"V=a b\"") << u"a b"_s << none;
        QTest::newRow("several in one line") << unit("Environment=A=1 'V=2 3' B=4") << u"2 3"_s << none;
        QTest::newRow("a doubled percent sign") << unit("Environment=V=50%%") << u"50%"_s << none;
        QTest::newRow("the home") << unit("Environment=V=%h/x") << u"/home/u/x"_s << none;
        QTest::newRow("an escaped quote")
            << unit("Environment=\"V=say \\\"x\\\"\"") << u"say \"x\""_s << none;
        QTest::newRow("the last one counts") << unit("Environment=V=1\nEnvironment=V=2") << u"2"_s << none;
        QTest::newRow("an empty one forgets") << unit("Environment=V=1\nEnvironment=") << QString() << none;
        QTest::newRow("other sections say nothing")
            << QByteArray("[Unit]\nEnvironment=V=1\n") << QString() << none;
        QTest::newRow("comments say nothing")
            << unit("# Environment=V=1\n;Environment=V=2") << QString() << none;
        QTest::newRow("a line goes on after a backslash")
            << unit("ExecStart=/usr/bin/ws-agent \\\n  gateway") << QString()
            << QStringList{u"/usr/bin/ws-agent"_s, u"gateway"_s};
        QTest::newRow("prefixes of the program")
            << unit("ExecStart=-@/bin/x 'a b'") << QString() << QStringList{u"/bin/x"_s, u"a b"_s};
        QTest::newRow("nothing") << QByteArray() << QString() << none;
    }
    void systemd()
    {
        QFETCH(QByteArray, text);
        const ServiceDefinition definition = parseSystemdUnit(text, u"/home/u"_s);
        QTEST(definition.environment.value(u"V"_s), "variable");
        QTEST(definition.command, "command");
        QVERIFY(!definition.environment.contains(u"NOT"_s));
    }

    void launchAgent()
    {
        const ServiceDefinition definition =
            parseLaunchAgent("<?xml version=\"1.0\"?><plist version=\"1.0\"><dict>"
                             "<key>Label</key><string>dev.ws-agent.rescue</string>"
                             "<key>ProgramArguments</key><array><string>/opt/ws-agent</string>"
                             "<string>--port</string><string>19789</string></array>"
                             "<key>EnvironmentVariables</key><dict>"
                             "<key>WS_AGENT_SERVICE_MARKER</key><string>ws-agent</string>"
                             "<key>WS_AGENT_STATE_DIR</key><string>/a &amp; b</string></dict>"
                             "<key>RunAtLoad</key><true/></dict></plist>");
        QVERIFY(definition.isOurs());
        QCOMPARE(definition.environment.value(u"WS_AGENT_STATE_DIR"_s), u"/a & b"_s);
        QCOMPARE(definition.command.size(), 3);
        QCOMPARE(definition.port(), 19789);
    }
    void brokenLaunchAgent_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("no XML") << QByteArray("bplist00");
        QTest::newRow("another document") << QByteArray("<html><body/></html>");
        QTest::newRow("cut off") << QByteArray("<plist><dict><key>ProgramArguments</key><array><string>x");
    }
    void brokenLaunchAgent()
    {
        QFETCH(QByteArray, text);
        QCOMPARE(parseLaunchAgent(text), ServiceDefinition());
    }

    void taskScript()
    {
        const ServiceDefinition definition =
            parseTaskScript("@echo off\r\nrem WsAgent Gateway\r\nset \"WS_AGENT_SERVICE_MARKER=ws-agent\"\r\n"
                            "set \"PATH=C:\\a b;50%%\"\r\ncd /d \"C:\\state\"\r\n"
                            "\"C:\\Program Files\\ws-agent.exe\" --no-gui gateway --port=19789\r\n");
        QVERIFY(definition.isOurs());
        QCOMPARE(definition.environment.value(u"PATH"_s), u"C:\\a b;50%"_s);
        QCOMPARE(definition.command.first(), u"C:\\Program Files\\ws-agent.exe"_s);
        QCOMPARE(definition.port(), 19789);
    }

    void port_data()
    {
        QTest::addColumn<QStringList>("command");
        QTest::addColumn<QString>("variable");
        QTest::addColumn<int>("port");
        const QStringList plain{u"ws-agent"_s, u"gateway"_s};
        QTest::newRow("neither") << plain << QString() << 0;
        QTest::newRow("pinned variable") << plain << u"19789"_s << 19789;
        QTest::newRow("flag before variable")
            << plain + QStringList{u"--port"_s, u"20789"_s} << u"1"_s << 20789;
        QTest::newRow("flag with =") << plain + QStringList{u"--port=20789"_s} << QString() << 20789;
        QTest::newRow("flag without value") << plain + QStringList{u"--port"_s} << u"19789"_s << 0;
        QTest::newRow("no number") << plain + QStringList{u"--port"_s, u"x"_s} << QString() << 0;
        QTest::newRow("too large") << plain << u"65536"_s << 0;
    }
    void port()
    {
        QFETCH(QStringList, command);
        QFETCH(QString, variable);
        const ServiceDefinition definition{.environment = {{u"WS_AGENT_GATEWAY_PORT"_s, variable}},
                                           .command = command};
        QTEST(definition.port().value_or(0), "port");
    }

    /// Others' services, and those of ours that are no gateway, are left alone.
    void installed()
    {
#if !defined(Q_OS_LINUX)
        QSKIP("units of systemd are looked for on Linux only");
#endif
        QTemporaryDir directory;
        const QString units = directory.path() + u"/systemd/user/"_s;
        write(units + u"ws-agent-gateway.service"_s, unit(marked));
        write(units + u"other.service"_s, unit("ExecStart=/bin/true"));
        write(units + u"ws-agent-tray.service"_s,
              unit(QByteArray(marked) + "Environment=WS_AGENT_SERVICE_KIND=tray\n"));
        write(units + u"mention.service"_s, unit("# WS_AGENT_SERVICE_MARKER is not set here"));
        const auto services = installedServices(u"/home/u"_s, directory.path(), {});
        QCOMPARE(services.size(), 1);
        QCOMPARE(services.first().file, units + u"ws-agent-gateway.service"_s);

        QVERIFY(!isServiceEnabled(services.first().file));
        QVERIFY(QDir(units).mkdir(u"default.target.wants"_s));
        QVERIFY(
            QFile::link(services.first().file, units + u"default.target.wants/ws-agent-gateway.service"_s));
        QVERIFY(isServiceEnabled(services.first().file));
    }
};

WSAGENT_TEST(TestServiceDefinition)
#include "tst_servicedefinition.moc"
