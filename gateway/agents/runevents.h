#pragma once

#include "gateway/agents/silentreply.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QObject>
#include <QTimer>

#include <functional>

namespace wsagent {

/// Which run events are about.
struct RunIdentity
{
    QString runId = {};
    QString sessionKey = {}; ///< canonical
    QString agentId = {};
    QString sessionId = {};
    QString spawnedBy = {};
    QString lane = {};
    bool isHeartbeat = false;
    /// Nobody watches it being written: no `chat` events before the last one, and that one only when there
    /// is news.
    bool isQuiet = false;
};

/// How a run ended, as clients are told.
struct RunEnding
{
    enum class State { Final, Aborted, Error };

    State state = State::Final;
    QJsonObject message = {}; ///< of the assistant; empty: none
    QJsonObject usage = {};
    QString stopReason = {};
    QString errorMessage = {};
    QString errorKind = {};
    qint64 startedAt = 0;
    qint64 endedAt = 0;
};

/// Tells clients what goes on in a run: the events `agent` and `chat` with one count for both
/// (`gateway-protocol.md` 9.3). Text is told at most every 150 ms; exactly one of final, aborted and error
/// ends it.
class RunEvents : public QObject
{
    Q_OBJECT

public:
    using Send = std::function<void(QLatin1StringView event, const QJsonObject &payload)>;

    RunEvents(RunIdentity identity, Send send, QObject *parent = nullptr);

    const RunIdentity &identity() const { return m_identity; }

    void status(const QString &phase);
    void started(qint64 at);
    void modelChosen(const QString &provider, const QString &model);
    void text(const QString &delta);
    void thinking(const QString &delta);
    /// Another call of the model begins: its text takes the place of what was shown.
    void nextReply();
    void toolStarted(const QString &name, const QString &callId, const QJsonObject &arguments);
    void toolProgress(const QString &name, const QString &callId, const QString &text);
    void toolEnded(const QString &name, const QString &callId, const QJsonArray &result, bool isError);
    void compaction(const QString &phase);
    void end(const RunEnding &ending);

    /// What has been written so far in the present reply, held back or not.
    QString written() const { return m_written; }

private:
    void agent(QLatin1StringView stream, const QJsonObject &data);
    void chat(const QString &state, QJsonObject members);
    void flush();
    void endLifecycle(const RunEnding &ending);

    RunIdentity m_identity;
    Send m_send;
    QTimer m_pause; ///< runs while no text is to be told
    SilentReplyFilter m_filter;
    QString m_written;
    QString m_shown;   ///< passed the filter
    QString m_pending; ///< the end of it that has not been told
    bool m_replace = false;
    bool m_ended = false;
    qint64 m_seq = 0;
};

} // namespace wsagent
