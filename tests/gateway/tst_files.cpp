#include "gateway/base/files.h"
#include "tests/support/testprogram.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 limit = 1024;

mode_t modeOf(const QString &path)
{
    struct stat info = {};
    return ::lstat(QFile::encodeName(path).constData(), &info) == 0 ? info.st_mode & 07777 : 0;
}

bool setMode(const QString &path, mode_t mode)
{
    return ::chmod(QFile::encodeName(path).constData(), mode) == 0;
}

} // namespace

class TestFiles : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }

    void comesBack_data()
    {
        QTest::addColumn<QByteArray>("content");

        QTest::newRow("nothing") << ""_ba;
        QTest::newRow("a line") << "{ port: 1 }\n"_ba;
        QTest::newRow("zero bytes and high ones") << QByteArray("\0\xff\r\n", 4);
        QTest::newRow("exactly the limit") << QByteArray(limit, 'x');
    }

    void comesBack()
    {
        QFETCH(QByteArray, content);
        QVERIFY(replaceFile(path(), content));

        const auto back = readFile(path(), limit);

        QVERIFY(bool(back));
        QCOMPARE(*back, content);
        QCOMPARE(names(), QStringList{u"file"_s});
    }

    /// Larger than the pieces in which it is read.
    void comesBackInPieces()
    {
        QByteArray content;
        for (int i = 0; i < 100'000; ++i)
            content += QByteArray::number(i) + '\n';
        QVERIFY(replaceFile(path(), content));
        QCOMPARE(*readFile(path(), content.size()), content);
    }

    void cannotBeRead_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<ErrorKind>("kind");

        QTest::newRow("one byte too large") << u"large"_s << ErrorKind::Io;
        QTest::newRow("missing") << u"missing"_s << ErrorKind::NotFound;
        QTest::newRow("in a missing directory") << u"missing/file"_s << ErrorKind::NotFound;
        QTest::newRow("below a file") << u"large/file"_s << ErrorKind::Io;
        QTest::newRow("a directory") << u"directory"_s << ErrorKind::Io;
        QTest::newRow("a link to nowhere") << u"nowhere"_s << ErrorKind::NotFound;
        QTest::newRow("a link to itself") << u"circle"_s << ErrorKind::Io;
        QTest::newRow("a pipe nobody writes into") << u"pipe"_s << ErrorKind::Io;
    }

    void cannotBeRead()
    {
        QFETCH(QString, name);
        QFETCH(ErrorKind, kind);
        write(path(u"large"_s), QByteArray(limit + 1, 'x'));
        QVERIFY(QDir(m_dir->path()).mkdir(u"directory"_s));
        QVERIFY(QFile::link(path(u"gone"_s), path(u"nowhere"_s)));
        QVERIFY(QFile::link(path(u"circle"_s), path(u"circle"_s)));
        QCOMPARE(::mkfifo(QFile::encodeName(path(u"pipe"_s)).constData(), 0600), 0);

        const auto content = readFile(path(name), limit);

        QVERIFY(!content);
        QCOMPARE(content.error().kind, kind);
        QVERIFY2(content.error().message.startsWith(path(name)), qPrintable(content.error().message));
    }

    void readsThroughALink()
    {
        write(path(u"target"_s), "here");
        QVERIFY(QFile::link(path(u"target"_s), path()));
        QCOMPARE(*readFile(path(), limit), "here");
    }

    void isPrivate_data()
    {
        QTest::addColumn<int>("before");

        QTest::newRow("new") << 0;
        QTest::newRow("private already") << 0600;
        QTest::newRow("readable for all") << 0644;
        QTest::newRow("read-only") << 0400;
    }

    void isPrivate()
    {
        QFETCH(int, before);
        if (before) {
            write(path(), "old");
            QVERIFY(setMode(path(), mode_t(before)));
        }
        QVERIFY(replaceFile(path(), "new"));
        QCOMPARE(modeOf(path()), mode_t(0600));
        QCOMPARE(*readFile(path(), limit), "new");
    }

    /// Whatever the mask of the user gives away.
    void isPrivateWithAnyMask()
    {
        const mode_t mask = ::umask(0);
        const bool replaced = bool(replaceFile(path(), "new"));
        const bool made = bool(makePrivateDirectory(path(u"directory"_s)));
        ::umask(mask);
        QVERIFY(replaced && made);
        QCOMPARE(modeOf(path()), mode_t(0600));
        QCOMPARE(modeOf(path(u"directory"_s)), mode_t(0700));
    }

    /// `profiles-and-ports.md`: the link is replaced, what it points to stays as it is.
    void replacesALink()
    {
        write(path(u"target"_s), "theirs");
        QVERIFY(QFile::link(path(u"target"_s), path()));

        QVERIFY(replaceFile(path(), "mine"));

        QVERIFY(!QFileInfo(path()).isSymLink());
        QCOMPARE(*readFile(path(), limit), "mine");
        QCOMPARE(*readFile(path(u"target"_s), limit), "theirs");
    }

    /// Who has it open goes on reading the old one, to its end.
    void leavesReadersTheOld()
    {
        write(path(), "old content");
        QFile reader(path());
        QVERIFY(reader.open(QIODevice::ReadOnly | QIODevice::Unbuffered));
        QCOMPARE(reader.read(3), "old");
        QVERIFY(replaceFile(path(), "new"));
        QCOMPARE(reader.readAll(), " content");
    }

    void cannotBeReplaced_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<ErrorKind>("kind");

        QTest::newRow("in a missing directory") << u"missing/file"_s << ErrorKind::NotFound;
        QTest::newRow("below a file") << u"other/file"_s << ErrorKind::Io;
        QTest::newRow("a directory in its place") << u"directory"_s << ErrorKind::Io;
        QTest::newRow("a name too long for the file system") << QString(300, u'x') << ErrorKind::Io;
    }

    void cannotBeReplaced()
    {
        QFETCH(QString, name);
        QFETCH(ErrorKind, kind);
        write(path(u"other"_s), "kept");
        QVERIFY(QDir(m_dir->path()).mkdir(u"directory"_s));

        const auto replaced = replaceFile(path(name), "new");

        QVERIFY(!replaced);
        QCOMPARE(replaced.error().kind, kind);
        QVERIFY2(replaced.error().message.startsWith(path(name)), qPrintable(replaced.error().message));
        QVERIFY(!replaced.error().fix.isEmpty());
        QCOMPARE(names(), QStringList({u"directory"_s, u"other"_s}));
        QCOMPARE(*readFile(path(u"other"_s), limit), "kept");
    }

    void cannotBeReplacedInAnothersDirectory()
    {
        if (::geteuid() == 0)
            QSKIP("root may write everywhere; tst_writefaults has the same with EACCES");
        write(path(), "old");
        QVERIFY(setMode(m_dir->path(), 0500));
        const auto replaced = replaceFile(path(), "new");
        QVERIFY(setMode(m_dir->path(), 0700));
        QVERIFY(!replaced);
        QVERIFY(replaced.error().fix.contains(m_dir->path()));
        QCOMPARE(*readFile(path(), limit), "old");
    }

    void pendingChangesNothing()
    {
        write(path(), "old");
        {
            const auto pending = PendingFile::write(path(), "new");
            QVERIFY(bool(pending));
            QCOMPARE(names().size(), 2);
            QCOMPARE(*readFile(path(), limit), "old");
            for (const QString &name : names())
                QVERIFY(name == u"file"_s || modeOf(path(name)) == 0600);
        }
        QCOMPARE(names(), QStringList{u"file"_s});
        QCOMPARE(*readFile(path(), limit), "old");
    }

    void pendingMoves()
    {
        auto pending = PendingFile::write(path(), "new");
        QVERIFY(bool(pending));
        {
            PendingFile other = *std::move(pending);
            QVERIFY(other.commit());
        }
        QCOMPARE(*readFile(path(), limit), "new");
        QCOMPARE(names(), QStringList{u"file"_s});
    }

    void makesDirectories_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("possible");

        QTest::newRow("one") << u"a"_s << true;
        QTest::newRow("with its parents") << u"a/b/c"_s << true;
        QTest::newRow("with a slash at the end") << u"a/b/"_s << true;
        QTest::newRow("there already") << u"present"_s << true;
        QTest::newRow("through a link") << u"link/a"_s << true;
        QTest::newRow("a file in its place") << u"file"_s << false;
        QTest::newRow("below a file") << u"file/a"_s << false;
        QTest::newRow("a link to nowhere in its place") << u"nowhere"_s << false;
    }

    void makesDirectories()
    {
        QFETCH(QString, name);
        QFETCH(bool, possible);
        QVERIFY(QDir(m_dir->path()).mkdir(u"present"_s) && setMode(path(u"present"_s), 0750));
        QVERIFY(QFile::link(path(u"present"_s), path(u"link"_s)));
        QVERIFY(QFile::link(path(u"gone"_s), path(u"nowhere"_s)));
        write(path(), "kept");

        const auto made = makePrivateDirectory(path(name));

        QCOMPARE(bool(made), possible);
        QCOMPARE(QFileInfo(path(name)).isDir(), possible);
        if (!possible)
            QVERIFY2(made.error().message.contains(m_dir->path()), qPrintable(made.error().message));
        else if (name != u"present"_s)
            QCOMPARE(modeOf(QDir::cleanPath(path(name))), mode_t(0700));
        QCOMPARE(modeOf(path(u"present"_s)), mode_t(0750));
    }

private:
    QString path(const QString &name = u"file"_s) const { return m_dir->path() + u'/' + name; }
    QStringList names() const
    {
        return QDir(m_dir->path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
    }

    static void write(const QString &path, const QByteArray &content)
    {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(content), content.size());
    }

    std::unique_ptr<QTemporaryDir> m_dir;
};

WSAGENT_TEST(TestFiles)
#include "tst_files.moc"
