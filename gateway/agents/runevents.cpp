#include "gateway/agents/runevents.h"

#include <QDateTime>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr auto textInterval = std::chrono::milliseconds(150);

qint64 now()
{
    return QDateTime::currentMSecsSinceEpoch();
}

QJsonObject assistantText(const QString &text)
{
    return {{"role"_L1, u"assistant"_s},
            {"content"_L1, QJsonArray{QJsonObject{{"type"_L1, u"text"_s}, {"text"_L1, text}}}},
            {"timestamp"_L1, now()}};
}

QString stateName(RunEnding::State state)
{
    switch (state) {
    case RunEnding::State::Final:
        return u"final"_s;
    case RunEnding::State::Aborted:
        return u"aborted"_s;
    case RunEnding::State::Error:
        return u"error"_s;
    }
    Q_UNREACHABLE();
}

void insertIfAny(QJsonObject &object, QLatin1StringView name, const QString &text)
{
    if (!text.isEmpty())
        object.insert(name, text);
}

} // namespace

RunEvents::RunEvents(RunIdentity identity, Send send, QObject *parent)
    : QObject(parent)
    , m_identity(std::move(identity))
    , m_send(std::move(send))
{
    m_pause.setSingleShot(true);
    m_pause.setInterval(textInterval);
    connect(&m_pause, &QTimer::timeout, this, &RunEvents::flush);
}

void RunEvents::agent(QLatin1StringView stream, const QJsonObject &data)
{
    QJsonObject payload{{"runId"_L1, m_identity.runId},
                        {"seq"_L1, ++m_seq},
                        {"stream"_L1, QString(stream)},
                        {"ts"_L1, now()},
                        {"data"_L1, data},
                        {"sessionKey"_L1, m_identity.sessionKey},
                        {"agentId"_L1, m_identity.agentId}};
    insertIfAny(payload, "sessionId"_L1, m_identity.sessionId);
    insertIfAny(payload, "spawnedBy"_L1, m_identity.spawnedBy);
    insertIfAny(payload, "lane"_L1, m_identity.lane);
    if (m_identity.isHeartbeat)
        payload.insert("isHeartbeat"_L1, true);
    m_send("agent"_L1, payload);
}

void RunEvents::chat(const QString &state, QJsonObject members)
{
    members.insert("runId"_L1, m_identity.runId);
    members.insert("sessionKey"_L1, m_identity.sessionKey);
    members.insert("agentId"_L1, m_identity.agentId);
    insertIfAny(members, "spawnedBy"_L1, m_identity.spawnedBy);
    members.insert("seq"_L1, ++m_seq);
    members.insert("state"_L1, state);
    m_send("chat"_L1, members);
}

void RunEvents::status(const QString &phase)
{
    if (m_ended || m_identity.isQuiet)
        return;
    agent("run_status"_L1, {{"phase"_L1, phase}});
    chat(u"status"_s, {{"phase"_L1, phase}});
}

void RunEvents::started(qint64 at)
{
    agent("lifecycle"_L1, {{"phase"_L1, u"start"_s}, {"startedAt"_L1, at}});
}

void RunEvents::modelChosen(const QString &provider, const QString &model)
{
    agent("lifecycle"_L1, {{"phase"_L1, u"model"_s}, {"provider"_L1, provider}, {"model"_L1, model}});
}

void RunEvents::text(const QString &delta)
{
    if (m_ended)
        return;
    m_written += delta;
    const QString visible = m_filter.add(delta);
    if (visible.isEmpty())
        return;
    m_shown += visible;
    m_pending += visible;
    if (!m_pause.isActive())
        flush();
}

void RunEvents::thinking(const QString &delta)
{
    if (!m_ended && !m_identity.isQuiet && !delta.isEmpty())
        agent("thinking"_L1, {{"delta"_L1, delta}});
}

void RunEvents::nextReply()
{
    flush();
    m_replace = m_replace || !m_shown.isEmpty();
    m_filter = SilentReplyFilter();
    m_written.clear();
    m_shown.clear();
}

/// Text may not overtake what follows it, nor be overtaken.
void RunEvents::flush()
{
    m_pause.stop();
    const QString delta = std::exchange(m_pending, {});
    if (delta.isEmpty() || m_ended || m_identity.isQuiet)
        return;
    agent("assistant"_L1, {{"text"_L1, m_shown}, {"delta"_L1, delta}});
    QJsonObject members{{"deltaText"_L1, delta}, {"message"_L1, assistantText(m_shown)}};
    if (std::exchange(m_replace, false))
        members.insert("replace"_L1, true);
    chat(u"delta"_s, members);
    m_pause.start();
}

void RunEvents::toolStarted(const QString &name, const QString &callId, const QJsonObject &arguments)
{
    flush();
    agent("tool"_L1,
          {{"phase"_L1, u"start"_s}, {"name"_L1, name}, {"toolCallId"_L1, callId}, {"args"_L1, arguments}});
}

void RunEvents::toolProgress(const QString &name, const QString &callId, const QString &text)
{
    if (!m_ended)
        agent("tool"_L1, {{"phase"_L1, u"update"_s},
                          {"name"_L1, name},
                          {"toolCallId"_L1, callId},
                          {"partialResult"_L1, text}});
}

void RunEvents::toolEnded(const QString &name, const QString &callId, const QJsonArray &result, bool isError)
{
    agent("tool"_L1, {{"phase"_L1, u"result"_s},
                      {"name"_L1, name},
                      {"toolCallId"_L1, callId},
                      {"result"_L1, result},
                      {"isError"_L1, isError}});
}

void RunEvents::compaction(const QString &phase)
{
    flush();
    agent("compaction"_L1, {{"phase"_L1, phase}});
}

void RunEvents::endLifecycle(const RunEnding &ending)
{
    if (ending.state == RunEnding::State::Error) {
        agent("lifecycle"_L1,
              {{"phase"_L1, u"error"_s}, {"error"_L1, ending.errorMessage}, {"endedAt"_L1, ending.endedAt}});
        return;
    }
    QJsonObject data{{"phase"_L1, u"finishing"_s},
                     {"stopReason"_L1, ending.stopReason},
                     {"aborted"_L1, ending.state == RunEnding::State::Aborted},
                     {"endedAt"_L1, ending.endedAt}};
    agent("lifecycle"_L1, data);
    data.insert("phase"_L1, u"end"_s);
    data.insert("startedAt"_L1, ending.startedAt);
    agent("lifecycle"_L1, data);
}

void RunEvents::end(const RunEnding &ending)
{
    if (m_ended)
        return;
    const QString rest = m_filter.finish();
    m_shown += rest;
    m_pending += rest;
    flush();
    m_ended = true;
    endLifecycle(ending);
    if (m_identity.isQuiet && ending.message.isEmpty() && ending.state == RunEnding::State::Final)
        return;
    QJsonObject members;
    if (!ending.message.isEmpty())
        members.insert("message"_L1, ending.message);
    if (!ending.usage.isEmpty())
        members.insert("usage"_L1, ending.usage);
    insertIfAny(members, "stopReason"_L1, ending.stopReason);
    insertIfAny(members, "errorMessage"_L1, ending.errorMessage);
    insertIfAny(members, "errorKind"_L1, ending.errorKind);
    chat(stateName(ending.state), members);
}

} // namespace wsagent
