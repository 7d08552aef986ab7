#pragma once

#include "gateway/base/worker.h"
#include "gateway/sessions/sessionindex.h"
#include "gateway/sessions/sessionkey.h"
#include "gateway/sessions/sessionlist.h"
#include "gateway/sessions/transcript.h"

#include <QObject>
#include <QTimer>

#include <map>
#include <memory>

namespace wsagent {

struct SessionStoreOptions
{
    QString stateDir = {};
    QString storeTemplate = {}; ///< `session.store`, absolute; empty: below the state directory
    SessionKeyRules rules = {};
    std::function<void(const QString &)> report = {};               ///< what the log has to say as an error
    std::chrono::milliseconds writeDelay = std::chrono::seconds(5); ///< from a change to the JSON file
};

/// How a change of a session is kept and announced.
struct SessionChange
{
    QString reason = {}; ///< of `sessions.changed`; empty: nobody is told
    Durable durable = Durable::Yes;
};

/// All sessions of one instance: what is known of each, and what was said in it. Nothing is read before it is
/// asked for. The one owner of these files while the gateway runs.
class SessionStore : public QObject
{
    Q_OBJECT

public:
    explicit SessionStore(SessionStoreOptions options, QObject *parent = nullptr);
    ~SessionStore() override;

    const SessionKeyRules &rules() const { return m_options.rules; }
    void setRules(const SessionKeyRules &rules) { m_options.rules = rules; }
    /// See parseSessionKey.
    Result<SessionKey> resolve(const QString &key, const QString &agentId = {}) const;

    /// Nothing when there is no such session.
    Result<std::optional<SessionEntry>> find(const SessionKey &key);
    /// The session, made from `seed` when there is none.
    Result<SessionEntry> ensure(const SessionKey &key, const SessionEntry &seed = {});
    /// `edit` gets the session, made when there is none. `updatedAt` is left to `edit`.
    Result<SessionEntry> change(const SessionKey &key, const std::function<void(SessionEntry &)> &edit,
                                const SessionChange &how);
    /// Puts what was said aside. The session stays, with its overrides; its counters begin anew.
    /// `newId`: also another session id, as when a day has passed.
    enum class ResetKind { InPlace, NewId };
    Result<SessionEntry> reset(const SessionKey &key, const QString &reason,
                               ResetKind kind = ResetKind::InPlace);
    /// Returns the archived files. Without `archive` the transcript stays where it is.
    Result<QStringList> remove(const SessionKey &key, bool archive = true);

    /// Adds a message to the session, made when there is none, and tells who listens. `Durable::Yes` before
    /// anybody is told that it has been accepted, and at the end of a turn.
    Result<TranscriptEntry> append(const SessionKey &key, const QJsonObject &message, const QString &runId,
                                   Durable durable);
    /// An entry of another type, such as "custom_message" or "compaction".
    Result<TranscriptEntry> appendEntry(const SessionKey &key, const QString &type, const QJsonObject &body,
                                        Durable durable);
    /// What is in the session. Shared by all who ask, as long as one of them holds it.
    Result<std::shared_ptr<Transcript>> transcript(const SessionKey &key);
    /// Keeps the last `rows` rows; the whole is archived. The path of the archive; empty when there was
    /// nothing to do.
    Result<QString> keepLastRows(const SessionKey &key, int rows);

    /// In one list with all agents that have sessions, or of one of them.
    Result<QList<SessionRef>> sessions(const QString &agentId = {});
    /// The file that holds the sessions of an agent.
    QString indexPath(const QString &agentId) const;
    QString transcriptPath(const SessionKey &key, const SessionEntry &entry) const;

    /// Writes what waits to be written; the end of the store does it too.
    Result<void> flush();

signals:
    void changed(const wsagent::SessionKey &key, const QString &reason);
    void appended(const wsagent::SessionKey &key, const wsagent::TranscriptEntry &entry);

private:
    Result<SessionIndex *> indexOf(const QString &agentId);
    Result<SessionEntry> make(SessionIndex &index, const SessionKey &key, SessionEntry seed);
    Result<std::shared_ptr<Transcript>> openTranscript(const SessionKey &key, const SessionEntry &entry);
    Result<TranscriptEntry> added(const SessionKey &key, SessionEntry entry, const TranscriptEntry &row);
    Result<QString> archive(const QString &path, const QString &how);
    void forgetUnused();
    void startSoon();
    void startWriting();
    void finishWriting(const SessionIndex::Snapshot &snapshot, Result<void> written);
    void report(const QString &message) const;

    SessionStoreOptions m_options;
    std::map<QString, SessionIndex> m_indexes; ///< by agent; stay where they are
    QHash<QString, std::shared_ptr<Transcript>> m_transcripts;
    QTimer m_writing;
    Worker m_worker; ///< last: it ends before what its jobs report to
};

} // namespace wsagent
