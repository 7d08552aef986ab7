#include "gateway/agents/conversations.h"

#include <QDateTime>
#include <QPointer>
#include <QTimer>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

const QString queuedInput = u"queued-input"_s;
constexpr int mostAttempts = 2; // a run that brings the gateway down is not begun for ever

qint64 now()
{
    return QDateTime::currentMSecsSinceEpoch();
}

QString userKey(const QString &runId)
{
    return runId + u":user"_s;
}

RunOutcome outcomeOf(RunOutcome::Status status, const QString &stopReason, const QString &error = {})
{
    return {.status = status,
            .error = error,
            .errorKind = error.isEmpty() ? QString() : u"unknown"_s,
            .stopReason = stopReason,
            .startedAt = now(),
            .endedAt = now()};
}

RunEnding endingOf(const RunOutcome &outcome)
{
    return {.state = outcome.status == RunOutcome::Status::Ok        ? RunEnding::State::Final
                     : outcome.status == RunOutcome::Status::Aborted ? RunEnding::State::Aborted
                                                                     : RunEnding::State::Error,
            .stopReason = outcome.stopReason,
            .errorMessage = outcome.error,
            .errorKind = outcome.errorKind,
            .startedAt = outcome.startedAt,
            .endedAt = outcome.endedAt};
}

} // namespace

QJsonObject userMessage(const QString &runId, const QString &text, const QJsonArray &images)
{
    QJsonValue content = text;
    if (!images.isEmpty()) {
        QJsonArray parts = images;
        if (!text.isEmpty())
            parts.prepend(QJsonObject{{"type"_L1, u"text"_s}, {"text"_L1, text}});
        content = parts;
    }
    return {{"role"_L1, u"user"_s},
            {"content"_L1, content},
            {"timestamp"_L1, now()},
            {"idempotencyKey"_L1, userKey(runId)}};
}

Conversations::Conversations(ConversationServices services, const QString &journalPath, QObject *parent)
    : QObject(parent)
    , m_services(std::move(services))
    , m_journal(journalPath)
{}

Conversations::~Conversations() = default;

Conversations::Conversation &Conversations::conversation(const SessionKey &key)
{
    Conversation &talk = m_conversations[key.text()];
    talk.key = key;
    return talk;
}

bool Conversations::isBusy(const SessionKey &key) const
{
    return m_conversations.contains(key.text());
}

QStringList Conversations::activeRuns(const SessionKey &key) const
{
    const auto talk = m_conversations.find(key.text());
    return talk != m_conversations.end() && talk->second.current ? QStringList{talk->second.current->runId}
                                                                 : QStringList();
}

QList<QueuedMessage> Conversations::queued(const SessionKey &key) const
{
    const auto talk = m_conversations.find(key.text());
    return talk == m_conversations.end() ? QList<QueuedMessage>() : talk->second.queue.waiting();
}

/// What the session was to be told comes before what is said in it now.
void Conversations::tellEvents(const RunInput &input)
{
    const QStringList lines = m_services.takeEvents ? m_services.takeEvents(input.key) : QStringList();
    if (lines.isEmpty())
        return;
    const auto added = m_services.run.sessions->appendEntry(input.key, u"custom_message"_s,
                                                            {{"customType"_L1, u"system-event"_s},
                                                             {"runId"_L1, input.runId},
                                                             {"display"_L1, true},
                                                             {"content"_L1, lines.join(u'\n')}},
                                                            Durable::No);
    if (!added)
        m_services.report(added.error().message);
}

/// `together`: the runs whose messages are in this one.
Result<void> Conversations::appendUser(const RunInput &input, const QStringList &together)
{
    QJsonObject message = userMessage(input.runId, input.text, input.images);
    if (!together.isEmpty())
        message.insert("inputRunIds"_L1, QJsonArray::fromStringList(together));
    if (input.isHeartbeat)
        message.insert("isHeartbeat"_L1, true);
    tellEvents(input);
    const auto added = m_services.run.sessions->append(input.key, message, input.runId, Durable::Yes);
    return added ? Result<void>() : added.error();
}

/// A message that waits cannot stand between a tool call and its result: it is kept beside the conversation
/// until its turn comes.
Result<void> Conversations::noteQueued(const RunInput &input)
{
    const auto added = m_services.run.sessions->appendEntry(
        input.key, u"custom"_s,
        {{"customType"_L1, queuedInput},
         {"runId"_L1, input.runId},
         {"display"_L1, false},
         {"details"_L1, QJsonObject{{"text"_L1, input.text}, {"images"_L1, input.images}}}},
        Durable::Yes);
    return added ? Result<void>() : added.error();
}

Result<Conversations::Admission> Conversations::accept(const RunInput &input)
{
    const QString key = input.key.text();
    const bool busy = m_conversations.contains(key);
    if (const auto noted =
            m_journal.open({.runId = input.runId, .sessionKey = key, .isOwner = input.isOwner});
        !noted)
        return noted.error();
    m_keys.insert(input.runId, key);
    if (!busy) {
        if (const auto added = appendUser(input); !added) {
            (void)m_journal.close(input.runId);
            m_keys.remove(input.runId);
            return added.error();
        }
        enterLane(conversation(input.key), input);
        return Admission::Started;
    }
    Conversation &talk = conversation(input.key);
    if (const auto noted = noteQueued(input); !noted) {
        (void)m_journal.close(input.runId);
        m_keys.remove(input.runId);
        return noted.error();
    }
    QueueSettings settings = m_services.queueSettings(input.key, input.channel);
    settings.mode = input.queueMode.value_or(settings.mode);
    const bool joins = settings.mode == QueueMode::Steer || settings.mode == QueueMode::SteerBacklog;
    const bool mayJoin = input.isOwner || (talk.current && !talk.current->isOwner);
    if (joins && mayJoin && talk.run &&
        talk.run->steer({input.runId, userMessage(input.runId, input.text, input.images)}) &&
        settings.mode == QueueMode::Steer) {
        return Admission::Joined;
    }
    return queue(talk, input, settings);
}

Result<Conversations::Admission> Conversations::queue(Conversation &talk, const RunInput &input,
                                                      const QueueSettings &settings)
{
    talk.waiting.insert(input.runId, input);
    const QList<QueuedMessage> gone = talk.queue.add(
        {.runId = input.runId, .text = input.text, .route = input.route, .acceptedAt = now()}, settings);
    for (const QueuedMessage &message : gone) {
        talk.waiting.remove(message.runId);
        settle(talk, message.runId,
               outcomeOf(RunOutcome::Status::Aborted, u"queue-full"_s, u"too many messages were waiting"_s));
    }
    if (settings.mode == QueueMode::Interrupt && talk.run) {
        talk.run->abort(u"interrupt"_s); // what waits follows at once
        return Admission::Queued;
    }
    if (!talk.current)
        drainSoon(talk); // the time of quiet begins anew
    return Admission::Queued;
}

void Conversations::enterLane(Conversation &talk, const RunInput &input)
{
    talk.current = input;
    talk.quiet.reset();
    const QString key = talk.key.text();
    m_lanes.enter(key, input.lane, input.runId, [this, key] { begin(key); });
}

void Conversations::begin(const QString &key)
{
    Conversation &talk = m_conversations.at(key);
    const QString runId = talk.current->runId;
    if (!m_services.whenReady)
        return startRun(key, runId);
    talk.isPreparing = true;
    const RunInput input = *talk.current;
    m_services.whenReady(input, [self = QPointer(this), key, runId] {
        if (self)
            self->startRun(key, runId);
    });
}

void Conversations::startRun(const QString &key, const QString &runId)
{
    const auto place = m_conversations.find(key);
    const bool isWanted = place != m_conversations.end() && place->second.current &&
                          place->second.current->runId == runId && !place->second.run;
    if (!isWanted)
        return; // aborted meanwhile
    Conversation &talk = place->second;
    talk.isPreparing = false;
    const auto plan = m_services.plan(*talk.current);
    if (!plan) {
        RunOutcome failed = outcomeOf(RunOutcome::Status::Error, u"error"_s, plan.error().message);
        failed.isHeartbeat = talk.current->isHeartbeat;
        tellUnanswered(talk, talk.current->runId, failed);
        // Not from within the lanes that have called.
        QMetaObject::invokeMethod(
            this, [this, key, failed] { ended(key, failed); }, Qt::QueuedConnection);
        return;
    }
    talk.run = std::make_unique<AgentRun>(*plan, m_services.run);
    connect(talk.run.get(), &AgentRun::finished, this,
            [this, key](const RunOutcome &outcome) { ended(key, outcome); });
    emit runStarted(talk.key, talk.current->runId);
    talk.run->start();
}

void Conversations::ended(const QString &key, const RunOutcome &outcome)
{
    Conversation &talk = m_conversations.at(key);
    const QString runId = talk.current->runId;
    QStringList others = std::exchange(talk.alsoAnswered, {});
    if (talk.run) {
        others += talk.run->joined();
        talk.run.release()->deleteLater();
    }
    talk.current.reset();
    talk.isPreparing = false;
    for (const QString &other : std::as_const(others)) {
        // One that has a turn of its own besides, or was dropped from the queue meanwhile, ends elsewhere.
        if (talk.waiting.contains(other) || !m_keys.contains(other))
            continue;
        tellUnanswered(talk, other, outcome);
        settle(talk, other, outcome);
    }
    const SessionKey session = talk.key;
    settle(talk, runId, outcome);
    m_lanes.leave(runId);
    if (const auto place = m_conversations.find(key); place != m_conversations.end()) {
        drainSoon(place->second);
        forgetIfIdle(key);
    }
    emit runEnded(session, runId, outcome);
}

void Conversations::settle(Conversation &talk, const QString &runId, const RunOutcome &outcome)
{
    Q_UNUSED(talk)
    m_keys.remove(runId);
    if (const auto closed = m_journal.close(runId); !closed)
        m_services.report(closed.error().message);
    m_ledger.ended(runId, outcome);
}

/// The end of a run that has had no run of its own: its message was answered with another one, or not at all.
void Conversations::tellUnanswered(const Conversation &talk, const QString &runId, const RunOutcome &outcome)
{
    RunEvents events({.runId = runId, .sessionKey = talk.key.text(), .agentId = talk.key.agentId},
                     m_services.run.send);
    events.end(endingOf(outcome));
}

/// Collected messages wait for a time of quiet; others are next at once.
void Conversations::drainSoon(Conversation &talk)
{
    if (talk.queue.isEmpty() || talk.current)
        return;
    const QString key = talk.key.text();
    const QString channel = talk.waiting.value(talk.queue.waiting().last().runId).channel;
    const QueueSettings settings = m_services.queueSettings(talk.key, channel);
    talk.quiet = std::make_unique<QTimer>();
    talk.quiet->setSingleShot(true);
    connect(talk.quiet.get(), &QTimer::timeout, this, [this, key] { drain(key); });
    talk.quiet->start(settings.mode == QueueMode::Collect ? settings.debounceMs : 0);
}

void Conversations::drain(const QString &key)
{
    const auto place = m_conversations.find(key);
    if (place == m_conversations.end() || place->second.current)
        return;
    Conversation &talk = place->second;
    talk.quiet.release()->deleteLater(); // it has called
    const QString newest = talk.queue.isEmpty() ? QString() : talk.queue.waiting().last().runId;
    const RunInput last = talk.waiting.value(newest);
    const QueueMode mode = last.queueMode.value_or(m_services.queueSettings(talk.key, last.channel).mode);
    const auto batch = talk.queue.take(mode);
    if (!batch)
        return forgetIfIdle(key);
    RunInput input = talk.waiting.value(batch->runIds.last());
    input.text = batch->prompt;
    input.images = {};
    for (const QString &runId : batch->runIds) {
        const RunInput part = talk.waiting.take(runId);
        input.isOwner = input.isOwner && part.isOwner; // nobody borrows the rights of who speaks after him
        for (const QJsonValue &image : part.images)
            input.images += image;
    }
    talk.alsoAnswered = batch->runIds;
    talk.alsoAnswered.removeLast();
    if (const auto added = appendUser(input, talk.alsoAnswered); !added) {
        talk.current = input;
        m_services.report(added.error().message);
        return ended(key, outcomeOf(RunOutcome::Status::Error, u"error"_s, added.error().message));
    }
    enterLane(talk, input);
}

void Conversations::forgetIfIdle(const QString &key)
{
    const auto place = m_conversations.find(key);
    if (place == m_conversations.end() || place->second.current || !place->second.queue.isEmpty())
        return;
    m_conversations.erase(place);
    if (m_conversations.empty())
        emit idle();
}

void Conversations::awaitRun(const QString &runId, std::chrono::milliseconds patience,
                             const std::function<void(const RunOutcome *)> &done)
{
    if (const auto outcome = m_ledger.find(runId))
        return done(&*outcome);
    auto *timer = new QTimer(this);
    const int waiter = m_ledger.wait(runId, [done, timer](const RunOutcome &outcome) {
        timer->stop(); // it may be due in this very moment
        timer->deleteLater();
        done(&outcome);
    });
    timer->setSingleShot(true);
    connect(timer, &QTimer::timeout, this, [this, done, timer, waiter] {
        m_ledger.forget(waiter);
        timer->deleteLater();
        done(nullptr);
    });
    timer->start(patience);
}

QStringList Conversations::abort(const std::optional<SessionKey> &key, const QString &runId,
                                 const QString &stopReason)
{
    const QString session = runId.isEmpty() ? (key ? key->text() : QString()) : m_keys.value(runId);
    const auto place = m_conversations.find(session);
    if (place == m_conversations.end())
        return {};
    Conversation &talk = place->second;
    QStringList aborted;
    const RunOutcome outcome = outcomeOf(RunOutcome::Status::Aborted, stopReason);
    QList<QueuedMessage> dropped;
    if (runId.isEmpty())
        dropped = talk.queue.clear();
    else if (const auto waiting = talk.queue.remove(runId))
        dropped += *waiting;
    for (const QueuedMessage &message : std::as_const(dropped)) {
        aborted += message.runId;
        talk.waiting.remove(message.runId);
        tellUnanswered(talk, message.runId, outcome);
        settle(talk, message.runId, outcome);
    }
    const bool isCurrent = talk.current && (runId.isEmpty() || talk.current->runId == runId);
    if (isCurrent) {
        aborted += talk.current->runId;
        if (talk.run) {
            talk.run->abort(stopReason);
        } else if (std::exchange(talk.isPreparing, false) || m_lanes.withdraw(talk.current->runId)) {
            tellUnanswered(talk, talk.current->runId, outcome);
            ended(session, outcome);
        }
    } else {
        forgetIfIdle(session);
    }
    return aborted;
}

void Conversations::recover()
{
    const auto open = m_journal.takeOver();
    if (!open)
        return m_services.report(open.error().message);
    QMap<QString, QList<OpenRun>> bySession;
    for (const OpenRun &run : *open)
        bySession[run.sessionKey] += run;
    for (auto it = bySession.cbegin(); it != bySession.cend(); ++it) {
        if (const auto key = m_services.run.sessions->resolve(it.key()))
            recover(*key, it.value());
        else
            m_services.report(u"session %1 is not gone on with: %2"_s.arg(it.key(), key.error().message));
    }
}

void Conversations::recover(const SessionKey &key, const QList<OpenRun> &runs)
{
    if (!restoreMessages(key, runs))
        return;
    const OpenRun &last = runs.last();
    if (last.attempt > mostAttempts) {
        (void)m_services.run.sessions->appendEntry(
            key, u"custom_message"_s,
            {{"customType"_L1, u"run-failed-before-reply"_s},
             {"runId"_L1, last.runId},
             {"display"_L1, true},
             {"content"_L1, u"The gateway ended %1 times while it answered this."_s.arg(last.attempt)}},
            Durable::Yes);
        return;
    }
    for (const OpenRun &run : runs) {
        OpenRun again = run;
        ++again.attempt;
        (void)m_journal.open(again);
        m_keys.insert(run.runId, run.sessionKey);
    }
    Conversation &talk = conversation(key);
    for (const OpenRun &run : runs.first(runs.size() - 1))
        talk.alsoAnswered += run.runId;
    const bool isOwner =
        std::all_of(runs.begin(), runs.end(), [](const OpenRun &run) { return run.isOwner; });
    enterLane(talk, {.key = key, .runId = last.runId, .isOwner = isOwner});
}

/// Puts messages that waited into the conversation, and results where they are missing. False when there is
/// nothing left to answer.
bool Conversations::restoreMessages(const SessionKey &key, const QList<OpenRun> &runs)
{
    const auto transcript = m_services.run.sessions->transcript(key);
    if (!transcript) {
        m_services.report(transcript.error().message);
        return false;
    }
    QSet<QString> said;
    QHash<QString, QJsonValue> notes;
    QString lastRole;
    bool answered = false;
    qint64 left = 2000; // entries; what was open is at the end
    const auto read = (*transcript)->backwards([&](const TranscriptEntry &entry, qint64) {
        if (entry.type == "message"_L1 && lastRole.isEmpty()) {
            lastRole = entry.role();
            answered = lastRole == "assistant"_L1 && danglingToolCalls({entry}).isEmpty();
        }
        if (entry.role() == "user"_L1) {
            said += entry.message()["idempotencyKey"_L1].toString();
            const QJsonArray together = entry.message()["inputRunIds"_L1].toArray();
            for (const QJsonValue &runId : together)
                said += userKey(runId.toString());
        }
        if (entry.json["customType"_L1] == queuedInput)
            notes.insert(entry.json["runId"_L1].toString(), entry.json["details"_L1]);
        return --left > 0 ? Transcript::Visit::GoOn : Transcript::Visit::Stop;
    });
    if (!read)
        m_services.report(read.error().message);
    if (const auto mended = (*transcript)->repairToolCalls(); !mended)
        m_services.report(mended.error().message);
    bool known = false; // a message that never reached the disk has not been accepted either
    for (const OpenRun &run : runs) {
        const bool isSaid = said.contains(userKey(run.runId));
        known = known || isSaid || notes.contains(run.runId);
        if (isSaid || !notes.contains(run.runId))
            continue;
        const QJsonValue note = notes.value(run.runId);
        if (const auto added = appendUser({.key = key,
                                           .runId = run.runId,
                                           .text = note["text"_L1].toString(),
                                           .images = note["images"_L1].toArray()}))
            answered = false;
    }
    return known && !answered;
}

} // namespace wsagent
