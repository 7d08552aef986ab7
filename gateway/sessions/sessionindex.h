#pragma once

#include "gateway/base/appendfile.h"
#include "gateway/base/files.h"
#include "gateway/sessions/sessionentry.h"

#include <QHash>

#include <functional>

namespace wsagent {

/// `storeTemplate`: `session.store`, absolute; empty: below the state directory.
QString sessionIndexPath(QString storeTemplate, const QString &stateDir, const QString &agentId);

/// What an index and its journal say.
struct SessionIndexContent
{
    QHash<QString, SessionEntry> entries = {};
    int damagedChanges = 0; ///< lines of the journal that cannot be read
};

/// Changes nothing on the disk; of a missing file nothing. For whoever looks while a gateway may be at work.
Result<SessionIndexContent> readSessionIndex(const QString &path);

/// The sessions of one agent: `sessions.json`, and a journal beside it that takes each change as a line. The
/// journal makes a change cheap however many sessions there are; the file is written anew now and then, and
/// the journal begins afresh.
class SessionIndex
{
public:
    /// `path` of the JSON file. One that is damaged is put aside as `<path>.corrupt.<ms>`; `report` is told.
    static Result<SessionIndex> open(const QString &path, const std::function<void(const QString &)> &report);

    const QString &path() const { return m_path; }
    QString directory() const;
    const QHash<QString, SessionEntry> &entries() const { return m_entries; }
    const SessionEntry *find(const QString &key) const;

    /// `Durable::No` survives the end of this process, `Yes` a power cut as well.
    Result<void> put(const QString &key, const SessionEntry &entry, Durable durable = Durable::Yes);
    Result<void> remove(const QString &key);

    /// Whether the JSON file is behind.
    bool isBehind() const { return m_journal && m_journal->size() > 0; }
    /// What the JSON file is to say, made ready for another thread.
    struct Snapshot
    {
        QString path = {};
        QHash<QString, SessionEntry> entries = {};
        qint64 journalSize = 0;
        int journalNumber = 0;
    };
    Snapshot snapshot() const;
    static Result<void> write(const Snapshot &snapshot);
    /// After `write`: the journal is not needed any more, unless it has grown meanwhile.
    Result<void> written(const Snapshot &snapshot);

private:
    explicit SessionIndex(QString path)
        : m_path(std::move(path))
    {}
    Result<void> load(const std::function<void(const QString &)> &report);
    Result<void> replay(const std::function<void(const QString &)> &report);
    Result<void> note(const QString &key, const QJsonValue &entry, Durable durable);
    Result<AppendFile *> journal();

    QString m_path;
    QHash<QString, SessionEntry> m_entries;
    std::optional<AppendFile> m_journal; ///< open since the first change
    int m_journalNumber = 0;             ///< counts how often it has begun afresh
};

} // namespace wsagent
