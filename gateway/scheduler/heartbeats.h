#pragma once

#include "gateway/agents/agentlist.h"
#include "gateway/agents/conversations.h"
#include "gateway/agents/systemevents.h"
#include "gateway/scheduler/activehours.h"

#include <QTimer>

namespace wsagent {

/// `agents.defaults.heartbeat`, as it holds for one agent.
struct HeartbeatSettings
{
    qint64 everyMs = 0; ///< 0: never by itself
    QString every = {}; ///< as it is written
    std::optional<ActiveHours> hours = {};
    QString prompt = {};
    QString model = {};
    QString session = {}; ///< empty: the main one
    QString target = QStringLiteral("last");
    int ackMaxChars = 300;

    bool isDueLike(const HeartbeatSettings &other) const
    {
        return everyMs == other.everyMs && hours == other.hours;
    }
    static HeartbeatSettings from(const QJsonObject &heartbeat, const QTimeZone &userZone);
};

/// Which agents are asked, by id: those with a block of their own, or the default one when none has.
QMap<QString, HeartbeatSettings> heartbeatPlan(const AgentList &agents);
/// As `health` shows it. `enabled`: heartbeats are not switched off.
QJsonObject toJson(const HeartbeatSettings &settings, bool enabled);

/// Whether a HEARTBEAT.md asks for anything: not with headings, comments and empty lines alone.
bool asksForSomething(const QString &heartbeatFile);

/// What heartbeats work with.
struct HeartbeatServices
{
    std::function<Conversations &()> conversations = {};
    std::function<const AgentList &()> agents = {};
    std::function<QString(const SessionKey &key)> modelOf = {};
    SessionStore *sessions = nullptr;
    SystemEvents *events = nullptr;
    std::function<void(const QJsonObject &payload)> announce = {}; ///< event `heartbeat`
    std::function<qint64()> now = {};
};

/// Asks agents now and then whether anything needs attention (`agents.md` 9). One timer, for the next that is
/// due; none when there is none.
class Heartbeats : public QObject
{
    Q_OBJECT

public:
    explicit Heartbeats(HeartbeatServices services, QObject *parent = nullptr);

    /// By the agents of the config; also when that has changed.
    void plan();
    void setEnabled(bool enabled);
    bool isEnabled() const { return m_enabled; }
    /// Soon, whatever the plan says; several wishes at once are one. In the main session: where heartbeats of
    /// the agent usually are.
    void wake(const SessionKey &key);
    std::optional<QJsonObject> last() const { return m_last; }
    std::optional<qint64> nextDue() const;

private:
    struct Agent
    {
        HeartbeatSettings settings = {};
        std::optional<qint64> dueAt = {};
        QStringList askedIn = {}; ///< somebody woke it up in these sessions; "": in the usual one

        bool isAsked() const { return !askedIn.isEmpty(); }
    };

    void arm();
    void fire();
    void beat(const QString &agentId, Agent &agent);
    void runEnded(const wsagent::SessionKey &key);
    QString reasonToSkip(const AgentProfile &profile, const Agent &agent, const SessionKey &key) const;
    void answered(const QString &agentId, const SessionKey &key, const RunOutcome &outcome);
    void tell(const QString &status, QJsonObject more);
    std::optional<qint64> following(const Agent &agent, qint64 after) const;
    SessionKey keyOf(const QString &agentId, const Agent &agent, const QString &asked) const;

    HeartbeatServices m;
    QMap<QString, Agent> m_agents;
    QTimer m_timer;
    bool m_enabled = true;
    std::optional<QJsonObject> m_last;
};

} // namespace wsagent
