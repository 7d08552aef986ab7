#include "gateway/automation.h"

#include "gateway/methods/cronmethods.h"

#include <QDateTime>
#include <QUuid>

#include <array>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

using Kind = ParamShape::Kind;

constexpr ParamShape word{.kind = Kind::String, .least = 1};
constexpr std::array<const char *, 2> wakeModes = {"now", "next-heartbeat"};
constexpr ParamShape wakeMode{.kind = Kind::String, .allowed = wakeModes};
constexpr std::array wakeMembers = {ParamMember{"mode", &wakeMode, true}, ParamMember{"text", &word, true},
                                    ParamMember{"sessionKey", &word}, ParamMember{"agentId", &word}};
constexpr ParamShape wakeShape{.kind = Kind::Object, .members = wakeMembers, .open = true};
constexpr ParamShape anyObject{.kind = Kind::Object, .open = true};

constexpr qsizetype longestSummary = 8000;

qint64 now()
{
    return QDateTime::currentMSecsSinceEpoch();
}

} // namespace

Automation::Automation(AutomationFacts facts, QObject *parent)
    : QObject(parent)
    , m(std::move(facts))
    , m_processId(QUuid::createUuid().toString(QUuid::WithoutBraces))
{}

Automation::~Automation() = default;

/// Whether a language model is configured: the built-in one has nothing to think about by itself.
bool Automation::hasModel() const
{
    const auto &agents = m.agents().all();
    return std::any_of(agents.begin(), agents.end(), [](const AgentProfile &agent) {
        return !agent.model.primary.isEmpty() && !agent.model.primary.startsWith("builtin/"_L1);
    });
}

void Automation::start()
{
    if (CronStore::exists(m.stateDir + "/cron"_L1))
        cron();
    if (hasModel())
        heartbeats();
}

void Automation::configChanged()
{
    if (m_cron)
        m_cron->setSettings(cronSettings());
    if (m_heartbeats || hasModel())
        heartbeats().plan();
}

CronSettings Automation::cronSettings() const
{
    CronSettings settings = CronSettings::from(m.config()["cron"_L1].toObject());
    settings.enabled = settings.enabled && qEnvironmentVariable("WS_AGENT_SKIP_CRON") != "1"_L1;
    return settings;
}

CronService &Automation::cron()
{
    if (m_cron)
        return *m_cron;
    m_cron = std::make_unique<CronService>(
        m.stateDir + "/cron"_L1, cronSettings(),
        CronHooks{.run = [this](const CronJob &job, const QString &runId,
                                const CronHooks::Done &done) { runJob(job, runId, done); },
                  .announce = [this](const QJsonObject &payload) { m.broadcast("cron"_L1, payload); },
                  .report = m.report,
                  .now = now});
    m_cron->start();
    return *m_cron;
}

Heartbeats &Automation::heartbeats()
{
    if (m_heartbeats)
        return *m_heartbeats;
    m_heartbeats = std::make_unique<Heartbeats>(HeartbeatServices{
        .conversations = m.conversations,
        .agents = m.agents,
        .modelOf = m.modelOf,
        .sessions = m.sessions,
        .events = &m_events,
        .announce = [this](const QJsonObject &payload) { m.broadcast("heartbeat"_L1, payload); },
        .now = now});
    if (hasModel())
        m_heartbeats->plan();
    return *m_heartbeats;
}

QMap<QString, QJsonObject> Automation::heartbeatSettings() const
{
    const bool enabled = hasModel() && (!m_heartbeats || m_heartbeats->isEnabled());
    const auto planned = heartbeatPlan(m.agents());
    QMap<QString, QJsonObject> settings;
    for (auto it = planned.begin(); it != planned.end(); ++it)
        settings.insert(it.key(), toJson(*it, enabled));
    return settings;
}

SessionKey Automation::mainSession(const QString &agentId) const
{
    return {.agentId = agentId.isEmpty() ? m.agents().defaultAgent().id : agentId,
            .rest = m.sessions->rules().mainKey};
}

Result<SessionKey> Automation::session(const QString &name, const QString &agentId) const
{
    auto key = m.sessions->resolve(name, agentId);
    if (key && !m.agents().find(key->agentId))
        return Error{u"unknown agent id \"%1\""_s.arg(key->agentId), {}, ErrorKind::NotFound};
    return key;
}

bool Automation::tell(const SessionKey &key, const QString &text, bool isNow)
{
    const QString time = QDateTime::currentDateTime().toString(Qt::ISODate);
    const bool isNew = m_events.add(key.text(), text, time);
    if (isNow)
        heartbeats().wake(key);
    return isNew;
}

Result<void> Automation::run(const AutomaticTurn &turn, const std::function<void(const RunOutcome &)> &done)
{
    if (turn.isFresh) {
        const auto entry = m.sessions->find(turn.key);
        if (entry && *entry) {
            const auto reset = m.sessions->reset(turn.key, u"new"_s, SessionStore::ResetKind::NewId);
            if (!reset)
                return reset.error();
        }
    }
    const auto accepted = m.conversations().accept({.key = turn.key,
                                                    .runId = turn.runId,
                                                    .text = turn.message,
                                                    .lane = turn.lane,
                                                    .model = turn.model,
                                                    .thinking = turn.thinking,
                                                    .timeout = turn.timeout,
                                                    .isOwner = turn.isOwner});
    if (!accepted)
        return accepted.error();
    m.conversations().ledger().wait(turn.runId, done);
    return {};
}

QString Automation::agentOf(const CronJob &job) const
{
    const QString agent = job.json["agentId"_L1].toString();
    return m.agents().find(agent) ? agent : m.agents().defaultAgent().id;
}

void Automation::runJob(const CronJob &job, const QString &runId, const CronHooks::Done &done)
{
    if (job.json["sessionTarget"_L1] != "main"_L1)
        return runIsolated(job, runId, done);
    const SessionKey key = mainSession(agentOf(job));
    const QString text = job.json["payload"_L1]["text"_L1].toString();
    tell(key, text, job.json["wakeMode"_L1] == "now"_L1);
    done({.summary = text.left(longestSummary), .sessionKey = key.text()});
}

void Automation::runIsolated(const CronJob &job, const QString &runId, const CronHooks::Done &done)
{
    const QJsonValue payload = job.json["payload"_L1];
    const QString agentId = agentOf(job);
    const QString target = job.json["sessionTarget"_L1].toString();
    SessionKey key{.agentId = agentId, .rest = u"cron:"_s + job.id};
    if (target.startsWith("session:"_L1)) {
        const auto named = m.sessions->resolve(target.mid(8), agentId);
        if (!named)
            return done({.status = u"error"_s, .error = named.error().message});
        key = *named;
    }
    AutomaticTurn turn{.key = key,
                       .runId = runId,
                       .message =
                           u"[cron:%1 %2] %3"_s.arg(job.id, job.name(), payload["message"_L1].toString()),
                       .model = payload["model"_L1].toString(),
                       .thinking = payload["thinking"_L1].toString(),
                       .isFresh = target == "isolated"_L1};
    if (const int seconds = payload["timeoutSeconds"_L1].toInt(); seconds > 0)
        turn.timeout = std::chrono::seconds(seconds);
    const bool isNow = job.json["wakeMode"_L1] == "now"_L1;
    const auto begun =
        run(turn, [this, done, key, agentId, isNow, name = job.name()](const RunOutcome &outcome) {
            const bool ok = outcome.status == RunOutcome::Status::Ok;
            const QString summary =
                isOnly(outcome.text, noReply) ? QString() : outcome.text.left(longestSummary);
            if (!summary.isEmpty())
                tell(mainSession(agentId), u"Cron (%1): %2"_s.arg(name, summary), isNow);
            done({.status = ok ? u"ok"_s : u"error"_s,
                  .error = ok                        ? QString()
                           : outcome.error.isEmpty() ? outcome.stopReason
                                                     : outcome.error,
                  .summary = summary,
                  .sessionKey = key.text()});
        });
    if (!begun)
        done({.status = u"error"_s, .error = begun.error().message});
}

void Automation::wake(const MethodCall &call, Reply reply)
{
    SessionKey key = mainSession(call.params["agentId"_L1].toString());
    if (const QString named = call.params["sessionKey"_L1].toString(); !named.isEmpty()) {
        const auto found = m.sessions->resolve(named, call.params["agentId"_L1].toString());
        if (!found)
            return reply.fail(invalidRequest(found.error().message));
        key = *found;
    }
    if (!m.agents().find(key.agentId))
        return reply.fail(invalidRequest(u"unknown agent id \"%1\""_s.arg(key.agentId)));
    tell(key, call.params["text"_L1].toString(), call.params["mode"_L1] == "now"_L1);
    reply.ok(QJsonObject{{"ok"_L1, true}});
}

void Automation::addMethods(MethodTable &table)
{
    addCronMethods(table, {.cron = [this]() -> CronService & { return cron(); }, .processId = m_processId});
    table.add({.name = u"wake"_s,
               .scope = u"operator.write"_s,
               .shape = &wakeShape,
               .run = [this](const MethodCall &call, Reply reply) {
                   wake(call, std::move(reply));
               }});
    table.add({.name = u"last-heartbeat"_s,
               .scope = u"operator.read"_s,
               .run = [this](const MethodCall &, Reply reply) {
                   const auto last = m_heartbeats ? m_heartbeats->last() : std::nullopt;
                   reply.ok(last ? QJsonValue(*last) : QJsonValue());
               }});
    table.add({.name = u"set-heartbeats"_s,
               .scope = u"operator.admin"_s,
               .shape = &anyObject,
               .run = [this](const MethodCall &call, Reply reply) {
                   const QJsonValue enabled = call.params["enabled"_L1];
                   if (!enabled.isBool())
                       return reply.fail(
                           invalidRequest(u"invalid set-heartbeats params: enabled (boolean) required"_s));
                   heartbeats().setEnabled(enabled.toBool());
                   reply.ok(QJsonObject{{"ok"_L1, true}, {"enabled"_L1, enabled}});
               }});
}

} // namespace wsagent
