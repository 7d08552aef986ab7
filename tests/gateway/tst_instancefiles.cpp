#include "gateway/instances/instanceid.h"
#include "gateway/instances/pathidentity.h"
#include "gateway/instances/processidentity.h"
#include "gateway/instances/runtimefile.h"
#include "tests/support/testprogram.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <QUuid>

#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace wsagent;
using namespace Qt::StringLiterals;

/// The small files of an instance, and when two paths are one file.
class TestInstanceFiles : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_root = QFileInfo(m_dir->path()).canonicalFilePath();
    }

    void identityStays()
    {
        const auto none = existingInstanceId(m_root);
        QVERIFY(!none);
        QCOMPARE(none.error().kind, ErrorKind::NotFound);
        QVERIFY(QDir(m_root).isEmpty());
        const auto first = instanceId(m_root);
        QVERIFY(bool(first));
        QVERIFY(!QUuid::fromString(*first).isNull());
        QCOMPARE(*instanceId(m_root), *first);
        QCOMPARE(*existingInstanceId(m_root), *first);
        QVERIFY(!(QFileInfo(m_root + u"/identity/instance-id"_s).permissions() &
                  (QFile::ReadGroup | QFile::ReadOther)));
    }

    void identityIsOneForAll()
    {
        constexpr int askers = 8;
        std::vector<QString> answers(askers);
        std::vector<std::thread> threads;
        for (int i = 0; i < askers; ++i)
            threads.emplace_back([&, i] {
                if (const auto id = instanceId(m_root))
                    answers[i] = *id;
            });
        for (std::thread &thread : threads)
            thread.join();
        QVERIFY(!answers.front().isEmpty());
        for (const QString &answer : answers)
            QCOMPARE(answer, answers.front());
    }

    void damagedIdentityIsNotReplaced()
    {
        write(u"identity/instance-id"_s, "not one\n");
        const auto id = instanceId(m_root);
        QVERIFY(!id);
        QVERIFY(id.error().message.contains(m_root));
        QVERIFY(!id.error().fix.isEmpty());
    }

    void runtimeFileComesBack()
    {
        const RuntimeFile written{.pid = QCoreApplication::applicationPid(),
                                  .startTime =
                                      processStartTime(QCoreApplication::applicationPid()).value_or(u""_s),
                                  .profile = u"main"_s,
                                  .instanceId = u"id"_s,
                                  .port = 18789,
                                  .controlPort = 18791,
                                  .bind = u"loopback"_s,
                                  .configPath = u"/c"_s,
                                  .version = u"1"_s,
                                  .startedAt = u"2026-01-01T00:00:00Z"_s};
        QVERIFY(bool(writeRuntimeFile(m_root, written)));
        const auto read = readRuntimeFile(m_root);
        QVERIFY(bool(read));
        QCOMPARE(*read, written);
        QVERIFY(isAlive(*read));
        RuntimeFile former = written;
        former.startTime = u"1"_s;
        QVERIFY2(!isAlive(former), "another process had this pid");
        removeRuntimeFile(m_root);
        QCOMPARE(readRuntimeFile(m_root).error().kind, ErrorKind::NotFound);
    }

    void deadProcess()
    {
        const pid_t child = ::fork();
        if (child == 0)
            ::_exit(0);
        QCOMPARE(::waitpid(child, nullptr, 0), child);
        QVERIFY(!isAlive({.pid = child}));
    }

    void damagedRuntimeFile_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("no JSON") << QByteArray("{");
        QTest::newRow("no process") << QByteArray("{\"port\": 18789}");
        QTest::newRow("a process that cannot be") << QByteArray("{\"pid\": -1}");
    }
    void damagedRuntimeFile()
    {
        QFETCH(QByteArray, content);
        write(u"gateway.runtime.json"_s, content);
        const auto read = readRuntimeFile(m_root);
        QVERIFY(!read);
        QVERIFY(read.error().message.contains(u"gateway.runtime.json"_s));
    }

    void paths_data()
    {
        QTest::addColumn<QString>("given");
        QTest::addColumn<QString>("expected");
        QTest::newRow("as it is") << u"dir"_s << u"dir"_s;
        QTest::newRow("through a link") << u"link"_s << u"dir"_s;
        QTest::newRow("through a link of a link") << u"links/file"_s << u"dir/file"_s;
        QTest::newRow("a missing rest") << u"link/a/b"_s << u"dir/a/b"_s;
        QTest::newRow("a slash at the end") << u"dir/"_s << u"dir"_s;
        QTest::newRow("dots") << u"dir/../dir/./file"_s << u"dir/file"_s;
        QTest::newRow("a link to nothing") << u"dangling/x"_s << u"gone/x"_s;
        QTest::newRow("composed differently") << u"e\u0301"_s << u"\u00e9"_s;
    }
    void paths()
    {
        write(u"dir/file"_s, "x");
        QVERIFY(QFile::link(m_root + u"/dir"_s, m_root + u"/link"_s));
        QVERIFY(QFile::link(m_root + u"/link"_s, m_root + u"/links"_s));
        QVERIFY(QFile::link(m_root + u"/gone"_s, m_root + u"/dangling"_s));
        QFETCH(QString, given);
        QFETCH(QString, expected);
        const ResolvedPath resolved = resolvePath(m_root + u'/' + given);
        QCOMPARE(resolved.unfolded.isEmpty() ? resolved.path : resolved.unfolded, m_root + u'/' + expected);
    }

    void hardLinksAreOneFile()
    {
        write(u"one"_s, "x");
        write(u"other"_s, "x");
        QCOMPARE(::link(QFile::encodeName(m_root + u"/one"_s).constData(),
                        QFile::encodeName(m_root + u"/two"_s).constData()),
                 0);
        const QString one = resolvePath(m_root + u"/one"_s).fileId;
        QVERIFY(!one.isEmpty());
        QCOMPARE(resolvePath(m_root + u"/two"_s).fileId, one);
        QVERIFY(resolvePath(m_root + u"/other"_s).fileId != one);
        QVERIFY(resolvePath(m_root + u"/missing"_s).fileId.isEmpty());
    }

    void linksThatGoRound()
    {
        QVERIFY(QFile::link(m_root + u"/b"_s, m_root + u"/a"_s));
        QVERIFY(QFile::link(m_root + u"/a"_s, m_root + u"/b"_s));
        QVERIFY(!resolvePath(m_root + u"/a/x"_s).path.isEmpty());
    }

private:
    void write(const QString &name, const QByteArray &content) const
    {
        const QString path = m_root + u'/' + name;
        QVERIFY(QDir().mkpath(QFileInfo(path).absolutePath()));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(content), content.size());
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    QString m_root;
};

WSAGENT_TEST_WITH(QCoreApplication, TestInstanceFiles)
#include "tst_instancefiles.moc"
