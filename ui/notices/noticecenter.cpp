#include "ui/notices/noticecenter.h"

#include <QJsonArray>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

using Kind = Notice::Kind;

QString muteKey(Kind kind, const QString &profile)
{
    const QString key = QString::fromLatin1(QMetaEnum::fromType<Kind>().valueToKey(int(kind)));
    return profile.isEmpty() ? key : key + u'/' + profile;
}

} // namespace

NoticeCenter::NoticeCenter(std::unique_ptr<DesktopNotifier> notifier, Call call, QObject *parent)
    : QObject(parent)
    , m_notifier(std::move(notifier))
    , m_call(std::move(call))
{
    connect(m_notifier.get(), &DesktopNotifier::answered, this, &NoticeCenter::answer);
    connect(m_notifier.get(), &DesktopNotifier::clicked, this, &NoticeCenter::wantsToBeSeen);
    connect(m_notifier.get(), &DesktopNotifier::unavailable, this, &NoticeCenter::cannotBeShown);
}

NoticeCenter::~NoticeCenter() = default;

bool NoticeCenter::isMuted(Kind kind, const QString &profile) const
{
    return m_muted.contains(muteKey(kind, {})) || m_muted.contains(muteKey(kind, profile));
}

void NoticeCenter::setMuted(Kind kind, const QString &profile, bool muted)
{
    m_muted.removeAll(muteKey(kind, profile));
    if (muted)
        m_muted += muteKey(kind, profile);
}

void NoticeCenter::statusChanged(const GatewayStatus &status)
{
    const auto before = m_last.constFind(status.profile);
    const bool isNew = before == m_last.constEnd();
    const GatewayStatus last = isNew ? GatewayStatus{.profile = status.profile} : *before;
    m_last.insert(status.profile, status);
    if (status.state == GatewayState::Running)
        m_history.closeTroubles(status.profile, tr("Runs again"));
    if (const auto notice = NoticeText::change(last, status))
        add(*notice);
}

void NoticeCenter::connected(const QString &profile)
{
    m_call(profile, u"device.pair.list"_s, {}, [this, profile](const Result<QJsonValue> &list) {
        QStringList ids;
        const QJsonArray pending = list ? (*list)["pending"_L1].toArray() : QJsonArray();
        for (const QJsonValue &request : pending) {
            ids += request["requestId"_L1].toString();
            add(NoticeText::pairing(profile, request.toObject()));
        }
        if (list)
            m_history.keepRequests(Kind::PairingRequest, profile, ids);
    });
    m_call(profile, u"exec.approval.list"_s, {}, [this, profile](const Result<QJsonValue> &list) {
        QStringList ids;
        const QJsonArray pending = list ? list->toArray() : QJsonArray();
        for (const QJsonValue &request : pending) {
            ids += request["id"_L1].toString();
            add(NoticeText::approval(profile, request.toObject()));
        }
        if (list)
            m_history.keepRequests(Kind::ExecApproval, profile, ids);
    });
}

void NoticeCenter::heard(const QString &profile, const QString &event, const QJsonObject &payload)
{
    if (event == "device.pair.requested"_L1)
        return add(NoticeText::pairing(profile, payload));
    if (event == "exec.approval.requested"_L1)
        return add(NoticeText::approval(profile, payload));
    if (event == "device.pair.resolved"_L1)
        return close(Kind::PairingRequest, profile, payload["requestId"_L1].toString(),
                     payload["decision"_L1] == "approved"_L1 ? NoticeText::done(Notice::Answer::Approve)
                                                             : NoticeText::done(Notice::Answer::Reject));
    if (event == "exec.approval.resolved"_L1) {
        const QString decision = payload["decision"_L1].toString();
        const QString outcome = decision == "allow-once"_L1 ? NoticeText::done(Notice::Answer::AllowOnce)
                                : decision == "allow-always"_L1
                                    ? NoticeText::done(Notice::Answer::AllowAlways)
                                : decision == "deny"_L1 ? NoticeText::done(Notice::Answer::Deny)
                                                        : tr("Ran out of time");
        close(Kind::ExecApproval, profile, payload["id"_L1].toString(), outcome);
    }
}

void NoticeCenter::reported(const QString &profile, const QString &text)
{
    add(NoticeText::rescue(profile, text));
}

/// The outcome is written down when the gateway says so to everybody.
void NoticeCenter::answer(const Notice &notice, Notice::Answer answer)
{
    const auto [method, params] = callFor(notice, answer);
    m_call(notice.profile, method, params, [this, notice, answer](const Result<QJsonValue> &result) {
        if (result)
            close(notice.kind, notice.profile, notice.requestId, NoticeText::done(answer));
        else
            emit answerFailed(notice, result.error().message);
    });
}

void NoticeCenter::add(const Notice &notice)
{
    if (m_history.add(notice) && !isMuted(notice.kind, notice.profile))
        m_notifier->show(notice);
}

void NoticeCenter::close(Kind kind, const QString &profile, const QString &id, const QString &outcome)
{
    m_notifier->withdraw({.kind = kind, .profile = profile, .requestId = id});
    m_history.close(kind, profile, id, outcome);
}

} // namespace wsagent
