#include "gateway/agents/exec/command.h"
#include "gateway/agents/exec/landlock.h"
#include "tests/support/testprogram.h"
#include "tests/support/tooltest.h"

#include <QTcpServer>
#include <QTest>

#include <unistd.h>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

using Made = std::shared_ptr<const Confinement>;

struct Ran
{
    int code = 0;
    QString output;
};

/// Runs a line of shell in the workspace of the home.
Ran run(const ToolHome &home, const Made &confinement, const QString &line)
{
    Command command(u"x"_s, {.commandLine = line,
                             .argv = {u"/bin/bash"_s, u"-c"_s, QString(line).replace("%1"_L1, home.path())},
                             .directory = home.workspace(),
                             .environment = home.context().environment,
                             .timeout = std::chrono::seconds(20),
                             .confinement = confinement});
    command.start();
    for (QElapsedTimer waited; command.isRunning();) {
        if (!waited.isValid())
            waited.start();
        if (waited.elapsed() > 25'000)
            return {-1, u"it does not end"_s};
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 100);
    }
    return {command.exitCode().value_or(-2), command.output()};
}

} // namespace

class TestConfinement : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (LandlockRules::kernelVersion() == 0)
            QSKIP("this kernel has no Landlock");
    }

    void wallsHold_data()
    {
        QTest::addColumn<bool>("byMounts");
        QTest::addColumn<QString>("line");

        const QStringList lines{u"cat %1/other/secret.json"_s,
                                u"cat ../../other/secret.json"_s,
                                u"cat link"_s,
                                u"cat /proc/self/root%1/other/secret.json"_s,
                                u"cat /proc/$PPID/root%1/other/secret.json"_s,
                                u"cat /proc/%2/root%1/other/secret.json"_s,
                                u"cat /proc/%2/cwd/../other/secret.json"_s,
                                u"ls %1/other | grep secret"_s,
                                u"cd %1/other && cat secret.json"_s,
                                u"echo x > %1/other/planted && cat %1/other/planted"_s,
                                u"rm %1/other/secret.json"_s,
                                u"ln %1/other/secret.json twin && cat twin"_s,
                                u"umount %1/other && cat %1/other/secret.json"_s,
                                u"umount -l %1/other; cat %1/other/secret.json"_s,
                                u"mount --bind %1/other . && cat secret.json"_s,
                                u"unshare -m umount %1/other && cat %1/other/secret.json"_s,
                                u"unshare -rm sh -c 'umount %1/other; cat %1/other/secret.json'"_s,
                                u"nsenter -t %2 -m cat %1/other/secret.json"_s,
                                u"cat %1/own/credentials/token"_s,
                                u"cat ../credentials/token"_s,
                                u"mv %1/other elsewhere && cat elsewhere/secret.json"_s};
        for (const bool byMounts : {true, false}) {
            for (const QString &line : lines)
                QTest::addRow("by %s: %s", byMounts ? "mounts" : "Landlock", qPrintable(line))
                    << byMounts << line;
        }
    }

    void wallsHold()
    {
        QFETCH(bool, byMounts);
        QFETCH(QString, line);
        const ToolHome home;
        QCOMPARE(::symlink(QFile::encodeName(home.path(u"other/secret.json"_s)).constData(),
                           QFile::encodeName(home.workspace(u"link"_s)).constData()),
                 0);
        const QList<Wall> walls = home.context().walls;
        const Made confinement = byMounts ? wallsByMounts(walls) : wallsByLandlock(walls);
        if (run(home, confinement, u"true"_s).code == 126)
            QSKIP("this system gives nobody mounts of his own");

        const Ran ran = run(home, confinement, QString(line).replace("%2"_L1, QString::number(::getpid())));
        QVERIFY2(ran.code != 0, qPrintable(ran.output));
        QVERIFY2(!ran.output.contains(u"the secret of the other"_s) && !ran.output.contains(u"my token"_s),
                 qPrintable(ran.output));
        QCOMPARE(home.content(u"other/secret.json"_s), "the secret of the other");
        QVERIFY(!QFile::exists(home.path(u"other/planted"_s)));
    }

    void theRestIsOpenBehindWalls_data()
    {
        QTest::addColumn<bool>("byMounts");
        QTest::newRow("by mounts") << true;
        QTest::newRow("by Landlock") << false;
    }

    void theRestIsOpenBehindWalls()
    {
        QFETCH(bool, byMounts);
        const ToolHome home;
        home.write(u"elsewhere/file"_s, "1\n");
        const QList<Wall> walls = home.context().walls;
        const Made confinement = byMounts ? wallsByMounts(walls) : wallsByLandlock(walls);
        const Ran ran = run(
            home, confinement,
            u"set -e; pwd; cat %1/elsewhere/file; echo 2 > %1/elsewhere/file; cat %1/elsewhere/file; echo 3 "
            u"> here; cat here;"
            "echo 4 > %1/own/tmp/x; cat %1/own/tmp/x; ls / > /dev/null || [ %3 = 1 ]; cat /etc/hostname > /dev/null; (exec 3<>/dev/null)"_s
                .replace("%3"_L1, byMounts ? u"0"_s : u"1"_s));
        if (byMounts && ran.code == 126)
            QSKIP("this system gives nobody mounts of his own");
        QVERIFY2(ran.code == 0, qPrintable(ran.output));
        QVERIFY(ran.output.startsWith(home.workspace() + u"\n1\n2\n3\n4\n"_s));
    }

    void withoutWallsThereIsNothing()
    {
        QVERIFY(!Confinement::behindWalls({}));
        QVERIFY(!Confinement::behindWalls({{.directory = u"/does/not/exist"_s}}));
    }

    void confinedToTheWorkspace_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<bool>("works");

        QTest::newRow("write and read here") << u"mkdir a && echo x > a/b && cat a/b"_s << true;
        QTest::newRow("write in the temporary directory")
            << u"echo x > %1/own/tmp/b && rm %1/own/tmp/b"_s << true;
        QTest::newRow("programs of the system")
            << u"ls | sort | awk '{print}' && printf x | sha256sum"_s << true;
        QTest::newRow("what is written away") << u"echo x > /dev/null"_s << true;
        QTest::newRow("a pipe by name") << u"mkfifo p && (echo x > p & cat p)"_s << true;
        QTest::newRow("another directory") << u"cat %1/elsewhere/file"_s << false;
        QTest::newRow("the state of another") << u"cat %1/other/secret.json"_s << false;
        QTest::newRow("its own credentials") << u"cat %1/own/credentials/token"_s << false;
        QTest::newRow("the home") << u"ls %1"_s << false;
        QTest::newRow("writing elsewhere") << u"echo x > %1/elsewhere/new"_s << false;
        QTest::newRow("writing to the system") << u"echo x > /usr/local/ws-agent-test"_s << false;
        QTest::newRow("a link out") << u"ln -s %1/elsewhere/file l && cat l"_s << false;
        QTest::newRow("a hard link in") << u"ln %1/elsewhere/file l"_s << false;
        QTest::newRow("what another process is told") << u"cat /proc/%2/environ"_s << false;
        QTest::newRow("the root of another process") << u"cat /proc/%2/root%1/elsewhere/file"_s << false;
        QTest::newRow("a signal to another process") << u"kill -CONT %2"_s << false;
        QTest::newRow("a connection") << u"exec 3<>/dev/tcp/127.0.0.1/%3"_s << false;
        QTest::newRow("a mount") << u"mount -t tmpfs none ."_s << false;
        QTest::newRow("namespaces") << u"unshare -rm true"_s << false;
        QTest::newRow("more privileges") << u"grep -q 'NoNewPrivs:.*0' /proc/self/status"_s << false;
    }

    void confinedToTheWorkspace()
    {
        QFETCH(QString, line);
        QFETCH(bool, works);
        const ToolHome home;
        home.write(u"elsewhere/file"_s, "1\n");
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        const auto confinement = Confinement::onlyWithin({home.workspace(), home.path(u"own/tmp"_s)});
        QVERIFY(confinement);
        line.replace("%2"_L1, QString::number(::getpid()))
            .replace("%3"_L1, QString::number(server.serverPort()));

        const Ran ran = run(home, *confinement, line);
        QVERIFY2((ran.code == 0) == works, qPrintable(ran.output));
        QVERIFY(!QFile::exists(home.path(u"elsewhere/new"_s)));
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestConfinement)
#include "tst_confinement.moc"
