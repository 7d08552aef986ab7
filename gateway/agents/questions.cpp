#include "gateway/agents/questions.h"

#include <QDateTime>
#include <QUuid>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostRemembered = 200;
constexpr qsizetype mostPending = 100;

qint64 now()
{
    return QDateTime::currentMSecsSinceEpoch();
}

} // namespace

QJsonObject toJson(const Question &question)
{
    QJsonObject json = question.request;
    json.insert("id"_L1, question.id);
    json.insert("status"_L1, question.status);
    json.insert("createdAtMs"_L1, question.createdAtMs);
    json.insert("expiresAtMs"_L1, question.expiresAtMs);
    if (!question.answers.isEmpty())
        json.insert("answers"_L1, question.answers);
    return json;
}

Questions::Questions(QObject *parent)
    : QObject(parent)
{
    m_expiry.setSingleShot(true);
    connect(&m_expiry, &QTimer::timeout, this, &Questions::expire);
}

Question Questions::ask(const QJsonObject &request, std::chrono::milliseconds timeout, const QString &id)
{
    if (m_pending.size() >= mostPending)
        finish(pending().first().id, u"cancelled"_s, {});
    const Question question{.id = id.isEmpty() ? QUuid::createUuid().toString(QUuid::WithoutBraces) : id,
                            .request = request,
                            .createdAtMs = now(),
                            .expiresAtMs = now() + timeout.count(),
                            .status = u"pending"_s};
    m_pending.insert(question.id, question);
    armTimer();
    emit requested(question);
    return question;
}

bool Questions::wait(const QString &id, const Over &over)
{
    const auto found = find(id);
    if (found && found->status == "pending"_L1)
        m_waiting.insert(id, over);
    else if (found)
        over(*found);
    return found.has_value();
}

std::optional<Question> Questions::answer(const QString &id, const QJsonObject &answers)
{
    return m_pending.contains(id) ? finish(id, u"answered"_s, answers) : find(id);
}

std::optional<Question> Questions::cancel(const QString &id)
{
    return m_pending.contains(id) ? finish(id, u"cancelled"_s, {}) : find(id);
}

std::optional<Question> Questions::find(const QString &id) const
{
    if (const auto waiting = m_pending.constFind(id); waiting != m_pending.constEnd())
        return *waiting;
    for (auto it = m_over.crbegin(); it != m_over.crend(); ++it) {
        if (it->id == id)
            return *it;
    }
    return std::nullopt;
}

QList<Question> Questions::pending() const
{
    QList<Question> list = m_pending.values();
    std::stable_sort(list.begin(), list.end(),
                     [](const Question &a, const Question &b) { return a.createdAtMs < b.createdAtMs; });
    return list;
}

std::optional<Question> Questions::finish(const QString &id, const QString &status,
                                          const QJsonObject &answers)
{
    Question question = m_pending.take(id);
    question.status = status;
    question.answers = answers;
    m_over += question;
    if (m_over.size() > mostRemembered)
        m_over.removeFirst();
    armTimer();
    const QList<Over> waiting = m_waiting.values(id);
    m_waiting.remove(id);
    emit resolved(question);
    for (const Over &over : waiting)
        over(question);
    return question;
}

void Questions::expire()
{
    for (const Question &question : pending()) {
        if (question.expiresAtMs <= now())
            finish(question.id, u"expired"_s, {});
    }
    armTimer();
}

void Questions::armTimer()
{
    m_expiry.stop();
    if (m_pending.isEmpty())
        return;
    const auto first =
        std::min_element(m_pending.begin(), m_pending.end(),
                         [](const Question &a, const Question &b) { return a.expiresAtMs < b.expiresAtMs; });
    constexpr qint64 longest = 24 * 3600 * 1000;
    m_expiry.start(std::chrono::milliseconds(std::clamp<qint64>(first->expiresAtMs - now() + 1, 0, longest)));
}

} // namespace wsagent
