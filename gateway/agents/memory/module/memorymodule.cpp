#include "gateway/agents/memory/memorydatabase.h"

#include <QCryptographicHash>
#include <QFile>
#include <QHash>
#include <QSet>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QUuid>
#include <QVariant>

#include <algorithm>
#include <cstring>
#include <functional>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// An open index. Qt keeps connections by name and thread; each of ours has a name of its own.
class Index
{
public:
    explicit Index(const QString &path)
        : m_path(path)
        , m_name(QUuid::createUuid().toString(QUuid::WithoutBraces))
        , m_database(QSqlDatabase::addDatabase(u"QSQLITE"_s, m_name))
    {
        m_database.setDatabaseName(path);
        m_database.setConnectOptions(u"QSQLITE_BUSY_TIMEOUT=10000"_s);
    }
    ~Index()
    {
        m_query.reset();
        m_database.close();
        m_database = QSqlDatabase();
        QSqlDatabase::removeDatabase(m_name);
    }
    Q_DISABLE_COPY_MOVE(Index)

    Result<void> open()
    {
        QFile file(m_path); // made here, so that nobody else can read it at any time
        if (!file.exists() && file.open(QIODevice::NewOnly | QIODevice::WriteOnly))
            file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
        file.close();
        if (!m_database.isValid() || !m_database.open())
            return failure(m_database.lastError());
        m_query.emplace(m_database);
        for (const QString &statement :
             {u"CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT)"_s,
              u"CREATE TABLE IF NOT EXISTS notes (name TEXT PRIMARY KEY, size INTEGER, modified INTEGER)"_s,
              u"CREATE VIRTUAL TABLE IF NOT EXISTS chunks USING fts5(text, name UNINDEXED, first UNINDEXED, "
              "last UNINDEXED, tokenize = 'unicode61 remove_diacritics 2')"_s,
              u"CREATE TABLE IF NOT EXISTS meanings (model TEXT, hash BLOB, vector BLOB, PRIMARY KEY (model, "
              "hash)) WITHOUT ROWID"_s}) {
            if (const auto done = run(statement); !done)
                return done;
        }
        return {};
    }

    Result<void> run(const QString &statement, const QVariantList &values = {})
    {
        if (!m_query->prepare(statement))
            return failure(m_query->lastError());
        for (qsizetype i = 0; i < values.size(); ++i)
            m_query->bindValue(int(i), values[i]);
        return m_query->exec() ? Result<void>() : failure(m_query->lastError());
    }
    QSqlQuery &rows() { return *m_query; }
    /// As a writer from the start: two readers that go on to write would each wait for the other.
    Result<void> begin() { return run(u"BEGIN IMMEDIATE"_s); }
    Result<void> commit() { return run(u"COMMIT"_s); }
    void rollback() { (void)run(u"ROLLBACK"_s); }

private:
    Error failure(const QSqlError &error) const
    {
        return {u"%1: %2"_s.arg(m_path, error.text().trimmed()),
                u"rm '%1', then ws-agent memory index"_s.arg(m_path), ErrorKind::Io};
    }

    QString m_path;
    QString m_name;
    QSqlDatabase m_database;
    std::optional<QSqlQuery> m_query;
};

Result<QString> settingsOf(Index &index)
{
    if (const auto asked = index.run(u"SELECT value FROM meta WHERE name = 'settings'"_s); !asked)
        return asked.error();
    return index.rows().next() ? index.rows().value(0).toString() : QString();
}

Result<MemoryContents> contents(const QString &path)
{
    Index index(path);
    if (const auto opened = index.open(); !opened)
        return opened.error();
    const auto settings = settingsOf(index);
    if (!settings)
        return settings.error();
    MemoryContents found{.settings = *settings};
    if (const auto asked = index.run(u"SELECT name, size, modified FROM notes ORDER BY name"_s); !asked)
        return asked.error();
    while (index.rows().next())
        found.notes += {.name = index.rows().value(0).toString(),
                        .size = index.rows().value(1).toLongLong(),
                        .modifiedAt = index.rows().value(2).toLongLong()};
    if (const auto asked = index.run(u"SELECT count(*) FROM chunks"_s); !asked)
        return asked.error();
    if (index.rows().next())
        found.chunks = index.rows().value(0).toLongLong();
    return found;
}

Result<void> putNote(Index &index, const NoteChange &change)
{
    const QString &name = change.note.name;
    for (const QString &statement :
         {u"DELETE FROM notes WHERE name = ?"_s, u"DELETE FROM chunks WHERE name = ?"_s}) {
        if (const auto done = index.run(statement, {name}); !done)
            return done;
    }
    if (change.note.modifiedAt == 0)
        return {};
    if (const auto done = index.run(u"INSERT INTO notes VALUES (?, ?, ?)"_s,
                                    {name, change.note.size, change.note.modifiedAt});
        !done)
        return done;
    for (const MemoryChunk &chunk : change.chunks) {
        if (const auto done = index.run(u"INSERT INTO chunks (text, name, first, last) VALUES (?, ?, ?, ?)"_s,
                                        {chunk.text, name, chunk.firstLine, chunk.lastLine});
            !done)
            return done;
    }
    return {};
}

Result<void> putAll(Index &index, const QString &settings, const QList<NoteChange> &changes)
{
    const auto before = settingsOf(index);
    if (!before)
        return before.error();
    if (*before != settings) {
        for (const QString &statement : {u"DELETE FROM notes"_s, u"DELETE FROM chunks"_s}) {
            if (const auto done = index.run(statement); !done)
                return done;
        }
        if (const auto done = index.run(u"INSERT OR REPLACE INTO meta VALUES ('settings', ?)"_s, {settings});
            !done)
            return done;
    }
    for (const NoteChange &change : changes) {
        if (const auto done = putNote(index, change); !done)
            return done;
    }
    return {};
}

Result<void> apply(const QString &path, const QString &settings, const QList<NoteChange> &changes)
{
    Index index(path);
    if (const auto opened = index.open(); !opened)
        return opened.error();
    if (const auto begun = index.begin(); !begun)
        return begun;
    const auto put = putAll(index, settings, changes);
    if (put)
        return index.commit();
    index.rollback();
    return put;
}

/// Any of the words; each is text, whatever it looks like.
QString matchOf(const QStringList &words)
{
    QStringList quoted;
    for (QString word : words)
        quoted += u'"' + word.replace(u'"', u"\"\""_s) + u'"';
    return quoted.join(" OR "_L1);
}

Result<QList<MemoryCandidate>> search(const QString &path, const QStringList &words, int most)
{
    Index index(path);
    if (const auto opened = index.open(); !opened)
        return opened.error();
    QList<MemoryCandidate> found;
    if (words.isEmpty())
        return found;
    if (const auto asked = index.run(u"SELECT name, first, last, text, bm25(chunks) AS weight FROM chunks "
                                     "WHERE chunks MATCH ? ORDER BY weight LIMIT ?"_s,
                                     {matchOf(words), most});
        !asked)
        return asked.error();
    while (index.rows().next()) {
        const QSqlQuery &row = index.rows();
        found += {.name = row.value(0).toString(),
                  .chunk = {.firstLine = row.value(1).toInt(),
                            .lastLine = row.value(2).toInt(),
                            .text = row.value(3).toString()},
                  .weight = -row.value(4).toDouble()};
    }
    return found;
}

QByteArray hashOf(const QString &text)
{
    return QCryptographicHash::hash(text.toUtf8(), QCryptographicHash::Sha1);
}

QByteArray bytesOf(const MeaningVector &vector)
{
    return {reinterpret_cast<const char *>(vector.constData()), vector.size() * qsizetype(sizeof(float))};
}

/// Nothing for one of another length: it has been made by another model of the same name.
std::optional<double> similarity(const QByteArray &bytes, const MeaningVector &asked)
{
    if (bytes.size() != asked.size() * qsizetype(sizeof(float)))
        return std::nullopt;
    MeaningVector vector(asked.size());
    std::memcpy(vector.data(), bytes.constData(), size_t(bytes.size()));
    double sum = 0;
    for (qsizetype i = 0; i < asked.size(); ++i)
        sum += double(vector[i]) * double(asked[i]);
    return sum;
}

Result<void> forgetMeanings(Index &index, const QString &model, const QSet<QByteArray> &hashes)
{
    for (const QByteArray &hash : hashes) {
        if (const auto done =
                index.run(u"DELETE FROM meanings WHERE model = ? AND hash = ?"_s, {model, hash});
            !done)
            return done;
    }
    return {};
}

Result<QStringList> withoutMeaning(const QString &path, const QString &model)
{
    Index index(path);
    if (const auto opened = index.open(); !opened)
        return opened.error();
    if (const auto asked = index.run(u"SELECT hash FROM meanings WHERE model = ?"_s, {model}); !asked)
        return asked.error();
    QSet<QByteArray> known;
    while (index.rows().next())
        known.insert(index.rows().value(0).toByteArray());
    if (const auto asked = index.run(u"SELECT text FROM chunks"_s); !asked)
        return asked.error();
    QStringList missing;
    QSet<QByteArray> seen;
    while (index.rows().next()) {
        const QString text = index.rows().value(0).toString();
        const QByteArray hash = hashOf(text);
        if (!seen.contains(hash) && !known.contains(hash))
            missing += text;
        seen.insert(hash);
    }
    const auto forgotten = forgetMeanings(index, model, known.subtract(seen));
    return forgotten ? Result(missing) : forgotten.error();
}

Result<void> putMeanings(const QString &path, const QString &model, const QList<TextMeaning> &meanings)
{
    Index index(path);
    if (const auto opened = index.open(); !opened)
        return opened.error();
    if (const auto begun = index.begin(); !begun)
        return begun;
    for (const TextMeaning &each : meanings) {
        if (const auto done = index.run(u"INSERT OR REPLACE INTO meanings VALUES (?, ?, ?)"_s,
                                        {model, hashOf(each.text), bytesOf(each.vector)});
            !done) {
            index.rollback();
            return done;
        }
    }
    return index.commit();
}

/// By the hash of the text: numbers only, however many vectors there are.
Result<QHash<QByteArray, double>> similarities(Index &index, const QString &model, const MeaningVector &asked)
{
    if (const auto read = index.run(u"SELECT hash, vector FROM meanings WHERE model = ?"_s, {model}); !read)
        return read.error();
    QHash<QByteArray, double> found;
    while (index.rows().next()) {
        if (const auto value = similarity(index.rows().value(1).toByteArray(), asked))
            found.insert(index.rows().value(0).toByteArray(), *value);
    }
    return found;
}

/// The least similarity that is among the `most` best.
double lowestOf(const QHash<QByteArray, double> &all, int most)
{
    QList<double> values = all.values();
    if (values.size() <= most)
        return -1;
    std::nth_element(values.begin(), values.begin() + most - 1, values.end(), std::greater<>());
    return values[most - 1];
}

Result<QList<MemoryNeighbour>> nearest(const QString &path, const QString &model, const MeaningVector &asked,
                                       int most, const QStringList &also)
{
    Index index(path);
    if (const auto opened = index.open(); !opened)
        return opened.error();
    const auto all = similarities(index, model, asked);
    if (!all)
        return all.error();
    const double lowest = lowestOf(*all, most);
    QSet<QByteArray> wanted;
    for (const QString &text : also)
        wanted.insert(hashOf(text));
    if (const auto read = index.run(u"SELECT name, first, last, text FROM chunks"_s); !read)
        return read.error();
    QList<MemoryNeighbour> found;
    while (index.rows().next()) {
        const QSqlQuery &row = index.rows();
        const QString text = row.value(3).toString();
        const QByteArray hash = hashOf(text);
        const auto value = all->constFind(hash);
        if (value != all->constEnd() && (*value >= lowest || wanted.contains(hash)))
            found +=
                {.name = row.value(0).toString(),
                 .chunk = {.firstLine = row.value(1).toInt(), .lastLine = row.value(2).toInt(), .text = text},
                 .similarity = *value};
    }
    return found;
}

} // namespace

} // namespace wsagent

extern "C" Q_DECL_EXPORT void wsagentMemory(wsagent::MemoryDatabase *database)
{
    *database = {.contents = wsagent::contents,
                 .apply = wsagent::apply,
                 .search = wsagent::search,
                 .withoutMeaning = wsagent::withoutMeaning,
                 .putMeanings = wsagent::putMeanings,
                 .nearest = wsagent::nearest};
}
