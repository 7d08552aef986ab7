#include "gateway/agents/pathguard.h"
#include "tests/support/testprogram.h"
#include "tests/support/tooltest.h"

#include <QProcess>
#include <QTest>

#include <cstdio>

#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

QByteArray encoded(const QString &path)
{
    return QFile::encodeName(path);
}

/// Runs `check` in a child process with mounts of its own; its answer is the exit code. Nothing when this
/// system gives nobody mounts of his own.
std::optional<int> withOwnMounts(const std::function<int()> &check)
{
    constexpr int impossible = 77;
    const pid_t child = ::fork();
    if (child == 0) {
        const bool own = ::unshare(CLONE_NEWNS) == 0 || ::unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0;
        ::_exit(own ? check() : impossible);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    if (!WIFEXITED(status) || WEXITSTATUS(status) == impossible)
        return std::nullopt;
    return WEXITSTATUS(status);
}

} // namespace

class TestPathGuard : public QObject
{
    Q_OBJECT

private slots:
    void waysToTheStateOfAnother_data()
    {
        QTest::addColumn<QString>("way");

        QTest::newRow("by its name") << u"%1/other/secret.json"_s;
        QTest::newRow("by two dots") << u"../../other/secret.json"_s;
        QTest::newRow("by two dots behind a directory") << u"%1/elsewhere/../other/secret.json"_s;
        QTest::newRow("by the home") << u"~/other/secret.json"_s;
        QTest::newRow("by a link to the file") << u"link-to-file"_s;
        QTest::newRow("by a link to the directory") << u"link-to-directory/secret.json"_s;
        QTest::newRow("by a link to a link") << u"link-to-link"_s;
        QTest::newRow("by a relative link") << u"relative-link"_s;
        QTest::newRow("by a hard link") << u"hard-link"_s;
        QTest::newRow("by the root of this process") << u"/proc/self/root%1/other/secret.json"_s;
        QTest::newRow("by the root of a thread") << u"/proc/thread-self/root%1/other/secret.json"_s;
        QTest::newRow("by its current directory") << u"/proc/self/cwd/other/secret.json"_s;
        QTest::newRow("by an open file") << u"/proc/self/fd/%2"_s;
        QTest::newRow("by an open file in /dev") << u"/dev/fd/%2"_s;
        QTest::newRow("by a link to the root of a process") << u"magic/other/secret.json"_s;
        QTest::newRow("with slashes and dots") << u"%1//./other/././secret.json"_s;
        QTest::newRow("the gateway's own secrets") << u"%1/own/credentials/token"_s;
    }

    void waysToTheStateOfAnother()
    {
        QFETCH(QString, way);
        const ToolHome home;
        const QByteArray secret = encoded(home.path(u"other/secret.json"_s));
        const auto link = [&home](const QString &to, const QString &name) {
            QCOMPARE(::symlink(encoded(to).constData(), encoded(home.workspace(name)).constData()), 0);
        };
        link(home.path(u"other/secret.json"_s), u"link-to-file"_s);
        link(home.path(u"other"_s), u"link-to-directory"_s);
        link(home.workspace(u"link-to-file"_s), u"link-to-link"_s);
        link(u"../../other/secret.json"_s, u"relative-link"_s);
        link(u"/proc/self/root"_s + home.path(), u"magic"_s);
        QCOMPARE(::link(secret.constData(), encoded(home.workspace(u"hard-link"_s)).constData()), 0);
        QFile open(home.path(u"other/secret.json"_s));
        QVERIFY(open.open(QIODevice::ReadOnly));
        const QString before = QDir::currentPath();
        QVERIFY(QDir::setCurrent(home.path()));
        const QString path =
            QString(way).replace("%1"_L1, home.path()).replace("%2"_L1, QString::number(open.handle()));

        PathGuard guard(home.context());
        QVERIFY(!guard.openFile(path));
        (void)PathGuard(home.context()).replace(path, "overwritten");
        (void)PathGuard(home.context()).remove(path);
        QVERIFY(QDir::setCurrent(before));

        QCOMPARE(home.content(u"other/secret.json"_s), "the secret of the other");
        QCOMPARE(home.content(u"own/credentials/token"_s), "my token");
    }

    void aFileIsNotMadeThere_data()
    {
        QTest::addColumn<QString>("way");

        QTest::newRow("by its name") << u"%1/other/new"_s;
        QTest::newRow("in a new directory") << u"%1/other/a/b/new"_s;
        QTest::newRow("by a link to the directory") << u"link/new"_s;
        QTest::newRow("by a link that leads nowhere yet") << u"dangling"_s;
    }

    void aFileIsNotMadeThere()
    {
        QFETCH(QString, way);
        const ToolHome home;
        QCOMPARE(::symlink(encoded(home.path(u"other"_s)).constData(),
                           encoded(home.workspace(u"link"_s)).constData()),
                 0);
        QCOMPARE(::symlink(encoded(home.path(u"other/new"_s)).constData(),
                           encoded(home.workspace(u"dangling"_s)).constData()),
                 0);

        QVERIFY(!PathGuard(home.context()).replace(QString(way).replace("%1"_L1, home.path()), "planted"));
        QCOMPARE(
            QDir(home.path(u"other"_s)).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
            (QStringList{u"agents"_s, u"secret.json"_s}));
    }

    void bindMountsAreSeenThrough_data()
    {
        QTest::addColumn<QString>("mounted");
        QTest::addColumn<QString>("file");

        QTest::newRow("of the whole state directory") << u"other"_s << u"secret.json"_s;
        QTest::newRow("of a directory in it") << u"other/agents"_s << u"key"_s;
    }

    void bindMountsAreSeenThrough()
    {
        QFETCH(QString, mounted);
        QFETCH(QString, file);
        const ToolHome home;
        home.write(u"other/agents/key"_s, "a key");
        QVERIFY(QDir().mkpath(home.workspace(u"mounted"_s)));
        const auto code = withOwnMounts([&] {
            if (::mount(encoded(home.path(mounted)).constData(),
                        encoded(home.workspace(u"mounted"_s)).constData(), nullptr, MS_BIND, nullptr) != 0)
                return 2;
            return PathGuard(home.context()).openFile(u"mounted/"_s + file) ? 1 : 0;
        });
        if (!code)
            QSKIP("this system gives nobody mounts of his own");
        QCOMPARE(*code, 0);
    }

    void theRestIsOpen()
    {
        const ToolHome home;
        home.write(u"own/workspace/mine"_s, "1");
        home.write(u"elsewhere/file"_s, "2");
        QCOMPARE(::symlink("../../elsewhere/file", encoded(home.workspace(u"link"_s)).constData()), 0);
        QCOMPARE(::link(encoded(home.workspace(u"mine"_s)).constData(),
                        encoded(home.workspace(u"twin"_s)).constData()),
                 0);

        for (const QString &path :
             {u"mine"_s, u"./x/../mine"_s, u"~/elsewhere/file"_s, u"link"_s, u"twin"_s, u"/etc/passwd"_s}) {
            const auto opened = PathGuard(home.context()).openFile(path);
            QVERIFY2(opened, qPrintable(path + u": "_s + (opened ? QString() : opened.error().message)));
        }
        // Written through the link, which stays.
        QVERIFY(PathGuard(home.context()).replace(u"link"_s, "3"));
        QCOMPARE(home.content(u"elsewhere/file"_s), "3");
        QVERIFY(QFileInfo(home.workspace(u"link"_s)).isSymLink());
        // A hard link elsewhere keeps what it had.
        QVERIFY(PathGuard(home.context()).replace(u"mine"_s, "4"));
        QCOMPARE(home.content(u"own/workspace/twin"_s), "1");
    }

    void aSessionThatHasToStayInItsWorkspace()
    {
        const ToolHome home;
        home.write(u"own/workspace/mine"_s, "1");
        home.write(u"elsewhere/file"_s, "2");
        QCOMPARE(::symlink("../../elsewhere/file", encoded(home.workspace(u"link"_s)).constData()), 0);
        ToolContext context = home.context();
        context.workspaceOnly = true;

        QVERIFY(PathGuard(context).openFile(u"mine"_s));
        QVERIFY(!PathGuard(context).openFile(u"~/elsewhere/file"_s));
        QVERIFY(!PathGuard(context).openFile(u"link"_s));
        QVERIFY(!PathGuard(context).openFile(u"/etc/passwd"_s));
        QVERIFY(!PathGuard(context).replace(u"../x"_s, "no"));
        QVERIFY(PathGuard(context).replace(u"a/b/c"_s, "yes"));
        QCOMPARE(home.content(u"own/workspace/a/b/c"_s), "yes");
    }

    void onlyOrdinaryFilesAreOpened()
    {
        const ToolHome home;
        QCOMPARE(::mkfifo(encoded(home.workspace(u"pipe"_s)).constData(), 0600), 0);

        for (const QString &path : {u"pipe"_s, u"/dev/zero"_s, u"."_s, u"/dev/tty"_s, u"/proc/meminfo"_s})
            QVERIFY2(!PathGuard(home.context()).openFile(path), qPrintable(path));
    }

    void theModeOfAFileStays()
    {
        const ToolHome home;
        home.write(u"own/workspace/script"_s, "old");
        QVERIFY(QFile::setPermissions(home.workspace(u"script"_s),
                                      QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));

        QVERIFY(PathGuard(home.context()).replace(u"script"_s, "new"));
        QVERIFY(QFileInfo(home.workspace(u"script"_s)).isExecutable());
        QCOMPARE(home.content(u"own/workspace/script"_s), "new");
        QCOMPARE(QDir(home.workspace()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
                 QStringList{u"script"_s});
    }

    void mountsAreRead()
    {
        const MountTable table =
            MountTable::parse("36 35 98:0 / / rw - ext4 /dev/root rw\n"
                              "37 36 98:0 /srv/a\\040b /mnt/here rw shared:1 - ext4 /dev/root rw\n"
                              "broken\n");

        QCOMPARE(table.locate(36, "/srv/a b/file")->path, "/srv/a b/file");
        QCOMPARE(*table.locate(37, "/mnt/here/file"), *table.locate(36, "/srv/a b/file"));
        QVERIFY(!table.locate(37, "/mnt/hereafter"));
        QVERIFY(!table.locate(1, "/"));
    }
};

WSAGENT_TEST(TestPathGuard)
#include "tst_pathguard.moc"
