#include "gateway/sessions/sessionstore.h"

#include "gateway/sessions/transcriptcut.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QUuid>

#include <algorithm>
#include <unistd.h>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostOpenTranscripts = 256;
constexpr qsizetype longestPreview = 240;
constexpr qsizetype longestTitle = 80;

qint64 now()
{
    return QDateTime::currentMSecsSinceEpoch();
}

QString newUuid()
{
    return QUuid::createUuid().toString(QUuid::WithoutBraces);
}

QString preview(const TranscriptEntry &row)
{
    const QString text = plainText(row.message()["content"_L1]).left(4 * longestPreview).simplified();
    return text.left(longestPreview);
}

/// Of this moment; of a later one when something was archived in the same millisecond.
QString archiveName(const QString &path, const QString &how)
{
    qint64 time = now();
    while (QFile::exists(u"%1.%2.%3"_s.arg(path, how).arg(time)))
        ++time;
    return u"%1.%2.%3"_s.arg(path, how).arg(time);
}

} // namespace

SessionStore::SessionStore(SessionStoreOptions options, QObject *parent)
    : QObject(parent)
    , m_options(std::move(options))
{
    m_writing.setSingleShot(true);
    m_writing.setInterval(m_options.writeDelay);
    connect(&m_writing, &QTimer::timeout, this, &SessionStore::startWriting);
}

SessionStore::~SessionStore()
{
    if (const auto written = flush(); !written)
        report(written.error().message);
}

void SessionStore::report(const QString &message) const
{
    if (m_options.report)
        m_options.report(message);
}

Result<SessionKey> SessionStore::resolve(const QString &key, const QString &agentId) const
{
    return parseSessionKey(key, agentId, m_options.rules);
}

QString SessionStore::indexPath(const QString &agentId) const
{
    return sessionIndexPath(m_options.storeTemplate, m_options.stateDir, agentId);
}

QString SessionStore::transcriptPath(const SessionKey &key, const SessionEntry &entry) const
{
    return QFileInfo(indexPath(key.agentId)).absolutePath() + u'/' + transcriptFileName(entry);
}

Result<SessionIndex *> SessionStore::indexOf(const QString &agentId)
{
    const auto known = m_indexes.find(agentId);
    if (known != m_indexes.end())
        return &known->second;
    if (!isAgentId(agentId)) // it becomes a folder
        return Error{u"invalid agent id: %1"_s.arg(agentId), u"ws-agent agents list"_s, ErrorKind::NotFound};
    auto index = SessionIndex::open(indexPath(agentId), [this](const QString &text) { report(text); });
    if (!index)
        return index.error();
    SessionIndex *made = &m_indexes.emplace(agentId, *std::move(index)).first->second;
    if (made->isBehind())
        startSoon();
    return made;
}

Result<std::optional<SessionEntry>> SessionStore::find(const SessionKey &key)
{
    const auto index = indexOf(key.agentId);
    if (!index)
        return index.error();
    const SessionEntry *found = (*index)->find(key.text());
    return found ? std::optional(*found) : std::nullopt;
}

Result<SessionEntry> SessionStore::make(SessionIndex &index, const SessionKey &key, SessionEntry seed)
{
    if (!isSessionFileName(seed.sessionId))
        seed.sessionId = newUuid();
    seed.lifecycleRevision = newUuid();
    seed.createdAt = seed.updatedAt = now();
    if (seed.channel.isEmpty())
        seed.channel = key.channel();
    if (const auto put = index.put(key.text(), seed); !put)
        return put.error();
    return seed;
}

Result<SessionEntry> SessionStore::ensure(const SessionKey &key, const SessionEntry &seed)
{
    const auto index = indexOf(key.agentId);
    if (!index)
        return index.error();
    if (const SessionEntry *found = (*index)->find(key.text()))
        return *found;
    const auto made = make(**index, key, seed);
    if (!made)
        return made.error();
    startSoon();
    emit changed(key, u"create"_s);
    return made;
}

Result<SessionEntry> SessionStore::change(const SessionKey &key,
                                          const std::function<void(SessionEntry &)> &edit,
                                          const SessionChange &how)
{
    auto entry = ensure(key);
    if (!entry)
        return entry;
    edit(*entry);
    if (const auto put = m_indexes.at(key.agentId).put(key.text(), *entry, how.durable); !put)
        return put.error();
    startSoon();
    if (!how.reason.isEmpty())
        emit changed(key, how.reason);
    return entry;
}

/// The new name is on the disk before the index says that the session is empty, or is no more.
Result<QString> SessionStore::archive(const QString &path, const QString &how)
{
    if (const auto open = m_transcripts.take(path))
        open->retire(u"the session was %1 meanwhile"_s.arg(how));
    if (!QFileInfo::exists(path))
        return QString();
    const QString archived = archiveName(path, how);
    if (!QFile::rename(path, archived))
        return Error{u"%1 cannot be archived"_s.arg(path), u"ls -ld '%1'"_s.arg(path), ErrorKind::Io};
    return archived;
}

Result<SessionEntry> SessionStore::reset(const SessionKey &key, const QString &reason, ResetKind kind)
{
    const auto before = find(key);
    if (!before)
        return before.error();
    if (*before) {
        if (const auto archived = archive(transcriptPath(key, **before), u"reset"_s); !archived)
            return archived.error();
    }
    const auto begin = [kind](SessionEntry &entry) {
        if (kind == ResetKind::NewId)
            entry.sessionId = newUuid();
        entry.lifecycleRevision = newUuid();
        entry.updatedAt = now();
        forgetConversation(entry);
    };
    return change(key, begin, {.reason = reason});
}

Result<QStringList> SessionStore::remove(const SessionKey &key, bool archived)
{
    const auto entry = find(key);
    if (!entry)
        return entry.error();
    QStringList paths;
    if (!*entry)
        return paths;
    if (archived) {
        const auto path = archive(transcriptPath(key, **entry), u"deleted"_s);
        if (!path)
            return path.error();
        if (!path->isEmpty())
            paths += *path;
    }
    if (const auto removed = m_indexes.at(key.agentId).remove(key.text()); !removed)
        return removed.error();
    startSoon();
    emit changed(key, u"delete"_s);
    return paths;
}

Result<std::shared_ptr<Transcript>> SessionStore::openTranscript(const SessionKey &key,
                                                                 const SessionEntry &entry)
{
    const QString path = transcriptPath(key, entry);
    if (const auto open = m_transcripts.value(path))
        return open;
    forgetUnused();
    auto opened = Transcript::open(path, entry.sessionId);
    if (!opened)
        return opened.error();
    if (!opened->repair().isEmpty())
        report(u"%1: %2"_s.arg(path, opened->repair()));
    auto shared = std::make_shared<Transcript>(*std::move(opened));
    m_transcripts.insert(path, shared);
    return shared;
}

void SessionStore::forgetUnused()
{
    if (m_transcripts.size() >= mostOpenTranscripts)
        m_transcripts.removeIf([](const auto &each) { return each.value().use_count() == 1; });
}

Result<std::shared_ptr<Transcript>> SessionStore::transcript(const SessionKey &key)
{
    const auto entry = ensure(key);
    return entry ? openTranscript(key, *entry) : entry.error();
}

Result<TranscriptEntry> SessionStore::append(const SessionKey &key, const QJsonObject &message,
                                             const QString &runId, Durable durable)
{
    QJsonObject body{{"message"_L1, message}};
    if (!runId.isEmpty())
        body.insert("runId"_L1, runId);
    return appendEntry(key, u"message"_s, body, durable);
}

Result<TranscriptEntry> SessionStore::appendEntry(const SessionKey &key, const QString &type,
                                                  const QJsonObject &body, Durable durable)
{
    const auto entry = ensure(key);
    if (!entry)
        return entry.error();
    const auto open = openTranscript(key, *entry);
    if (!open)
        return open.error();
    const auto row = (*open)->append(type, body);
    if (!row)
        return row;
    if (durable == Durable::Yes) {
        if (const auto synced = (*open)->sync(); !synced)
            return synced.error();
    }
    return added(key, *entry, *row);
}

/// What lists show of a conversation stands in the index, so that they need not open it.
Result<TranscriptEntry> SessionStore::added(const SessionKey &key, SessionEntry entry,
                                            const TranscriptEntry &row)
{
    const QString role = row.role();
    if (role == "user"_L1 || role == "assistant"_L1) {
        const QString text = preview(row);
        if (!row.message()["isHeartbeat"_L1].toBool()) // the conversation grows old all the same
            entry.updatedAt = entry.lastInteractionAt = row.timestamp;
        if (!text.isEmpty())
            entry.set("lastMessagePreview"_L1, text);
        if (role == "user"_L1 && !text.isEmpty() && !entry.others.contains("derivedTitle"_L1))
            entry.set("derivedTitle"_L1, text.left(longestTitle));
        const auto put = m_indexes.at(key.agentId).put(key.text(), entry, Durable::No);
        if (!put)
            return put.error();
        startSoon();
    }
    emit appended(key, row);
    return row;
}

Result<QString> SessionStore::keepLastRows(const SessionKey &key, int rows)
{
    const auto entry = find(key);
    if (!entry)
        return entry.error();
    if (!*entry)
        return QString();
    const QString path = transcriptPath(key, **entry);
    const auto whole = Transcript::openToRead(path);
    if (!whole)
        return whole.error().kind == ErrorKind::NotFound ? Result(QString()) : whole.error();
    if (whole->rowCount() <= rows)
        return QString();
    const auto kept = lastRows(*whole, (*entry)->sessionId, rows);
    if (!kept)
        return kept.error();
    if (const auto open = m_transcripts.take(path))
        open->retire(u"the session was compacted meanwhile"_s);
    // Two names for the whole, then one of them for the rest: at no time is there none.
    const QString archived = archiveName(path, u"compacted"_s);
    if (::link(path.toUtf8().constData(), archived.toUtf8().constData()) != 0 && !QFile::copy(path, archived))
        return Error{u"%1 cannot be archived"_s.arg(path), u"ls -ld '%1'"_s.arg(path), ErrorKind::Io};
    if (const auto replaced = replaceFile(path, *kept); !replaced)
        return replaced.error();
    // The rows have other numbers now.
    const auto renewed =
        change(key, [](SessionEntry &changed) { changed.lifecycleRevision = newUuid(); }, {});
    return renewed ? Result(archived) : renewed.error();
}

Result<QList<SessionRef>> SessionStore::sessions(const QString &agentId)
{
    QStringList agents{agentId};
    if (agentId.isEmpty()) {
        agents = m_options.rules.agents;
        const QDir directory(m_options.stateDir + "/agents"_L1);
        for (const QString &name : directory.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
            if (isAgentId(name) && !agents.contains(name))
                agents += name;
        }
    }
    QList<SessionRef> found;
    for (const QString &agent : agents) {
        if (!QFileInfo::exists(QFileInfo(indexPath(agent)).absolutePath()))
            continue;
        const auto index = indexOf(agent);
        if (!index)
            return index.error();
        const auto &entries = (*index)->entries();
        found.reserve(found.size() + entries.size());
        for (auto it = entries.begin(); it != entries.end(); ++it)
            found += {.key = it.key(), .agentId = agent, .entry = &it.value()};
    }
    return found;
}

void SessionStore::startSoon()
{
    if (!m_writing.isActive())
        m_writing.start();
}

/// In a thread of its own: to write ten thousand sessions takes a while.
void SessionStore::startWriting()
{
    QList<SessionIndex::Snapshot> snapshots;
    for (const auto &[agent, index] : m_indexes) {
        if (index.isBehind())
            snapshots += index.snapshot();
    }
    for (const SessionIndex::Snapshot &snapshot : snapshots) {
        m_worker.run([snapshot] { return SessionIndex::write(snapshot); },
                     [this, snapshot](const Result<void> &written) { finishWriting(snapshot, written); });
    }
}

void SessionStore::finishWriting(const SessionIndex::Snapshot &snapshot, Result<void> written)
{
    const auto index = std::find_if(m_indexes.begin(), m_indexes.end(), [&snapshot](const auto &each) {
        return each.second.path() == snapshot.path;
    });
    if (written)
        written = index->second.written(snapshot);
    if (!written)
        report(written.error().message); // nothing is lost: the journal has it
    else if (index->second.isBehind())
        startSoon();
}

Result<void> SessionStore::flush()
{
    m_writing.stop();
    m_worker.finish(); // it must not put an older state into the place of this one
    Result<void> result;
    for (auto &[agent, index] : m_indexes) {
        if (!index.isBehind())
            continue;
        const SessionIndex::Snapshot snapshot = index.snapshot();
        Result<void> written = SessionIndex::write(snapshot);
        if (written)
            written = index.written(snapshot);
        if (!written)
            result = written;
    }
    return result;
}

} // namespace wsagent

// Apart from the others, which need sockets.
#include "moc_sessionstore.cpp" // NOLINT(bugprone-suspicious-include)
