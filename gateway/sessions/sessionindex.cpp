#include "gateway/sessions/sessionindex.h"

#include <QDateTime>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 largestIndex = 256LL * 1024 * 1024;
constexpr qint64 largestJournal = 64LL * 1024 * 1024;

QString journalPath(const QString &path)
{
    return path + ".journal"_L1;
}

Result<void> putAside(const QString &path, const QString &why,
                      const std::function<void(const QString &)> &report)
{
    const QString aside = u"%1.corrupt.%2"_s.arg(path).arg(QDateTime::currentMSecsSinceEpoch());
    if (!QFile::rename(path, aside))
        return Error{u"%1 is damaged (%2) and cannot be put aside"_s.arg(path, why),
                     u"mv '%1' '%1.damaged'"_s.arg(path), ErrorKind::Io};
    report(u"%1 is damaged (%2): it is kept as %3, and an empty one takes its place"_s.arg(path, why, aside));
    return {};
}

void takeSessions(const QJsonObject &sessions, QHash<QString, SessionEntry> &entries)
{
    entries.reserve(sessions.size());
    for (auto it = sessions.begin(); it != sessions.end(); ++it) {
        if (it->isObject())
            entries.insert(it.key(), sessionEntryFrom(it->toObject()));
    }
}

/// Returns how many changes cannot be read.
int takeChanges(const QByteArray &lines, QHash<QString, SessionEntry> &entries)
{
    int damaged = 0;
    for (const QByteArray &line : lines.split('\n')) {
        const QJsonObject change = QJsonDocument::fromJson(line).object();
        const QString key = change["key"_L1].toString();
        if (key.isEmpty())
            damaged += line.isEmpty() ? 0 : 1;
        else if (change["entry"_L1].isObject())
            entries.insert(key, sessionEntryFrom(change["entry"_L1].toObject()));
        else
            entries.remove(key);
    }
    return damaged;
}

/// Empty when there is no such file.
Result<QByteArray> contentOf(const QString &path, qint64 largest)
{
    auto content = readFile(path, largest);
    if (!content && content.error().kind == ErrorKind::NotFound)
        return QByteArray();
    return content;
}

} // namespace

QString sessionIndexPath(QString storeTemplate, const QString &stateDir, const QString &agentId)
{
    if (storeTemplate.isEmpty())
        return u"%1/agents/%2/sessions/sessions.json"_s.arg(stateDir, agentId);
    return storeTemplate.replace("{agentId}"_L1, agentId);
}

Result<SessionIndexContent> readSessionIndex(const QString &path)
{
    const auto index = contentOf(path, largestIndex);
    if (!index)
        return index.error();
    SessionIndexContent content;
    QJsonParseError wrong;
    const QJsonDocument document = QJsonDocument::fromJson(*index, &wrong);
    if (!index->isEmpty() && !document.isObject())
        return Error{
            u"%1 is damaged (%2)"_s.arg(path, document.isNull() ? wrong.errorString() : u"no object"_s)};
    takeSessions(document.object(), content.entries);
    const auto journal = contentOf(journalPath(path), largestJournal);
    if (!journal)
        return journal.error();
    content.damagedChanges = takeChanges(journal->first(journal->lastIndexOf('\n') + 1), content.entries);
    return content;
}

Result<SessionIndex> SessionIndex::open(const QString &path,
                                        const std::function<void(const QString &)> &report)
{
    SessionIndex index(path);
    if (const auto loaded = index.load(report); !loaded)
        return loaded.error();
    if (const auto replayed = index.replay(report); !replayed)
        return replayed.error();
    return index;
}

QString SessionIndex::directory() const
{
    return QFileInfo(m_path).absolutePath();
}

Result<void> SessionIndex::load(const std::function<void(const QString &)> &report)
{
    const auto content = readFile(m_path, largestIndex);
    if (!content)
        return content.error().kind == ErrorKind::NotFound ? Result<void>() : content.error();
    QJsonParseError wrong;
    const QJsonDocument document = QJsonDocument::fromJson(*content, &wrong);
    if (!document.isObject())
        return putAside(m_path, document.isNull() ? wrong.errorString() : u"no object"_s, report);
    takeSessions(document.object(), m_entries);
    return {};
}

/// The changes since the file was written. What a crash tore at the end has not been acknowledged.
Result<void> SessionIndex::replay(const std::function<void(const QString &)> &report)
{
    const auto content = readFile(journalPath(m_path), largestJournal);
    if (!content)
        return content.error().kind == ErrorKind::NotFound ? Result<void>() : content.error();
    if (content->isEmpty())
        return {};
    const qsizetype complete = content->lastIndexOf('\n') + 1;
    const int damaged = takeChanges(content->first(complete), m_entries);
    if (damaged > 0)
        report(u"%1 changes in %2 cannot be read"_s.arg(damaged).arg(journalPath(m_path)));
    auto file = AppendFile::open(journalPath(m_path), AppendFile::Access::Append);
    if (!file)
        return file.error();
    m_journal = *std::move(file);
    return complete < m_journal->size() ? m_journal->truncate(complete) : Result<void>();
}

const SessionEntry *SessionIndex::find(const QString &key) const
{
    const auto found = m_entries.constFind(key);
    return found == m_entries.constEnd() ? nullptr : &*found;
}

Result<AppendFile *> SessionIndex::journal()
{
    if (!m_journal) {
        if (const auto made = makePrivateDirectory(directory()); !made)
            return made.error();
        auto file = AppendFile::open(journalPath(m_path), AppendFile::Access::Append);
        if (!file)
            return file.error();
        m_journal = *std::move(file);
    }
    return &*m_journal;
}

Result<void> SessionIndex::note(const QString &key, const QJsonValue &entry, Durable durable)
{
    const auto file = journal();
    if (!file)
        return file.error();
    const QJsonObject change{{"key"_L1, key}, {"entry"_L1, entry}};
    if (const auto added = (*file)->append(QJsonDocument(change).toJson(QJsonDocument::Compact) + '\n');
        !added)
        return added.error();
    return durable == Durable::Yes ? (*file)->sync() : Result<void>();
}

Result<void> SessionIndex::put(const QString &key, const SessionEntry &entry, Durable durable)
{
    if (const auto noted = note(key, toJson(entry), durable); !noted)
        return noted.error();
    m_entries.insert(key, entry);
    return {};
}

Result<void> SessionIndex::remove(const QString &key)
{
    if (const auto noted = note(key, QJsonValue(), Durable::Yes); !noted)
        return noted.error();
    m_entries.remove(key);
    return {};
}

SessionIndex::Snapshot SessionIndex::snapshot() const
{
    return {.path = m_path,
            .entries = m_entries,
            .journalSize = m_journal ? m_journal->size() : 0,
            .journalNumber = m_journalNumber};
}

Result<void> SessionIndex::write(const Snapshot &snapshot)
{
    QStringList keys = snapshot.entries.keys();
    keys.sort(); // a JSON object takes members that come in order without moving the others
    QJsonObject sessions;
    for (const QString &key : keys)
        sessions.insert(key, toJson(snapshot.entries[key]));
    return replaceFile(snapshot.path, QJsonDocument(sessions).toJson());
}

Result<void> SessionIndex::written(const Snapshot &snapshot)
{
    constexpr qint64 tolerable = 4 * 1024 * 1024;
    if (!m_journal || m_journalNumber != snapshot.journalNumber)
        return {};
    if (m_journal->size() == snapshot.journalSize) {
        ++m_journalNumber;
        return m_journal->truncate(0);
    }
    // To carry out a change twice does no harm, so it may stay a while.
    if (m_journal->size() < tolerable)
        return {};
    const auto newer = m_journal->read(snapshot.journalSize, m_journal->size() - snapshot.journalSize);
    if (!newer)
        return newer.error();
    if (const auto replaced = replaceFile(journalPath(m_path), *newer); !replaced)
        return replaced.error();
    m_journal.reset();
    ++m_journalNumber;
    const auto reopened = journal();
    return reopened ? Result<void>() : reopened.error();
}

} // namespace wsagent
