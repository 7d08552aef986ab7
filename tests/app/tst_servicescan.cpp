#include "app/services/scheduledtasks.h"
#include "app/services/servicehost.h"
#include "tests/support/testprogram.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

QByteArray task(const QString &name, const QString &command, const QString &directory)
{
    return u"<!-- \\%1 -->\r\n<Task version=\"1.2\" "
           u"xmlns=\"http://schemas.microsoft.com/windows/2004/02/mit/task\">"
           "<Triggers><LogonTrigger/></Triggers><Actions><Exec><Command>%2</Command><WorkingDirectory>%3"
           "</WorkingDirectory></Exec></Actions></Task>\r\n"_s.arg(name, command, directory)
               .toUtf8();
}

QByteArray printed(const QByteArray &tasks)
{
    return "<?xml version=\"1.0\" encoding=\"UTF-16\"?>\r\n<Tasks>\r\n" + tasks + "</Tasks>\r\n";
}

} // namespace

/// Windows: who knows a service but the Task Scheduler?
class TestServiceScan : public QObject
{
    Q_OBJECT

private slots:
    void tasksAreRead_data()
    {
        QTest::addColumn<QByteArray>("text");
        const QByteArray text =
            printed(task(u"Tea"_s, u"tea.exe"_s, {}) +
                    task(u"Folder\\WsAgent Gateway"_s, u"C:\\s\\gateway.cmd"_s, u"C:\\s"_s));
        const QString wide = QString::fromUtf8(text);
        QTest::newRow("in the bytes of a console") << text;
        QTest::newRow("in the encoding that it names")
            << QByteArray(reinterpret_cast<const char *>(wide.utf16()), wide.size() * 2);
    }
    void tasksAreRead()
    {
        QFETCH(QByteArray, text);
        const QList<ScheduledTask> expected{{.name = u"Tea"_s, .command = u"tea.exe"_s},
                                            {.name = u"WsAgent Gateway"_s,
                                             .command = u"C:\\s\\gateway.cmd"_s,
                                             .workingDirectory = u"C:\\s"_s}};
        QCOMPARE(parseTasks(text), expected);
    }

    void whatIsNoListGivesNoTasks()
    {
        for (const QByteArray &text :
             {QByteArray(), QByteArray("ERROR: Access is denied."), QByteArray("<Tasks><Task>")})
            QVERIFY(parseTasks(text).size() <= 1);
    }

    void tasksOfForgottenProfilesAreFound()
    {
        const QTemporaryDir home;
        const QString known = home.filePath(u"known"_s);
        const QString lost = home.filePath(u"lost"_s);
        QVERIFY(QDir().mkpath(known) && QDir().mkpath(lost));
        writeScript(known + u"/gateway.cmd"_s, "main", known);
        writeScript(lost + u"/gateway.cmd"_s, "ghost", lost);
        const ServiceHost host = windowsHost(
            home.path(),
            printed(task(u"WsAgent Gateway (main)"_s, known + u"/gateway.cmd"_s, known) +
                    task(u"WsAgent Gateway (ghost)"_s, lost + u"/gateway.cmd"_s, lost) +
                    task(u"WsAgent Gateway (gone)"_s, u"/no/gateway.cmd"_s, u"/no"_s) +
                    task(u"OpenClaw Gateway"_s, u"claw.exe"_s, {}) + task(u"Tea"_s, u"tea.exe"_s, {})));
        Fleet fleet;
        fleet.members += FleetMember{.name = u"main"_s};
        fleet.members.last().paths.stateDir = known;

        const QList<FoundService> found = scanServices(host, fleet);
        const QList<ServiceIssue> issues =
            auditHost(Platform::Windows, found, {{u"main"_s, known + u"/gateway.cmd"_s}});

        QCOMPARE(found.size(), 4); // each once
        QStringList codes;
        for (const ServiceIssue &issue : issues)
            codes += issue.code;
        QCOMPARE(codes, (QStringList{u"service-orphan"_s, u"service-stale"_s, u"openclaw-service"_s}));
        QCOMPARE(issues[0].fix, u"schtasks /Delete /F /TN \"WsAgent Gateway (ghost)\""_s);
        QVERIFY(issues[1].message.contains("profile gone"_L1));
    }

private:
    static void writeScript(const QString &path, const QByteArray &profile, const QString &stateDir)
    {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(
            "@echo off\r\nset \"WS_AGENT_SERVICE_MARKER=ws-agent\"\r\nset \"WS_AGENT_PROFILE=" + profile +
            "\"\r\nset \"WS_AGENT_STATE_DIR=" + stateDir.toUtf8() + "\"\r\nws-agent gateway\r\n");
    }
    static ServiceHost windowsHost(const QString &home, const QByteArray &tasks)
    {
        ServiceHost host{.platform = Platform::Windows, .places = {.home = home}};
        host.run = [tasks](const QString &program, const QStringList &arguments) {
            const bool isList =
                program == "schtasks"_L1 && arguments == QStringList{u"/Query"_s, u"/XML"_s, u"ONE"_s};
            return ToolRunResult{
                .wasStarted = true, .exitCode = isList ? 0 : 1, .out = isList ? tasks : QByteArray()};
        };
        return host;
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestServiceScan)
#include "tst_servicescan.moc"
