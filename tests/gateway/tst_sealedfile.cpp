#include "gateway/secrets/filestore.h"
#include "gateway/secrets/randomtoken.h"
#include "gateway/secrets/sealedfile.h"
#include "gateway/secrets/secretfile.h"
#include "tests/support/testprogram.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSet>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace wsagent;
using namespace Qt::StringLiterals;

class TestSealedFile : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_file = std::make_unique<SealedFile>(data(), key());
    }

    void startsEmpty()
    {
        const auto secrets = m_file->read();
        QVERIFY(bool(secrets));
        QVERIFY(secrets->isEmpty());
        QVERIFY2(QDir(m_dir->path()).isEmpty(), "reading makes nothing");
    }

    void keepsSecrets_data()
    {
        QTest::addColumn<QByteArray>("secret");
        QTest::newRow("plain") << QByteArray("token-123");
        QTest::newRow("any bytes") << QByteArray("\0\xff\n\"", 4);
        QTest::newRow("long") << QByteArray(60'000, 'x');
    }
    void keepsSecrets()
    {
        QFETCH(QByteArray, secret);
        put(u"a.b"_s, secret);
        put(u"other"_s, "o");
        const auto secrets = SealedFile(data(), key()).read();
        QVERIFY(bool(secrets));
        QCOMPARE(secrets->value(u"a.b"_s), secret);
        QCOMPARE(secrets->keys(), (QStringList{u"a.b"_s, u"other"_s}));
    }

    void showsNothing()
    {
        put(u"channels.telegram.botToken"_s, "token-123");
        QVERIFY(!content(data()).contains("token-123"));
        QVERIFY2(!content(data()).contains("telegram"), "not even what the secrets are for");
        for (const QString &path : {data(), key()})
            QCOMPARE(QFile(path).permissions() & (QFile::ReadGroup | QFile::ReadOther), 0);
    }

    /// The same secret looks different each time.
    void nonceIsNew()
    {
        put(u"a"_s, "x");
        const QByteArray first = content(data());
        put(u"a"_s, "x");
        QVERIFY(content(data()) != first);
    }

    void damage_data()
    {
        QTest::addColumn<QString>("what");
        QTest::newRow("the key is lost") << u"no key"_s;
        QTest::newRow("the key is another one") << u"other key"_s;
        QTest::newRow("the key is no key") << u"short key"_s;
        QTest::newRow("a bit of the data differs") << u"bit"_s;
        QTest::newRow("the data is cut off") << u"cut"_s;
        QTest::newRow("the data is something else") << u"text"_s;
    }
    void damage()
    {
        QFETCH(QString, what);
        put(u"a"_s, "x");
        if (what == u"no key"_s)
            QVERIFY(QFile::remove(key()));
        else if (what == u"other key"_s)
            write(key(), QByteArray(32, 'k').toBase64());
        else if (what == u"short key"_s)
            write(key(), "abc");
        else if (what == u"bit"_s)
            write(data(), changedAt(content(data()), content(data()).size() - 1));
        else if (what == u"cut"_s)
            write(data(), content(data()).first(30));
        else
            write(data(), "{\"a\": \"x\"}");
        const QByteArray before = content(data());

        const auto secrets = m_file->read();
        QVERIFY(!secrets);
        QVERIFY2(secrets.error().message.contains(what.contains(u"key"_s) ? key() : data()),
                 qPrintable(secrets.error().message));
        QVERIFY(!secrets.error().fix.isEmpty());
        const auto changed = m_file->change([](SealedFile::Secrets &s) { s.insert(u"b"_s, "y"); });
        QVERIFY(!changed);
        QCOMPARE(content(data()), before);
    }

    void writersLoseNothing()
    {
        constexpr int writers = 8;
        std::vector<std::thread> threads;
        for (int i = 0; i < writers; ++i)
            threads.emplace_back([this, i] { put(QString::number(i), "x"); });
        for (std::thread &thread : threads)
            thread.join();
        const auto secrets = m_file->read();
        QVERIFY(bool(secrets));
        QCOMPARE(secrets->size(), writers);
    }

    /// A file that is replaced while it is read is no other file than it was.
    void readersBesideAWriter()
    {
        put(u"a"_s, "x");
        std::atomic<bool> done = false;
        std::thread writer([&] {
            for (int i = 0; i < 200; ++i)
                put(u"a"_s, "x");
            done = true;
        });
        QString failure;
        while (!done && failure.isEmpty()) {
            if (const auto secrets = m_file->read(); !secrets)
                failure = secrets.error().message;
        }
        writer.join();
        QCOMPARE(failure, QString());
    }

    void privateFile_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("complaint");
        QTest::newRow("as it should be") << u"fine"_s << QString();
        QTest::newRow("open to the group") << u"group"_s << u"chmod 600"_s;
        QTest::newRow("a second name") << u"hardlink"_s << u"second name"_s;
        QTest::newRow("a link") << u"link"_s << u"link"_s;
        QTest::newRow("a directory") << u"directory"_s << u"regular file"_s;
        QTest::newRow("too large") << u"large"_s << u"larger than"_s;
        QTest::newRow("missing") << u"missing"_s << u"No such file"_s;
    }
    void privateFile()
    {
        QFETCH(QString, what);
        QFETCH(QString, complaint);
        QString path = m_dir->filePath(u"secret"_s);
        write(path, what == u"large"_s ? QByteArray(2000, 'x') : QByteArray("x"));
        if (what == u"group"_s)
            QVERIFY(QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup));
        else if (what == u"hardlink"_s)
            QCOMPARE(::link(qPrintable(path), qPrintable(path + u"2"_s)), 0);
        else if (what == u"link"_s)
            QVERIFY(QFile::link(path, path + u"2"_s));
        if (what == u"link"_s)
            path += u'2';
        else if (what == u"directory"_s)
            path = m_dir->path();
        else if (what == u"missing"_s)
            path += u'3';
        const auto read = readPrivateFile(path, 1000);
        QCOMPARE(bool(read), complaint.isEmpty());
        if (!read)
            QVERIFY2((read.error().message + read.error().fix).contains(complaint),
                     qPrintable(read.error().message));
    }

    void secretInContent_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("id");
        QTest::addColumn<QByteArray>("secret"); // empty: an error
        const QByteArray json =
            R"({"a": {"b": "one", "c/d": "two", "m~n": "four", "n": 5}, "l": ["x", "three"]})";
        QTest::newRow("whole file") << QByteArray("tok\n") << u"value"_s << QByteArray("tok");
        QTest::newRow("only one line break goes")
            << QByteArray("tok\n\n") << u"value"_s << QByteArray("tok\n");
        QTest::newRow("empty file") << QByteArray("\n") << u"value"_s << QByteArray();
        QTest::newRow("pointer") << json << u"/a/b"_s << QByteArray("one");
        QTest::newRow("escaped slash") << json << u"/a/c~1d"_s << QByteArray("two");
        QTest::newRow("escaped tilde") << json << u"/a/m~0n"_s << QByteArray("four");
        QTest::newRow("list entry") << json << u"/l/1"_s << QByteArray("three");
        QTest::newRow("no such entry") << json << u"/l/01"_s << QByteArray();
        QTest::newRow("not a text") << json << u"/a/n"_s << QByteArray();
        QTest::newRow("nothing there") << json << u"/a/x"_s << QByteArray();
        QTest::newRow("not JSON") << QByteArray("tok") << u"/a"_s << QByteArray();
    }
    void secretInContent()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, id);
        QFETCH(QByteArray, secret);
        const auto found = secretIn(text, id);
        QCOMPARE(found ? *found : QByteArray(), secret);
    }

    void tokensAreRandom()
    {
        QSet<QString> tokens;
        for (int i = 0; i < 100; ++i)
            tokens += randomToken();
        QCOMPARE(tokens.size(), 100);
        QCOMPARE(tokens.begin()->size(), 43);
    }

    /// A store that dies takes its answers with it.
    void answersComeLaterOrNever()
    {
        auto store = std::make_unique<FileStore>(m_dir->path());
        int answers = 0;
        store->write(u"a"_s, "x", [&answers](const Result<void> &written) { answers += bool(written); });
        QCOMPARE(answers, 0);
        QTRY_COMPARE(answers, 1);
        store->list([&answers](const Result<SecretStore::Places> &) { ++answers; });
        store.reset();
        QCoreApplication::processEvents();
        QCOMPARE(answers, 1);
    }

private:
    QString data() const { return m_dir->filePath(u"credentials/data"_s); }
    QString key() const { return m_dir->filePath(u"identity/key"_s); }

    void put(const QString &id, const QByteArray &secret) const
    {
        const auto changed =
            m_file->change([&](SealedFile::Secrets &secrets) { secrets.insert(id, secret); });
        if (!changed)
            QFAIL(qPrintable(changed.error().message));
    }

    static QByteArray content(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    static void write(const QString &path, const QByteArray &text)
    {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        QCOMPARE(file.write(text), text.size());
        QVERIFY(file.setPermissions(QFile::ReadOwner | QFile::WriteOwner));
    }

    static QByteArray changedAt(QByteArray text, qsizetype at)
    {
        text[at] = char(text[at] ^ 1);
        return text;
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<SealedFile> m_file;
};

WSAGENT_TEST_WITH(QCoreApplication, TestSealedFile)
#include "tst_sealedfile.moc"
