#pragma once

#include <QJsonArray>
#include <QJsonObject>
#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

namespace wsagent {

enum class QueueMode { Collect, Followup, Steer, SteerBacklog, Interrupt };
enum class QueueDrop { Summarize, Old, New };

std::optional<QueueMode> queueModeFrom(const QString &name);
QString queueModeName(QueueMode mode);

/// What becomes of messages that come while a run of the session goes on (`channels.md` 7).
struct QueueSettings
{
    QueueMode mode = QueueMode::Collect;
    int debounceMs = 1000;
    int cap = 20;
    QueueDrop drop = QueueDrop::Summarize;

    /// `messages.queue` for one channel, and over it what the session itself has set.
    static QueueSettings from(const QJsonObject &queue, const QString &channel, const QJsonObject &session);
    bool operator==(const QueueSettings &) const = default;
};

/// One message that waits for its run.
struct QueuedMessage
{
    QString runId = {};
    QString text = {};
    QString route = {}; ///< where the reply goes: messages of different routes are not put together
    qint64 acceptedAt = 0;
    bool operator==(const QueuedMessage &) const = default;
};

/// The next run of a session that had messages waiting.
struct QueuedBatch
{
    QString prompt = {};
    QStringList runIds = {}; ///< the last one names the run, the others are answered with it
    QString route = {};
};

/// The messages that wait in one session.
class MessageQueue
{
public:
    /// What had to go to make room: oldest first. The new one itself with the policy "new".
    QList<QueuedMessage> add(const QueuedMessage &message, const QueueSettings &settings);
    /// The next run; nothing when none waits. Collected messages of one route become one prompt.
    std::optional<QueuedBatch> take(QueueMode mode);
    std::optional<QueuedMessage> remove(const QString &runId);
    QList<QueuedMessage> clear();

    const QList<QueuedMessage> &waiting() const { return m_waiting; }
    bool isEmpty() const { return m_waiting.isEmpty(); }

private:
    QString withSummary(const QString &prompt);

    QList<QueuedMessage> m_waiting;
    QStringList m_dropped; ///< a line of each message that is told of in front of the next prompt
};

} // namespace wsagent
