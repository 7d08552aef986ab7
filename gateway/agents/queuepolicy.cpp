#include "gateway/agents/queuepolicy.h"

#include <utility>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype summaryLine = 160;

QString shortened(const QString &text)
{
    const QString line = text.simplified();
    return line.size() <= summaryLine ? line : line.first(summaryLine - 1) + u'…';
}

QueueDrop dropFrom(const QString &name, QueueDrop usual)
{
    if (name == "old"_L1)
        return QueueDrop::Old;
    if (name == "new"_L1)
        return QueueDrop::New;
    return name == "summarize"_L1 ? QueueDrop::Summarize : usual;
}

QString numbered(const QList<QueuedMessage> &messages)
{
    QStringList parts{u"[Messages received while you were busy]"_s};
    for (qsizetype i = 0; i < messages.size(); ++i)
        parts += u"%1. %2"_s.arg(i + 1).arg(messages[i].text);
    return parts.join(u"\n\n"_s);
}

} // namespace

std::optional<QueueMode> queueModeFrom(const QString &name)
{
    const QString mode = name.toLower();
    if (mode == "collect"_L1)
        return QueueMode::Collect;
    if (mode == "followup"_L1)
        return QueueMode::Followup;
    if (mode == "steer"_L1 || mode == "queue"_L1)
        return QueueMode::Steer;
    if (mode == "steer-backlog"_L1 || mode == "steer+backlog"_L1)
        return QueueMode::SteerBacklog;
    if (mode == "interrupt"_L1)
        return QueueMode::Interrupt;
    return std::nullopt;
}

QString queueModeName(QueueMode mode)
{
    switch (mode) {
    case QueueMode::Collect:
        return u"collect"_s;
    case QueueMode::Followup:
        return u"followup"_s;
    case QueueMode::Steer:
        return u"steer"_s;
    case QueueMode::SteerBacklog:
        return u"steer-backlog"_s;
    case QueueMode::Interrupt:
        return u"interrupt"_s;
    }
    Q_UNREACHABLE();
}

QueueSettings QueueSettings::from(const QJsonObject &queue, const QString &channel,
                                  const QJsonObject &session)
{
    QueueSettings settings;
    const auto useMode = [&settings](const QJsonValue &name) {
        if (const auto named = queueModeFrom(name.toString()))
            settings.mode = *named;
    };
    useMode(queue["mode"_L1]);
    useMode(queue["byChannel"_L1][channel]);
    useMode(session["queueMode"_L1]);
    settings.debounceMs = queue["debounceMs"_L1].toInt(settings.debounceMs);
    settings.debounceMs = queue["debounceMsByChannel"_L1][channel].toInt(settings.debounceMs);
    settings.debounceMs = std::max(0, session["queueDebounceMs"_L1].toInt(settings.debounceMs));
    settings.cap = std::max(1, session["queueCap"_L1].toInt(queue["cap"_L1].toInt(settings.cap)));
    settings.drop =
        dropFrom(session["queueDrop"_L1].toString(), dropFrom(queue["drop"_L1].toString(), settings.drop));
    return settings;
}

QList<QueuedMessage> MessageQueue::add(const QueuedMessage &message, const QueueSettings &settings)
{
    if (m_waiting.size() >= settings.cap && settings.drop == QueueDrop::New)
        return {message};
    m_waiting += message;
    QList<QueuedMessage> gone;
    while (m_waiting.size() > settings.cap) {
        gone += m_waiting.takeFirst();
        if (settings.drop == QueueDrop::Summarize)
            m_dropped += u"- "_s + shortened(gone.last().text);
    }
    while (m_dropped.size() > settings.cap)
        m_dropped.removeFirst();
    return gone;
}

std::optional<QueuedBatch> MessageQueue::take(QueueMode mode)
{
    if (m_waiting.isEmpty())
        return std::nullopt;
    if (mode == QueueMode::Interrupt) { // the newest counts; the others are answered with it
        QueuedBatch batch{.prompt = m_waiting.last().text, .route = m_waiting.last().route};
        for (const QueuedMessage &message : std::as_const(m_waiting))
            batch.runIds += message.runId;
        m_waiting.clear();
        return batch;
    }
    QList<QueuedMessage> together{m_waiting.takeFirst()};
    if (mode == QueueMode::Collect) {
        while (!m_waiting.isEmpty() && m_waiting.first().route == together.first().route)
            together += m_waiting.takeFirst();
    }
    QueuedBatch batch{.route = together.first().route};
    for (const QueuedMessage &message : std::as_const(together))
        batch.runIds += message.runId;
    batch.prompt = withSummary(together.size() == 1 ? together.first().text : numbered(together));
    return batch;
}

QString MessageQueue::withSummary(const QString &prompt)
{
    if (m_dropped.isEmpty())
        return prompt;
    const QStringList lines = std::exchange(m_dropped, {});
    return u"[Older messages that were left out]\n%1\n\n%2"_s.arg(lines.join(u'\n'), prompt);
}

std::optional<QueuedMessage> MessageQueue::remove(const QString &runId)
{
    for (qsizetype i = 0; i < m_waiting.size(); ++i) {
        if (m_waiting[i].runId == runId)
            return m_waiting.takeAt(i);
    }
    return std::nullopt;
}

QList<QueuedMessage> MessageQueue::clear()
{
    m_dropped.clear();
    return std::exchange(m_waiting, {});
}

} // namespace wsagent
