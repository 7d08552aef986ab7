#include "gateway/base/filewatcher.h"
#include "tests/support/testprogram.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

class TestFileWatcher : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_directory = std::make_unique<QTemporaryDir>();
        m_watcher = std::make_unique<FileWatcher>(std::chrono::milliseconds(20));
        m_changed = std::make_unique<QSignalSpy>(m_watcher.get(), &FileWatcher::changed);
    }

    void writtenInPlace()
    {
        write(path(), "1");
        m_watcher->watch({path()});
        for (const QByteArray &text : {"22"_ba, "333"_ba, "4444"_ba}) {
            write(path(), text);
            QVERIFY(isNoticed());
        }
    }

    void replacedAgainAndAgain()
    {
        write(path(), "1");
        m_watcher->watch({path()});
        for (const QByteArray &text : {"22"_ba, "333"_ba, "4444"_ba}) {
            write(path(u"new"_s), text);
            QVERIFY(QFile::remove(path()));
            QVERIFY(QFile::rename(path(u"new"_s), path()));
            QVERIFY(isNoticed());
        }
    }

    void comesAndGoes()
    {
        m_watcher->watch({path()});
        write(path(), "1");
        QVERIFY(isNoticed());
        QVERIFY(QFile::remove(path()));
        QVERIFY(isNoticed());
    }

    void neighboursDoNotMatter()
    {
        write(path(), "1");
        m_watcher->watch({path()});
        write(path(u"neighbour"_s), "x");
        write(path(), "22"); // what tells that the neighbour has been seen
        QVERIFY(isNoticed());
        QCOMPARE(m_changed->count(), 0);
    }

    void severalFiles()
    {
        QVERIFY(QDir(m_directory->path()).mkdir(u"below"_s));
        m_watcher->watch({path(), path(u"below/part"_s)});
        write(path(u"below/part"_s), "1");
        QVERIFY(isNoticed());
        m_watcher->watch({path()});
        write(path(u"below/part"_s), "22");
        write(path(), "1");
        QVERIFY(isNoticed());
        QCOMPARE(m_changed->count(), 0);
    }

private:
    QString path(const QString &name = u"config"_s) const { return m_directory->filePath(name); }
    static void write(const QString &file, const QByteArray &text)
    {
        QFile out(file);
        if (!out.open(QIODevice::WriteOnly) || out.write(text) != text.size())
            qFatal("%s cannot be written", qPrintable(file));
    }
    bool isNoticed()
    {
        const bool noticed = m_changed->count() > 0 || m_changed->wait(20'000);
        m_changed->clear();
        return noticed;
    }

    std::unique_ptr<QTemporaryDir> m_directory;
    std::unique_ptr<FileWatcher> m_watcher;
    std::unique_ptr<QSignalSpy> m_changed;
};

WSAGENT_TEST_WITH(QCoreApplication, TestFileWatcher)
#include "tst_filewatcher.moc"
