#include "gateway/agents/exec/approvals.h"

#include <QDateTime>
#include <QJsonArray>
#include <QUuid>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostRemembered = 500;
constexpr qsizetype mostPending = 200;

qint64 now()
{
    return QDateTime::currentMSecsSinceEpoch();
}

} // namespace

QLatin1StringView statusName(Approval::Status status)
{
    switch (status) {
    case Approval::Status::Pending:
        return "pending"_L1;
    case Approval::Status::Allowed:
        return "allowed"_L1;
    case Approval::Status::Denied:
        return "denied"_L1;
    case Approval::Status::Expired:
        return "expired"_L1;
    case Approval::Status::Cancelled:
        return "cancelled"_L1;
    }
    Q_UNREACHABLE();
}

QJsonObject snapshot(const Approval &approval)
{
    QJsonObject presentation{{"kind"_L1, u"exec"_s},
                             {"commandText"_L1, approval.request["command"_L1].toString()},
                             {"commandPreview"_L1, approval.request["command"_L1].toString().left(200)},
                             {"warningText"_L1, approval.request["warningText"_L1]},
                             {"host"_L1, approval.request["host"_L1]},
                             {"nodeId"_L1, approval.request["nodeId"_L1]},
                             {"agentId"_L1, approval.request["agentId"_L1]},
                             {"allowedDecisions"_L1, approval.request["allowedDecisions"_L1]}};
    for (const auto key : {"warningText"_L1, "host"_L1, "nodeId"_L1, "agentId"_L1}) {
        if (presentation[key].isUndefined())
            presentation.insert(key, QJsonValue::Null);
    }
    QJsonObject json{{"id"_L1, approval.id},
                     {"kind"_L1, u"exec"_s},
                     {"status"_L1, QString(statusName(approval.status))},
                     {"presentation"_L1, presentation},
                     {"urlPath"_L1, u"/approve/"_s + approval.id},
                     {"createdAtMs"_L1, approval.createdAtMs},
                     {"expiresAtMs"_L1, approval.expiresAtMs}};
    if (approval.status == Approval::Status::Pending)
        return json;
    json.insert("resolvedAtMs"_L1, approval.resolvedAtMs);
    json.insert("reason"_L1, approval.reason);
    if (!approval.decision.isEmpty())
        json.insert("decision"_L1, approval.decision);
    if (!approval.resolver.isEmpty())
        json.insert("resolver"_L1, approval.resolver);
    return json;
}

Approvals::Approvals(QObject *parent)
    : QObject(parent)
{
    m_expiry.setSingleShot(true);
    connect(&m_expiry, &QTimer::timeout, this, &Approvals::expire);
}

Approval Approvals::open(const QJsonObject &request, std::chrono::milliseconds timeout,
                         const Decided &decided, const QString &id)
{
    Approval approval{.id = id.isEmpty() ? QUuid::createUuid().toString(QUuid::WithoutBraces) : id,
                      .request = request,
                      .createdAtMs = now()};
    approval.expiresAtMs = approval.createdAtMs + timeout.count();
    if (m_pending.size() >= mostPending)
        cancel(pending().first().id, u"too-many"_s);
    m_pending.insert(approval.id, approval);
    if (decided)
        m_waiting.insert(approval.id, decided);
    armTimer();
    emit requested(approval);
    return approval;
}

Approval Approvals::withoutRoute(const QJsonObject &request, std::chrono::milliseconds timeout)
{
    Approval approval{.id = QUuid::createUuid().toString(QUuid::WithoutBraces),
                      .request = request,
                      .createdAtMs = now(),
                      .expiresAtMs = now() + timeout.count(),
                      .status = Approval::Status::Expired,
                      .reason = u"no-route"_s,
                      .resolvedAtMs = now()};
    remember(approval);
    return approval;
}

bool Approvals::wait(const QString &id, const Decided &decided)
{
    if (m_pending.contains(id)) {
        m_waiting.insert(id, decided);
        return true;
    }
    const auto over = find(id);
    if (over)
        decided(*over);
    return over.has_value();
}

Approvals::Outcome Approvals::resolve(const QString &id, const QString &decision, const QString &resolver,
                                      int grantDays)
{
    if (m_pending.contains(id)) {
        m_pending[id].grantDays = grantDays;
        const bool denied = decision == "deny"_L1;
        finish(id, denied ? Approval::Status::Denied : Approval::Status::Allowed, decision, u"user"_s,
               resolver);
        return Outcome::Applied;
    }
    const auto over = find(id);
    if (!over || over->decision.isEmpty())
        return Outcome::Unknown;
    return over->decision == decision ? Outcome::Repeated : Outcome::Already;
}

void Approvals::cancel(const QString &id, const QString &reason)
{
    if (m_pending.contains(id))
        finish(id, Approval::Status::Cancelled, {}, reason, {});
}

std::optional<Approval> Approvals::find(const QString &id) const
{
    if (const auto waiting = m_pending.constFind(id); waiting != m_pending.constEnd())
        return *waiting;
    for (auto it = m_history.crbegin(); it != m_history.crend(); ++it) {
        if (it->id == id)
            return *it;
    }
    return std::nullopt;
}

QList<Approval> Approvals::pending() const
{
    QList<Approval> list = m_pending.values();
    std::stable_sort(list.begin(), list.end(),
                     [](const Approval &a, const Approval &b) { return a.createdAtMs < b.createdAtMs; });
    return list;
}

QList<Approval> Approvals::history() const
{
    return {m_history.crbegin(), m_history.crend()};
}

void Approvals::finish(const QString &id, Approval::Status status, const QString &decision,
                       const QString &reason, const QString &resolver)
{
    Approval approval = m_pending.take(id);
    approval.status = status;
    approval.decision = decision;
    approval.reason = reason;
    approval.resolver = resolver;
    approval.resolvedAtMs = now();
    remember(approval);
    armTimer();
    const QList<Decided> waiting = m_waiting.values(id);
    m_waiting.remove(id);
    emit resolved(approval);
    for (const Decided &decided : waiting)
        decided(approval);
}

void Approvals::expire()
{
    for (const Approval &approval : pending()) {
        if (approval.expiresAtMs <= now())
            finish(approval.id, Approval::Status::Expired, {}, u"timeout"_s, {});
    }
    armTimer();
}

/// One timer, for the one that ends first; none when nobody waits.
void Approvals::armTimer()
{
    m_expiry.stop();
    if (m_pending.isEmpty())
        return;
    const auto first =
        std::min_element(m_pending.begin(), m_pending.end(),
                         [](const Approval &a, const Approval &b) { return a.expiresAtMs < b.expiresAtMs; });
    constexpr qint64 longest = 24 * 3'600'000; // timers count in int
    m_expiry.start(std::chrono::milliseconds(std::clamp<qint64>(first->expiresAtMs - now() + 1, 0, longest)));
}

void Approvals::remember(const Approval &approval)
{
    m_history += approval;
    if (m_history.size() > mostRemembered)
        m_history.removeFirst();
}

} // namespace wsagent
