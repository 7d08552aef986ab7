#include "gateway/base/strictopen.h"
#include "gateway/net/fileroot.h"
#include "gateway/net/staticfiles.h"
#include "tests/support/testprogram.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef Q_OS_LINUX
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#endif

using namespace wsagent;
using namespace Qt::StringLiterals;

#if defined(Q_OS_LINUX) && defined(SYS_openat2)
namespace {

/// From now on this process gets ENOSYS for it.
bool withoutOpenat2()
{
    sock_filter program[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat2, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    const sock_fprog filter{.len = std::size(program), .filter = program};
    return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

} // namespace
#endif

/// `gateway-http.md` 6, path safety.
class TestFileRoot : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_outer = std::make_unique<QTemporaryDir>();
        QVERIFY(QDir(m_outer->path()).mkpath(u"root/below/deeper"_s));
        write(u"secret.txt"_s, "outside");
        write(u"root/index.html"_s, "page");
        write(u"root/below/a.txt"_s, "a");
        write(u"root/below/deeper/b.txt"_s, "b");
        write(u"root/%2e%2e"_s, "a strange name");
        write(u"root/twice"_s, "twice");
        write(u"root2"_s, "beside");
        link(u"../secret.txt"_s, u"root/out"_s);
        link(m_outer->filePath(u"secret.txt"_s), u"root/out-absolute"_s);
        link(u".."_s, u"root/up"_s);
        link(u"below/a.txt"_s, u"root/in"_s);
        link(m_outer->filePath(u"root/below"_s), u"root/in-absolute"_s);
        link(u"loop"_s, u"root/loop"_s);
        QCOMPARE(::link(local(u"root/twice"_s).constData(), local(u"root/hard"_s).constData()), 0);
        QCOMPARE(::mkfifo(local(u"root/pipe"_s).constData(), 0600), 0);
    }

    void opens_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QByteArray>("content"); // null: nothing
        const auto row = [](const char *name, const QString &path, const QByteArray &content = {}) {
            QTest::newRow(name) << path << content;
        };
        row("a file", u"/index.html"_s, "page");
        row("a file below", u"/below/deeper/b.txt"_s, "b");
        row("two slashes", u"//below//a.txt"_s, "a");
        row("a name that looks encoded", u"/%2e%2e"_s, "a strange name");
        row("a link that stays", u"/in"_s, "a");
        row("an absolute link that stays", u"/in-absolute/a.txt"_s, "a");
        row("nothing", u"/nothing"_s);
        row("a directory", u"/below"_s);
        row("the root", u"/"_s);
        row("no slash", u"index.html"_s);
        row("up", u"/../secret.txt"_s);
        row("down and up", u"/below/../../secret.txt"_s);
        row("down and up, inside", u"/below/../index.html"_s);
        row("a dot", u"/./index.html"_s);
        row("a backslash", u"/below\\a.txt"_s);
        row("up with backslashes", u"/..\\secret.txt"_s);
        row("a NUL", u"/index.html"_s + QChar(u'\0') + u".txt"_s);
        row("an encoded slash", u"/below%2Fa.txt"_s);
        row("an encoded slash, small", u"/below%2fa.txt"_s);
        row("a link out", u"/out"_s);
        row("an absolute link out", u"/out-absolute"_s);
        row("through a link out", u"/up/secret.txt"_s);
        row("through a link out and in again", u"/up/root/index.html"_s, "page");
        row("a loop", u"/loop"_s);
        row("a hard link", u"/hard"_s);
        row("what has a hard link", u"/twice"_s);
        row("a pipe", u"/pipe"_s);
        row("a file as a directory", u"/index.html/x"_s);
        row("a name too long", u'/' + QString(5000, u'a'));
        row("a sibling whose name begins alike", u"/../root2"_s);
    }
    void opens()
    {
        QFETCH(QString, path);
        QFETCH(QByteArray, content);
        const FileRoot root(m_outer->filePath(u"root"_s));
        const auto found = root.open(path);
        QCOMPARE(bool(found), !content.isNull());
        if (found) {
            QCOMPARE(found->file->readAll(), content);
            QCOMPARE(found->size, content.size());
        }
    }

    void theHomeMayMove()
    {
        const QDir outer(m_outer->path());
        const FileRoot root(outer.filePath(u"root/below"_s));
        QVERIFY(QFile::rename(outer.filePath(u"root"_s), outer.filePath(u"elsewhere"_s)));
        QVERIFY(!root.open(u"/a.txt"_s));
        link(u"elsewhere"_s, u"root"_s);
        QVERIFY(root.open(u"/a.txt"_s));
        QVERIFY(root.open(u"/deeper/b.txt"_s));
    }

    /// The same where the system has no openat2: on old kernels, and in containers that do not know it.
    void opensByNames_data() { opens_data(); }
    void opensByNames()
    {
#if defined(Q_OS_LINUX) && defined(SYS_openat2)
        QFETCH(QString, path);
        QFETCH(QByteArray, content);
        const FileRoot root(m_outer->filePath(u"root"_s));
        const pid_t child = ::fork();
        if (child == 0) {
            if (!withoutOpenat2() || openStrictly("/", O_RDONLY, NoLinks::Any) >= 0 || errno != ENOSYS)
                ::_exit(2);
            const auto found = root.open(path);
            const bool isRight =
                bool(found) == !content.isNull() && (!found || found->file->readAll() == content);
            ::_exit(isRight ? 0 : 1);
        }
        int status = -1;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QVERIFY(WIFEXITED(status));
        QCOMPARE(WEXITSTATUS(status), 0);
#else
        QSKIP("there is no openat2 to be missed");
#endif
    }

    void tagsTellVersionsApart()
    {
        const FileRoot root(m_outer->filePath(u"root"_s));
        const QByteArray first = root.open(u"/index.html"_s)->tag;
        QCOMPARE(root.open(u"/index.html"_s)->tag, first);
        QVERIFY(first.startsWith('"') && first.endsWith('"'));
        write(u"root/index.html"_s, "other");
        QVERIFY(root.open(u"/index.html"_s)->tag != first);
        QVERIFY(root.open(u"/in"_s)->tag != first);
    }

    void withoutDirectoryNothing()
    {
        QVERIFY(!FileRoot(m_outer->filePath(u"none"_s)).exists());
        QVERIFY(!FileRoot(m_outer->filePath(u"secret.txt"_s)).exists());
        QVERIFY(!FileRoot(QString()).exists());
        QVERIFY(!FileRoot(m_outer->filePath(u"none"_s)).open(u"/x"_s));
    }

    void hashedNames_data()
    {
        QTest::addColumn<bool>("hashed");
        QTest::newRow("/assets/index-DsEuFQRE.js") << true;
        QTest::newRow("/assets/secrets-page-FR-NE8LW.js") << true;
        QTest::newRow("/assets/native.runtime-GyDqqyGU.js") << true;
        QTest::newRow("/assets/y3TQ_6xd.js") << false;
        QTest::newRow("/assets/index.js") << false;
        QTest::newRow("/assets/file-download.js") << false;
        QTest::newRow("/apple-touch-icon-180x180.png") << false;
        QTest::newRow("/assets/index-DsEuFQRE") << false;
        QTest::newRow("/") << false;
    }
    void hashedNames()
    {
        QTEST(isHashedName(QString::fromLatin1(QTest::currentDataTag())), "hashed");
    }

    void contentTypes_data()
    {
        QTest::addColumn<QByteArray>("type");
        QTest::newRow("/a/index.HTML") << "text/html; charset=utf-8"_ba;
        QTest::newRow("/a.b/c.js") << "text/javascript; charset=utf-8"_ba;
        QTest::newRow("/a.woff2") << "font/woff2"_ba;
        QTest::newRow("/html") << "application/octet-stream"_ba;
        QTest::newRow("/a.html/b") << "application/octet-stream"_ba;
        QTest::newRow("/a.exe") << "application/octet-stream"_ba;
    }
    void contentTypes()
    {
        QTEST(contentTypeOf(QString::fromLatin1(QTest::currentDataTag())), "type");
    }

private:
    QByteArray local(const QString &name) const
    {
        return QFile::encodeName(m_outer->filePath(name));
    }
    void write(const QString &name, const QByteArray &content) const
    {
        QFile file(m_outer->filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(content), content.size());
    }
    void link(const QString &target, const QString &name) const
    {
        QCOMPARE(::symlink(QFile::encodeName(target).constData(), local(name).constData()), 0);
    }

    std::unique_ptr<QTemporaryDir> m_outer;
};

WSAGENT_TEST(TestFileRoot)
#include "tst_fileroot.moc"
