#include "gateway/scheduler/heartbeats.h"

#include "gateway/base/duration.h"

#include "gateway/agents/silentreply.h"
#include "gateway/base/files.h"

#include <QDateTime>
#include <QRegularExpression>
#include <QUuid>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 whenBusy = 60'000;
constexpr qint64 wakeDelay = 250; // for wishes that come together
constexpr qint64 sameNews = 24 * 3'600'000;
constexpr qint64 longestSleep = 3'600'000; // the clock may be set while it lasts
constexpr qint64 mostBytes = 1024 * 1024;

const QString usualPrompt = u"Read HEARTBEAT.md in the workspace if there is one, and do exactly what it "
                            u"lists. Do not take up again what "
                            "was finished before. If nothing needs the user, answer HEARTBEAT_OK."_s;

QString preview(const QString &text)
{
    return text.simplified().left(200);
}

} // namespace

HeartbeatSettings HeartbeatSettings::from(const QJsonObject &heartbeat, const QTimeZone &userZone)
{
    HeartbeatSettings settings;
    settings.every = heartbeat["every"_L1].toString(u"30m"_s).trimmed();
    const auto every = parseDuration(settings.every, std::chrono::minutes(1));
    settings.everyMs = every ? every->count() : 0;
    if (heartbeat["activeHours"_L1].isObject()) {
        if (const auto hours = ActiveHours::from(heartbeat["activeHours"_L1].toObject(), userZone))
            settings.hours = *hours;
    }
    settings.prompt = heartbeat["prompt"_L1].toString(usualPrompt);
    settings.model = heartbeat["model"_L1].toString();
    settings.session = heartbeat["session"_L1].toString();
    settings.target = heartbeat["target"_L1].toString(settings.target);
    settings.ackMaxChars = heartbeat["ackMaxChars"_L1].toInt(settings.ackMaxChars);
    return settings;
}

QMap<QString, HeartbeatSettings> heartbeatPlan(const AgentList &agents)
{
    const QByteArray zoneName = agents.defaults()["userTimezone"_L1].toString().toUtf8();
    const QTimeZone zone = QTimeZone(zoneName).isValid() ? QTimeZone(zoneName) : QTimeZone::systemTimeZone();
    const auto &all = agents.all();
    const bool some = std::any_of(all.begin(), all.end(), [](const AgentProfile &agent) {
        return agent.settings["heartbeat"_L1].isObject();
    });
    QMap<QString, HeartbeatSettings> planned;
    for (const AgentProfile &agent : all) {
        if (some ? agent.settings["heartbeat"_L1].isObject() : agent.isDefault)
            planned.insert(agent.id, HeartbeatSettings::from(agent.heartbeat, zone));
    }
    return planned;
}

QJsonObject toJson(const HeartbeatSettings &settings, bool enabled)
{
    const bool isOn = enabled && settings.everyMs > 0;
    QJsonObject json{{"enabled"_L1, isOn},
                     {"every"_L1, settings.every},
                     {"everyMs"_L1, isOn ? QJsonValue(settings.everyMs) : QJsonValue()},
                     {"prompt"_L1, settings.prompt},
                     {"target"_L1, settings.target},
                     {"ackMaxChars"_L1, settings.ackMaxChars}};
    if (!settings.model.isEmpty())
        json.insert("model"_L1, settings.model);
    if (!settings.session.isEmpty())
        json.insert("session"_L1, settings.session);
    return json;
}

bool asksForSomething(const QString &heartbeatFile)
{
    static const QRegularExpression comments(u"<!--.*?-->"_s, QRegularExpression::DotMatchesEverythingOption);
    const QStringList lines = QString(heartbeatFile).remove(comments).split(u'\n');
    return std::any_of(lines.begin(), lines.end(), [](const QString &line) {
        const QString text = line.trimmed();
        return !text.isEmpty() && !text.startsWith(u'#');
    });
}

Heartbeats::Heartbeats(HeartbeatServices services, QObject *parent)
    : QObject(parent)
    , m(std::move(services))
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &Heartbeats::fire);
}

void Heartbeats::plan()
{
    QMap<QString, Agent> planned;
    const auto settings = heartbeatPlan(m.agents());
    for (auto it = settings.begin(); it != settings.end(); ++it) {
        const Agent before = m_agents.value(it.key());
        Agent agent{.settings = *it, .dueAt = before.dueAt, .askedIn = before.askedIn};
        if (!agent.isAsked() && !(agent.dueAt && before.settings.isDueLike(*it)))
            agent.dueAt = following(agent, m.now());
        planned.insert(it.key(), agent);
    }
    for (auto it = m_agents.begin(); it != m_agents.end(); ++it) {
        if (it->isAsked() && !planned.contains(it.key()) && m.agents().find(it.key()))
            planned.insert(it.key(), {.dueAt = it->dueAt, .askedIn = it->askedIn});
    }
    m_agents = planned;
    arm();
}

std::optional<qint64> Heartbeats::following(const Agent &agent, qint64 after) const
{
    if (agent.settings.everyMs <= 0)
        return std::nullopt;
    const qint64 next = after + agent.settings.everyMs;
    return agent.settings.hours ? agent.settings.hours->nextStart(next) : next;
}

void Heartbeats::setEnabled(bool enabled)
{
    m_enabled = enabled;
    arm();
}

std::optional<qint64> Heartbeats::nextDue() const
{
    std::optional<qint64> next;
    for (const Agent &agent : m_agents) {
        if (agent.dueAt && (m_enabled || agent.isAsked()))
            next = next ? std::min(*next, *agent.dueAt) : *agent.dueAt;
    }
    return next;
}

void Heartbeats::arm()
{
    const auto next = nextDue();
    if (!next)
        return m_timer.stop();
    m_timer.start(std::chrono::milliseconds(std::clamp<qint64>(*next - m.now(), 0, longestSleep)));
}

void Heartbeats::wake(const SessionKey &key)
{
    Agent &agent = m_agents[key.agentId];
    const QString session = key.rest == m.sessions->rules().mainKey ? QString() : key.rest;
    if (!agent.isAsked())
        agent.dueAt = m.now() + wakeDelay;
    if (!agent.askedIn.contains(session) && agent.askedIn.size() < SystemEvents::mostSessions)
        agent.askedIn += session;
    arm();
}

void Heartbeats::fire()
{
    for (auto agent = m_agents.begin(); agent != m_agents.end(); ++agent) {
        if (agent->dueAt && *agent->dueAt <= m.now() && (m_enabled || agent->isAsked()))
            beat(agent.key(), *agent);
    }
    arm();
}

/// `asked`: the session it was woken up in; empty: the usual one.
SessionKey Heartbeats::keyOf(const QString &agentId, const Agent &agent, const QString &asked) const
{
    if (!asked.isEmpty())
        return {.agentId = agentId, .rest = asked};
    const QString &usual = agent.settings.session;
    const QString name = usual.isEmpty() ? m.sessions->rules().mainKey : usual;
    const auto key = m.sessions->resolve(name, agentId);
    return key ? *key : SessionKey{.agentId = agentId, .rest = m.sessions->rules().mainKey};
}

QString Heartbeats::reasonToSkip(const AgentProfile &profile, const Agent &agent, const SessionKey &key) const
{
    if (agent.isAsked()) // a message may have been quicker, and has told the session what there was to tell
        return m.events->isEmpty(key.text()) ? u"already-told"_s : QString();
    if (agent.settings.hours && !agent.settings.hours->contains(m.now()))
        return u"quiet-hours"_s;
    if (m.modelOf(key).startsWith("builtin/"_L1))
        return u"no-model"_s; // it has nothing to think about
    const auto file = readFile(profile.workspace + "/HEARTBEAT.md"_L1, mostBytes);
    if (file && !asksForSomething(QString::fromUtf8(*file)) && m.events->isEmpty(key.text()))
        return u"empty-heartbeat-file"_s;
    return {};
}

void Heartbeats::beat(const QString &agentId, Agent &agent)
{
    const AgentProfile *profile = m.agents().find(agentId);
    if (!profile) {
        agent.dueAt.reset();
        return;
    }
    const QStringList wanted = agent.isAsked() ? agent.askedIn : QStringList{QString()};
    const auto session = std::find_if(wanted.begin(), wanted.end(), [&](const QString &each) {
        return !m.conversations().isBusy(keyOf(agentId, agent, each));
    });
    if (session == wanted.end()) {
        connect(&m.conversations(), &Conversations::runEnded, this, &Heartbeats::runEnded,
                Qt::UniqueConnection);
        agent.dueAt = m.now() + whenBusy;
        return;
    }
    const SessionKey key = keyOf(agentId, agent, *session);
    const QString reason = reasonToSkip(*profile, agent, key);
    agent.askedIn.removeOne(*session);
    agent.dueAt = agent.isAsked() ? m.now() + wakeDelay : following(agent, m.now());
    if (!reason.isEmpty())
        return tell(u"skipped"_s, {{"reason"_L1, reason}});
    const QString runId = u"heartbeat-"_s + QUuid::createUuid().toString(QUuid::WithoutBraces);
    const QStringList events = m.events->take(key.text());
    const QString prompt = agent.settings.prompt.isEmpty() ? usualPrompt : agent.settings.prompt;
    const auto accepted = m.conversations().accept({.key = key,
                                                    .runId = runId,
                                                    .text = (events + QStringList{prompt}).join(u'\n'),
                                                    .model = agent.settings.model,
                                                    .isHeartbeat = true,
                                                    .isQuiet = true});
    if (!accepted)
        return tell(u"failed"_s, {{"reason"_L1, accepted.error().message}});
    m.conversations().ledger().wait(
        runId, [this, agentId, key](const RunOutcome &outcome) { answered(agentId, key, outcome); });
}

/// Who was asked for while it was busy need not wait until it is looked at again.
void Heartbeats::runEnded(const SessionKey &key)
{
    const auto agent = m_agents.find(key.agentId);
    if (agent == m_agents.end() || !agent->isAsked() || m.conversations().isBusy(key))
        return;
    agent->dueAt = m.now();
    arm();
}

void Heartbeats::answered(const QString &agentId, const SessionKey &key, const RunOutcome &outcome)
{
    const qint64 duration = outcome.endedAt - outcome.startedAt;
    if (outcome.status != RunOutcome::Status::Ok)
        return tell(u"failed"_s, {{"reason"_L1, outcome.error}, {"durationMs"_L1, duration}});
    const QString news = heartbeatNews(outcome.text, m_agents.value(agentId).settings.ackMaxChars);
    if (news.isEmpty() || isOnly(outcome.text, noReply))
        return tell(outcome.text.isEmpty() ? u"ok-empty"_s : u"ok-token"_s,
                    {{"silent"_L1, true}, {"durationMs"_L1, duration}});
    const auto entry = m.sessions->find(key);
    const bool isOld = entry && *entry && (*entry)->text("lastHeartbeatText"_L1) == news &&
                       m.now() - (*entry)->number("lastHeartbeatSentAt"_L1) < sameNews;
    if (isOld)
        return tell(u"skipped"_s, {{"reason"_L1, u"duplicate"_s}, {"durationMs"_L1, duration}});
    (void)m.sessions->change(key,
                             [this, &news](SessionEntry &changed) {
                                 changed.set("lastHeartbeatText"_L1, news);
                                 changed.set("lastHeartbeatSentAt"_L1, m.now());
                             },
                             {.durable = Durable::No});
    tell(u"sent"_s, {{"preview"_L1, preview(news)}, {"durationMs"_L1, duration}});
}

void Heartbeats::tell(const QString &status, QJsonObject more)
{
    more.insert("ts"_L1, m.now());
    more.insert("status"_L1, status);
    more.insert("indicatorType"_L1, status == "sent"_L1     ? u"alert"_s
                                    : status == "failed"_L1 ? u"error"_s
                                                            : u"ok"_s);
    m_last = more;
    m.announce(more);
}

} // namespace wsagent
