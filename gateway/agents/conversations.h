#pragma once

#include "gateway/agents/lanes.h"
#include "gateway/agents/queuepolicy.h"
#include "gateway/agents/runjournal.h"
#include "gateway/agents/runledger.h"
#include "gateway/agents/systemprompt.h"

#include <map>

namespace wsagent {

/// A message for an agent, and how it is to be answered.
struct RunInput
{
    SessionKey key = {};
    QString runId = {};
    QString text = {};
    QJsonArray images = {}; ///< content parts
    QString lane = QStringLiteral("main");
    QString channel = QStringLiteral("webchat");
    QString route = {};    ///< where the reply goes; empty: to whoever listens
    QString model = {};    ///< for this run only
    QString thinking = {}; ///< for this run only
    QString extraPrompt = {};
    ModelWishes wishes = {};
    PromptMode promptMode = PromptMode::Full;
    std::optional<QueueMode> queueMode = {};
    std::optional<std::chrono::milliseconds> timeout = {};
    bool isHeartbeat = false;
    bool isQuiet = false;
    bool isOwner = true;
    QString spawnedBy = {};
};

/// What `Conversations` needs of the rest.
struct ConversationServices
{
    RunServices run = {};
    /// Calls back when what a run works with is there, maybe at once; may be empty.
    std::function<void(const RunInput &input, const std::function<void()> &ready)> whenReady = {};
    /// Everything that a run needs to know besides its message; asked when its turn has come.
    std::function<Result<RunPlan>(const RunInput &input)> plan = {};
    std::function<QueueSettings(const SessionKey &key, const QString &channel)> queueSettings = {};
    /// The lines that wait for the next message of the session; may be empty.
    std::function<QStringList(const SessionKey &key)> takeEvents = {};
    std::function<void(const QString &sentence)> report = {}; ///< what the log has to say as an error
};

/// Who talks in which session: takes messages, lets one run of a session go on at a time, and decides what
/// becomes of messages that come meanwhile. A message that has been accepted is on the disk, and is answered
/// even when the gateway is killed before it could.
class Conversations : public QObject
{
    Q_OBJECT

public:
    Conversations(ConversationServices services, const QString &journalPath, QObject *parent = nullptr);
    ~Conversations() override;

    enum class Admission { Started, Queued, Joined };
    /// The message is on the disk when this returns.
    Result<Admission> accept(const RunInput &input);

    /// Ends runs and takes back what waits: the run of that id, or all of the session. Their ids.
    QStringList abort(const std::optional<SessionKey> &key, const QString &runId, const QString &stopReason);
    /// Finishes what a gateway before this one has left.
    void recover();

    RunLedger &ledger() { return m_ledger; }
    /// Calls once: with what became of the run, at once when it has ended, or with null when patience ends.
    void awaitRun(const QString &runId, std::chrono::milliseconds patience,
                  const std::function<void(const RunOutcome *)> &done);
    Lanes &lanes() { return m_lanes; }
    bool isBusy(const SessionKey &key) const;
    /// Running and waiting for their turn in a lane.
    QStringList activeRuns(const SessionKey &key) const;
    QList<QueuedMessage> queued(const SessionKey &key) const;
    bool isKnown(const QString &runId) const { return m_keys.contains(runId); }
    int activeCount() const { return int(m_conversations.size()); }

signals:
    void idle(); ///< nothing runs any more, and nothing waits
    void runStarted(const wsagent::SessionKey &key, const QString &runId);
    void runEnded(const wsagent::SessionKey &key, const QString &runId, const wsagent::RunOutcome &outcome);

private:
    struct Conversation
    {
        SessionKey key = {};
        MessageQueue queue = {};
        QHash<QString, RunInput> waiting = {}; ///< of `queue`, by run
        std::optional<RunInput> current = {};  ///< runs, or waits for its turn
        bool isPreparing = false;              ///< its turn has come; what it works with is not there yet
        QStringList alsoAnswered = {};         ///< runs that end together with the current one
        std::unique_ptr<AgentRun> run = {};
        std::unique_ptr<QTimer> quiet = {};
    };

    Conversation &conversation(const SessionKey &key);
    Result<Admission> queue(Conversation &talk, const RunInput &input, const QueueSettings &settings);
    Result<void> appendUser(const RunInput &input, const QStringList &together = {});
    void tellEvents(const RunInput &input);
    Result<void> noteQueued(const RunInput &input);
    void enterLane(Conversation &talk, const RunInput &input);
    void begin(const QString &key);
    void startRun(const QString &key, const QString &runId);
    void ended(const QString &key, const RunOutcome &outcome);
    void drainSoon(Conversation &talk);
    void drain(const QString &key);
    void settle(Conversation &talk, const QString &runId, const RunOutcome &outcome);
    void tellUnanswered(const Conversation &talk, const QString &runId, const RunOutcome &outcome);
    void forgetIfIdle(const QString &key);
    void recover(const SessionKey &key, const QList<OpenRun> &runs);
    bool restoreMessages(const SessionKey &key, const QList<OpenRun> &runs);

    ConversationServices m_services;
    Lanes m_lanes;
    RunLedger m_ledger;
    RunJournal m_journal;
    std::map<QString, Conversation> m_conversations; ///< those in which something goes on
    QHash<QString, QString> m_keys;                  ///< session of each open run
};

/// `{role: user, …}` as it stands in the session; its `idempotencyKey` is how clients know it again.
QJsonObject userMessage(const QString &runId, const QString &text, const QJsonArray &images);

} // namespace wsagent
