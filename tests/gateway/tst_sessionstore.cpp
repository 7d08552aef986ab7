#include "gateway/sessions/sessionstore.h"
#include "tests/support/testprogram.h"

#include <QDir>
#include <QJsonDocument>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

QJsonObject says(const QString &role, const QString &text)
{
    return {{"role"_L1, role}, {"content"_L1, text}};
}

} // namespace

class TestSessionStore : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_directory = std::make_unique<QTemporaryDir>();
        m_reports.clear();
        reopen();
    }
    void cleanup() { m_store.reset(); }

    void touchesNothingBeforeItIsUsed()
    {
        QVERIFY(QDir(m_directory->path()).isEmpty());
        QVERIFY(m_store->sessions()->isEmpty());
        QVERIFY(!*m_store->find(key(u"main"_s)));
        QVERIFY(QDir(m_directory->path()).isEmpty());
    }

    void aFirstMessageMakesTheSession()
    {
        QSignalSpy changed(m_store.get(), &SessionStore::changed);
        QSignalSpy appended(m_store.get(), &SessionStore::appended);
        const SessionKey main = key(u"main"_s);
        const auto row = m_store->append(main, says(u"user"_s, u"hello  there"_s), u"r-1"_s, Durable::Yes);
        QVERIFY(row);
        QCOMPARE(row->seq, 1);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(changed[0][1].toString(), u"create"_s);
        QCOMPARE(appended.count(), 1);
        QVERIFY(appended[0][0].value<SessionKey>() == main);
        const SessionEntry entry = **m_store->find(main);
        QVERIFY(!entry.sessionId.isEmpty());
        QCOMPARE(entry.updatedAt, row->timestamp);
        QCOMPARE(entry.text("derivedTitle"_L1), u"hello there"_s);
        QVERIFY(QFile::exists(directory() + entry.sessionId + ".jsonl"_L1));
    }

    /// The process ends without a word: the destructor does not run.
    void nothingIsLostByAKill()
    {
        const SessionKey main = key(u"main"_s);
        QVERIFY(m_store->append(main, says(u"user"_s, u"hello"_s), u"r-1"_s, Durable::Yes));
        QVERIFY(m_store->change(main, [](SessionEntry &entry) { entry.label = u"mine"_s; },
                                {.reason = u"patch"_s}));
        QVERIFY(m_store->ensure(key(u"agent:work:dashboard:1"_s)));
        QVERIFY(m_store->remove(key(u"agent:work:dashboard:1"_s)));
        const SessionEntry before = **m_store->find(main);
        auto *killed = m_store.release(); // is never told
        reopen();
        QVERIFY(**m_store->find(main) == before);
        QCOMPARE(m_store->sessions()->size(), 1);
        QCOMPARE((*m_store->transcript(main))->rowCount(), 1);
        QVERIFY(m_reports.isEmpty());
        m_store.reset();
        delete killed;
    }

    void everyCutOfTheLastChange()
    {
        for (int i = 0; i < 3; ++i)
            QVERIFY(m_store->ensure(key(u"dashboard:%1"_s.arg(i))));
        const QByteArray whole = read(u"sessions.json.journal"_s);
        QCOMPARE(whole.count('\n'), 3);
        std::unique_ptr<SessionStore> first(m_store.release());
        const qsizetype lastLine = whole.lastIndexOf('\n', -2);
        for (qsizetype size = lastLine; size <= whole.size(); ++size) {
            write(u"sessions.json.journal"_s, whole.first(size));
            QFile::remove(directory() + "sessions.json"_L1);
            reopen();
            QCOMPARE(m_store->sessions()->size(), whole.first(size).count('\n'));
            QVERIFY(m_store->ensure(key(u"dashboard:next"_s)));
            m_store.reset();
            reopen();
            QVERIFY((*m_store->find(key(u"dashboard:next"_s))).has_value());
            m_store.reset();
        }
        QVERIFY(m_reports.isEmpty());
    }

    void theFileFollowsBySelf()
    {
        m_delay = std::chrono::milliseconds(1);
        reopen();
        QVERIFY(m_store->ensure(key(u"main"_s)));
        QTRY_VERIFY(read(u"sessions.json"_s).contains("agent:main:main"));
        QTRY_COMPARE(read(u"sessions.json.journal"_s), QByteArray());
        const SessionEntry entry = **m_store->find(key(u"main"_s));
        m_store.reset();
        reopen();
        QVERIFY(**m_store->find(key(u"main"_s)) == entry);
    }

    void whatOthersWroteStays()
    {
        write(u"sessions.json"_s, R"({"agent:main:telegram:group:1": {"sessionId": "old-1", "updatedAt": 5,
            "subject": "Tea", "someFutureField": {"a": [1]}, "sessionFile": "/elsewhere/old-1-topic-7.jsonl"},
            "broken": 7})");
        const SessionKey group = key(u"telegram:group:1"_s);
        const auto changed =
            m_store->change(group, [](SessionEntry &entry) { entry.pinned = true; }, {.reason = u"patch"_s});
        QVERIFY(changed);
        QVERIFY(m_store->flush());
        const QJsonObject stored = QJsonDocument::fromJson(read(u"sessions.json"_s)).object();
        const QJsonValue entry = stored["agent:main:telegram:group:1"_L1];
        QCOMPARE(entry["someFutureField"_L1]["a"_L1][0].toInt(), 1);
        QCOMPARE(entry["subject"_L1].toString(), u"Tea"_s);
        QCOMPARE(entry["pinned"_L1].toBool(), true);
        QCOMPARE(entry["updatedAt"_L1].toInt(), 5);
        // The name counts, not the place it is said to be at.
        QCOMPARE(m_store->transcriptPath(group, *changed), directory() + "old-1-topic-7.jsonl"_L1);
    }

    void anIdIsNoWayOut()
    {
        write(u"sessions.json"_s, R"({"agent:main:main": {"sessionId": "../../../x", "updatedAt": 5}})");
        const auto transcript = m_store->transcript(key(u"main"_s));
        QVERIFY(transcript);
        QCOMPARE(QFileInfo((*transcript)->path()).absolutePath() + u'/', directory());
    }

    void aDamagedIndexIsPutAside_data()
    {
        QTest::addColumn<QByteArray>("content");

        QTest::newRow("half of it") << QByteArray("{\"agent:main:main\": {\"sessio");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("another value") << QByteArray("[]");
        QTest::newRow("binary") << QByteArray("\x00\x01\x02", 3);
    }
    void aDamagedIndexIsPutAside()
    {
        QFETCH(QByteArray, content);
        write(u"sessions.json"_s, content);
        QVERIFY(m_store->sessions()->isEmpty());
        QCOMPARE(m_reports.size(), 1);
        QVERIFY2(m_reports[0].contains("is damaged"_L1), qPrintable(m_reports[0]));
        const QStringList aside = QDir(directory()).entryList({u"sessions.json.corrupt.*"_s});
        QCOMPARE(aside.size(), 1);
        QCOMPARE(read(aside[0]), content);
        QVERIFY(m_store->ensure(key(u"main"_s)));
    }

    void resetPutsTheTalkAside()
    {
        const SessionKey main = key(u"main"_s);
        QVERIFY(m_store->append(main, says(u"user"_s, u"old"_s), {}, Durable::Yes));
        QVERIFY(m_store->change(main,
                                [](SessionEntry &entry) {
                                    entry.label = u"mine"_s;
                                    entry.set("thinkingLevel"_L1, u"high"_s);
                                    addUsage(entry, {.input = 10, .output = 5, .cost = 0.5}, u"p"_s, u"m"_s,
                                             1000);
                                },
                                {}));
        const auto held = m_store->transcript(main);
        const SessionEntry before = **m_store->find(main);
        QSignalSpy changed(m_store.get(), &SessionStore::changed);
        const auto after = m_store->reset(main, u"new"_s);
        QVERIFY(after);
        QCOMPARE(changed.takeFirst()[1].toString(), u"new"_s);
        QCOMPARE(after->sessionId, before.sessionId);
        QVERIFY(after->lifecycleRevision != before.lifecycleRevision);
        QCOMPARE(after->label, u"mine"_s);
        QCOMPARE(after->text("thinkingLevel"_L1), u"high"_s);
        QCOMPARE(after->number("inputTokens"_L1), 0);
        QVERIFY(!(*held)->appendMessage(says(u"assistant"_s, u"late"_s)));
        QCOMPARE((*m_store->transcript(main))->rowCount(), 0);
        QCOMPARE(QDir(directory()).entryList({before.sessionId + ".jsonl.reset.*"_L1}).size(), 1);

        const auto renewed = m_store->reset(main, u"reset"_s, SessionStore::ResetKind::NewId);
        QVERIFY(renewed);
        QVERIFY(renewed->sessionId != before.sessionId);
    }

    void removeArchives()
    {
        const SessionKey one = key(u"dashboard:1"_s);
        QVERIFY(m_store->append(one, says(u"user"_s, u"x"_s), {}, Durable::Yes));
        const auto archived = m_store->remove(one);
        QVERIFY(archived);
        QCOMPARE(archived->size(), 1);
        QVERIFY2(archived->first().contains(".jsonl.deleted."_L1), qPrintable(archived->first()));
        QVERIFY(QFile::exists(archived->first()));
        QVERIFY(!*m_store->find(one));
        QVERIFY(m_store->remove(one)->isEmpty());
        QVERIFY(!*m_store->find(one)); // is not made by it
    }

    void keepingTheLastRows()
    {
        const SessionKey main = key(u"main"_s);
        for (int i = 0; i < 10; ++i)
            QVERIFY(m_store->append(main, says(u"user"_s, QString::number(i)), {}, Durable::No));
        QVERIFY(m_store->keepLastRows(main, 10)->isEmpty());
        const auto archive = m_store->keepLastRows(main, 3);
        QVERIFY(archive);
        QVERIFY(QFile::exists(*archive));
        QCOMPARE((*m_store->transcript(main))->rowCount(), 3);
        QCOMPARE(m_store->append(main, says(u"user"_s, u"next"_s), {}, Durable::No)->seq, 4);
        QCOMPARE(Transcript::openToRead(*archive)->rowCount(), 10);
    }

    void usageAddsUp()
    {
        SessionEntry entry;
        const TokenUsage usage{.input = 100, .output = 20, .cacheRead = 30, .cacheWrite = 4, .cost = 0.25};
        addUsage(entry, usage, u"anthropic"_s, u"m-1"_s, 200'000);
        addUsage(entry, usage, u"anthropic"_s, u"m-2"_s, 0);
        QCOMPARE(entry.number("inputTokens"_L1), 200);
        QCOMPARE(entry.number("outputTokens"_L1), 40);
        QCOMPARE(entry.number("totalTokens"_L1), 154); // the context, not a sum
        QCOMPARE(entry.number("contextTokens"_L1), 200'000);
        QCOMPARE(entry.value("estimatedCostUsd"_L1).toDouble(), 0.5);
        QCOMPARE(entry.text("model"_L1), u"m-2"_s);
        QVERIFY(sessionEntryFrom(toJson(entry)) == entry);
    }

    void sessionsOfAllAgents()
    {
        QVERIFY(m_store->ensure(key(u"main"_s)));
        QVERIFY(m_store->ensure(key(u"agent:work:main"_s)));
        QVERIFY(QDir(m_directory->path()).mkpath(u"agents/former/sessions"_s));
        QVERIFY(QDir(m_directory->path()).mkpath(u"agents/Not an agent"_s));
        QFile former(m_directory->filePath(u"agents/former/sessions/sessions.json"_s));
        QVERIFY(former.open(QIODevice::WriteOnly));
        former.write(R"({"agent:former:main": {"sessionId": "f", "updatedAt": 1}})");
        former.close();
        QStringList keys;
        const auto all = m_store->sessions();
        for (const SessionRef &session : *all)
            keys += session.key;
        keys.sort();
        QCOMPARE(keys.join(u' '), u"agent:former:main agent:main:main agent:work:main"_s);
        QCOMPARE(m_store->sessions(u"work"_s)->size(), 1);
    }

    void manyAtOnce()
    {
        // Interleaved, as concurrent runs do it; each finds its own words again.
        constexpr int sessions = 300; // more than are kept open
        for (int round = 0; round < 3; ++round) {
            for (int i = 0; i < sessions; ++i) {
                const QString canary = u"canary-%1-%2"_s.arg(i).arg(round);
                QVERIFY(
                    m_store->append(key(u"dashboard:%1"_s.arg(i)), says(u"user"_s, canary), {}, Durable::No));
            }
        }
        for (int i = 0; i < sessions; ++i) {
            const auto page = (*m_store->transcript(key(u"dashboard:%1"_s.arg(i))))->page({});
            QCOMPARE(page->rows.size(), 3);
            for (int round = 0; round < 3; ++round)
                QCOMPARE(plainText(page->rows[round].message()["content"_L1]),
                         u"canary-%1-%2"_s.arg(i).arg(round));
        }
    }

private:
    void reopen()
    {
        m_store = std::make_unique<SessionStore>(
            SessionStoreOptions{.stateDir = m_directory->path(),
                                .rules = {.agents = {u"main"_s, u"work"_s}},
                                .report = [this](const QString &text) { m_reports += text; },
                                .writeDelay = m_delay});
    }
    SessionKey key(const QString &text) const
    {
        const auto parsed = m_store->resolve(text);
        if (!parsed)
            qFatal("%s", qPrintable(parsed.error().message));
        return *parsed;
    }
    QString directory() const { return m_directory->filePath(u"agents/main/sessions/"_s); }
    QByteArray read(const QString &name) const
    {
        QFile file(directory() + name);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    void write(const QString &name, const QByteArray &content) const
    {
        QFile file(directory() + name);
        if (!QDir().mkpath(directory()) || !file.open(QIODevice::WriteOnly) ||
            file.write(content) != content.size())
            qFatal("%s cannot be written", qPrintable(name));
    }

    std::unique_ptr<QTemporaryDir> m_directory;
    std::unique_ptr<SessionStore> m_store;
    std::chrono::milliseconds m_delay = std::chrono::hours(1);
    QStringList m_reports;
};

WSAGENT_TEST_WITH(QCoreApplication, TestSessionStore)
#include "tst_sessionstore.moc"
