#pragma once

#include "ui/notices/desktopnotifier.h"
#include "ui/notices/noticehistory.h"

#include <QHash>

#include <functional>

namespace wsagent {

/// Makes notices of what gateways say and what becomes of them, and carries answers out.
class NoticeCenter : public QObject
{
    Q_OBJECT

public:
    using Answered = std::function<void(const QString &error)>; ///< empty: it is done
    /// Asks a gateway; the error when there is no connection comes by the same way.
    using Call = std::function<void(const QString &profile, const QString &method, const QJsonObject &params,
                                    const std::function<void(const Result<QJsonValue> &)> &answered)>;

    NoticeCenter(std::unique_ptr<DesktopNotifier> notifier, Call call, QObject *parent = nullptr);
    ~NoticeCenter() override;

    NoticeHistory &history() { return m_history; }
    bool isMuted(Notice::Kind kind, const QString &profile) const;
    /// Still in the history, but not shown by itself any more. An empty profile means all of them.
    void setMuted(Notice::Kind kind, const QString &profile, bool muted);
    QStringList muted() const { return m_muted; }                    ///< to be kept
    void restoreMuted(const QStringList &muted) { m_muted = muted; } ///< what was kept

    void statusChanged(const GatewayStatus &status);
    void connected(const QString &profile); ///< what waits there since before
    void heard(const QString &profile, const QString &event, const QJsonObject &payload);
    void reported(const QString &profile, const QString &text); ///< by a rescue profile
    void answer(const Notice &notice, Notice::Answer answer);

signals:
    void wantsToBeSeen(const wsagent::Notice &notice);
    void cannotBeShown(const wsagent::Notice &notice); ///< by the notifier
    void answerFailed(const wsagent::Notice &notice, const QString &reason);

private:
    void add(const Notice &notice);
    void close(Notice::Kind kind, const QString &profile, const QString &id, const QString &outcome);

    std::unique_ptr<DesktopNotifier> m_notifier;
    Call m_call;
    NoticeHistory m_history;
    QHash<QString, GatewayStatus> m_last;
    QStringList m_muted; ///< "CrashLoop", "CrashLoop/main"
};

} // namespace wsagent
