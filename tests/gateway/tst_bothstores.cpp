#include "gateway/secrets/bothstores.h"
#include "gateway/secrets/filestore.h"
#include "tests/support/testprogram.h"

#include <QTemporaryDir>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

/// A keychain in memory that can be out of reach.
class MemoryKeychain : public SecretStore
{
public:
    struct Content
    {
        QMap<QString, QByteArray> secrets = {};
        bool reachable = true;
        int questions = 0;
    };

    explicit MemoryKeychain(Content &content)
        : m_content(content)
    {}

    QString describe() const override { return u"the keychain"_s; }
    void read(const QString &id, Answer<QByteArray> answer) override
    {
        if (!asked())
            return answer(silent());
        const auto found = m_content.secrets.constFind(id);
        answer(found == m_content.secrets.cend() ? Result<QByteArray>(missing()) : *found);
    }
    void write(const QString &id, const QByteArray &secret, Answer<void> answer) override
    {
        if (!asked())
            return answer(silent());
        m_content.secrets.insert(id, secret);
        answer({});
    }
    void remove(const QString &id, Answer<void> answer) override
    {
        if (!asked())
            return answer(silent());
        answer(m_content.secrets.remove(id) ? Result<void>() : missing());
    }
    void list(Answer<Places> answer) override
    {
        Places places;
        for (auto it = m_content.secrets.keyBegin(); it != m_content.secrets.keyEnd(); ++it)
            places.insert(*it, describe());
        answer(places);
    }

private:
    bool asked()
    {
        ++m_content.questions;
        return m_content.reachable;
    }
    static Error silent() { return {u"no keychain answers"_s, {}, ErrorKind::Io}; }
    static Error missing() { return {u"not there"_s, {}, ErrorKind::NotFound}; }

    Content &m_content;
};

template <typename T, typename Begin>
Result<T> answerOf(Begin begin)
{
    std::optional<Result<T>> answer;
    begin([&answer](const Result<T> &result) { answer = result; });
    if (!QTest::qWaitFor([&answer] { return answer.has_value(); }))
        return Error{u"no answer"_s};
    return *answer;
}

} // namespace

class TestBothStores : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_keychain = {};
        m_keychain.secrets = {{u"both"_s, "old"}, {u"keychain"_s, "k"}};
        FileStore file(m_dir->path());
        for (const QString &id : {u"both"_s, u"file"_s})
            QVERIFY(bool(answerOf<void>([&](const auto &answer) { file.write(id, "from file", answer); })));
    }

    void read_data()
    {
        QTest::addColumn<QString>("id");
        QTest::addColumn<bool>("reachable");
        QTest::addColumn<QByteArray>("secret");
        QTest::addColumn<ErrorKind>("kind");
        QTest::newRow("in the file") << u"file"_s << false << QByteArray("from file") << ErrorKind::Failed;
        QTest::newRow("in both") << u"both"_s << true << QByteArray("from file") << ErrorKind::Failed;
        QTest::newRow("in the keychain") << u"keychain"_s << true << QByteArray("k") << ErrorKind::Failed;
        QTest::newRow("out of reach") << u"keychain"_s << false << QByteArray() << ErrorKind::Io;
        QTest::newRow("nowhere") << u"none"_s << false << QByteArray() << ErrorKind::NotFound;
    }
    void read()
    {
        QFETCH(QString, id);
        QFETCH(bool, reachable);
        QFETCH(QByteArray, secret);
        QFETCH(ErrorKind, kind);
        m_keychain.reachable = reachable;
        const auto found = readFrom(false, id);
        QCOMPARE(found ? *found : QByteArray(), secret);
        if (!found)
            QCOMPARE(found.error().kind, kind);
    }

    void aNewerSecretCounts_data()
    {
        QTest::addColumn<bool>("toKeychain");
        QTest::newRow("written to the keychain") << true;
        QTest::newRow("written to the file") << false;
    }
    void aNewerSecretCounts()
    {
        QFETCH(bool, toKeychain);
        for (const QString &id : {u"both"_s, u"keychain"_s, u"file"_s, u"new"_s}) {
            const auto written = answerOf<void>([&](const auto &answer) {
                m_store = store(toKeychain);
                m_store->write(id, "newer", answer);
            });
            QVERIFY(bool(written));
            QCOMPARE(*readFrom(true, id), "newer");
            QCOMPARE(*readFrom(false, id), "newer");
            QCOMPARE(m_keychain.secrets.value(id) == "newer", toKeychain);
        }
    }

    void nothingComesBackAfterRemoval()
    {
        for (const QString &id : {u"both"_s, u"keychain"_s, u"file"_s}) {
            QVERIFY(bool(removed(id)));
            QCOMPARE(readFrom(false, id).error().kind, ErrorKind::NotFound);
            QCOMPARE(removed(id).error().kind, ErrorKind::NotFound);
        }
        QVERIFY(m_keychain.secrets.isEmpty());
    }

    void removalSaysWhenTheKeychainIsOutOfReach()
    {
        m_keychain.reachable = false;
        QCOMPARE(removed(u"both"_s).error().kind, ErrorKind::Io);
    }

    void listsBoth()
    {
        m_store = store(true);
        const auto places = answerOf<SecretStore::Places>([&](const auto &answer) { m_store->list(answer); });
        QVERIFY(bool(places));
        QCOMPARE(places->keys(), (QStringList{u"both"_s, u"file"_s, u"keychain"_s}));
        QVERIFY(places->value(u"both"_s).contains(u"secrets.sealed"_s));
        QCOMPARE(places->value(u"keychain"_s), u"the keychain"_s);
        QCOMPARE(m_keychain.questions, 0);
    }

private:
    std::unique_ptr<SecretStore> store(bool writesToKeychain)
    {
        return std::make_unique<BothStores>(std::make_unique<FileStore>(m_dir->path()),
                                            std::make_unique<MemoryKeychain>(m_keychain), writesToKeychain);
    }

    Result<QByteArray> readFrom(bool writesToKeychain, const QString &id)
    {
        m_store = store(writesToKeychain);
        return answerOf<QByteArray>([&](const auto &answer) { m_store->read(id, answer); });
    }

    Result<void> removed(const QString &id)
    {
        m_store = store(false);
        return answerOf<void>([&](const auto &answer) { m_store->remove(id, answer); });
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    MemoryKeychain::Content m_keychain;
    std::unique_ptr<SecretStore> m_store;
};

WSAGENT_TEST_WITH(QCoreApplication, TestBothStores)
#include "tst_bothstores.moc"
