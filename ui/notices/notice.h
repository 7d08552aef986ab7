#pragma once

#include "app/supervisor/gatewaystatus.h"
#include "gateway/base/result.h"

#include <QCoreApplication>
#include <QDateTime>

#include <optional>

namespace wsagent {

/// Something that a person should know, or has to decide.
struct Notice
{
    Q_GADGET

public:
    enum class Kind {
        PairingRequest,
        ExecApproval,
        GatewayDown,
        CrashLoop,
        DegradedConfig,
        PortConflict,
        RescueReport
    };
    Q_ENUM(Kind)
    enum class Answer { Approve, Reject, AllowOnce, AllowAlways, Deny };
    Q_ENUM(Answer)

    Kind kind = Kind::GatewayDown;
    QString profile = {};
    QString requestId = {}; ///< of what has to be decided
    QString title = {};
    QString text = {};
    QDateTime at = {};
    bool isOpen = false;  ///< still so, or not decided yet
    QString outcome = {}; ///< how it ended

    bool operator==(const Notice &) const = default;

    /// The same thing again; it replaces the older one while that is open.
    bool isAbout(const Notice &other) const
    {
        return kind == other.kind && profile == other.profile && requestId == other.requestId;
    }
    QList<Answer> answers() const;
};

/// Words of notices. No object: only the place of their translations.
class NoticeText
{
    Q_DECLARE_TR_FUNCTIONS(NoticeText)

public:
    static QString kind(Notice::Kind kind);
    static QString answer(Notice::Answer answer);
    static QString done(Notice::Answer answer); ///< "Approved"
    static QString show();                      ///< opens the window with all of them
    static Notice pairing(const QString &profile, const QJsonObject &request);
    static Notice approval(const QString &profile, const QJsonObject &request);
    static Notice rescue(const QString &profile, const QString &report);
    /// What a change of state is worth telling; nothing when it is what a person asked for.
    static std::optional<Notice> change(const GatewayStatus &before, const GatewayStatus &now);
};

/// The method that carries an answer out, and its parameters.
QPair<QString, QJsonObject> callFor(const Notice &notice, Notice::Answer answer);

} // namespace wsagent
