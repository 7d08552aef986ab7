#pragma once

#include "gateway/methods/methodtable.h"
#include "gateway/runplanner.h"
#include "gateway/scheduler/cronservice.h"
#include "gateway/scheduler/heartbeats.h"

namespace wsagent {

/// What automation needs of the gateway. All of it outlives it.
struct AutomationFacts
{
    QString stateDir = {};
    std::function<const QJsonObject &()> config = {}; ///< effective
    std::function<const AgentList &()> agents = {};
    std::function<Conversations &()> conversations = {};
    std::function<QString(const SessionKey &key)> modelOf = {};
    SessionStore *sessions = nullptr;
    std::function<void(QLatin1StringView event, const QJsonObject &payload)> broadcast = {};
    std::function<void(const QString &sentence)> report = {};
};

/// A turn that nobody typed: of a cron job or a webhook.
struct AutomaticTurn
{
    SessionKey key = {};
    QString runId = {};
    QString message = {};
    QString lane = QStringLiteral("cron");
    QString model = {};
    QString thinking = {};
    std::optional<std::chrono::milliseconds> timeout = {};
    bool isFresh = true; ///< in a new conversation
    bool isOwner = true; ///< the words are the owner's, not of whoever reaches a webhook or a page
};

/// What agents do without being asked: cron jobs, heartbeats, and what is woken up by events. Each part is
/// made when it is needed; at the start only when there is something planned.
class Automation : public QObject
{
    Q_OBJECT

public:
    explicit Automation(AutomationFacts facts, QObject *parent = nullptr);
    ~Automation() override;

    void addMethods(MethodTable &table);
    /// Costs a look at the config and one at the directory when nothing is planned.
    void start();
    void configChanged();

    CronService &cron();
    Heartbeats &heartbeats();
    /// By agent, as `health` shows them; agents that are never asked are not among them.
    QMap<QString, QJsonObject> heartbeatSettings() const;
    SystemEvents &events() { return m_events; }
    /// A line for the session; `now`: its agent is woken up for it. False: it was there already.
    bool tell(const SessionKey &key, const QString &text, bool now);
    /// `done` is called once, when the turn has ended.
    Result<void> run(const AutomaticTurn &turn, const std::function<void(const RunOutcome &)> &done);
    SessionKey mainSession(const QString &agentId = {}) const;
    /// By any of its names; an error when there is no such agent.
    Result<SessionKey> session(const QString &name, const QString &agentId) const;

private:
    void runJob(const CronJob &job, const QString &runId, const CronHooks::Done &done);
    void runIsolated(const CronJob &job, const QString &runId, const CronHooks::Done &done);
    QString agentOf(const CronJob &job) const;
    bool hasModel() const;
    CronSettings cronSettings() const;
    void wake(const MethodCall &call, Reply reply);

    AutomationFacts m;
    SystemEvents m_events;
    std::unique_ptr<CronService> m_cron;
    std::unique_ptr<Heartbeats> m_heartbeats;
    QString m_processId;
};

} // namespace wsagent
