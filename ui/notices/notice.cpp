#include "ui/notices/notice.h"

#include <QJsonArray>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

using Kind = Notice::Kind;
using Answer = Notice::Answer;

constexpr qsizetype longestText = 300;

/// What a stranger says of himself must not look like something else.
QString harmless(QString text)
{
    for (QChar &character : text) {
        if (!character.isPrint())
            character = u' ';
    }
    return text.simplified().left(longestText);
}

} // namespace

QList<Answer> Notice::answers() const
{
    if (!isOpen)
        return {};
    if (kind == Kind::PairingRequest)
        return {Answer::Approve, Answer::Reject};
    if (kind == Kind::ExecApproval)
        return {Answer::AllowOnce, Answer::AllowAlways, Answer::Deny};
    return {};
}

QString NoticeText::kind(Kind kind)
{
    switch (kind) {
    case Kind::PairingRequest:
        return tr("Pairing requests");
    case Kind::ExecApproval:
        return tr("Command approvals");
    case Kind::GatewayDown:
        return tr("Gateway down");
    case Kind::CrashLoop:
        return tr("Crash loops");
    case Kind::DegradedConfig:
        return tr("Configuration problems");
    case Kind::PortConflict:
        return tr("Port conflicts");
    case Kind::RescueReport:
        return tr("Rescue reports");
    }
    Q_UNREACHABLE();
}

QString NoticeText::answer(Answer answer)
{
    switch (answer) {
    case Answer::Approve:
        return tr("Approve");
    case Answer::Reject:
        return tr("Reject");
    case Answer::AllowOnce:
        return tr("Allow once");
    case Answer::AllowAlways:
        return tr("Always allow");
    case Answer::Deny:
        return tr("Deny");
    }
    Q_UNREACHABLE();
}

QString NoticeText::done(Answer answer)
{
    switch (answer) {
    case Answer::Approve:
        return tr("Approved");
    case Answer::Reject:
        return tr("Rejected");
    case Answer::AllowOnce:
        return tr("Allowed once");
    case Answer::AllowAlways:
        return tr("Always allowed");
    case Answer::Deny:
        return tr("Denied");
    }
    Q_UNREACHABLE();
}

QString NoticeText::show()
{
    return tr("Show");
}

Notice NoticeText::pairing(const QString &profile, const QJsonObject &request)
{
    QString name = harmless(request["displayName"_L1].toString());
    if (name.isEmpty())
        name = harmless(request["clientId"_L1].toString());
    const QString address = harmless(request["remoteIp"_L1].toString());
    const QString platform = harmless(request["platform"_L1].toString());
    QStringList scopes;
    const QJsonArray asked = request["scopes"_L1].toArray();
    for (const QJsonValue &scope : asked)
        scopes += harmless(scope.toString()).section(u'.', -1);
    QStringList text{platform.isEmpty() ? tr("From %1").arg(address)
                                        : tr("From %1, %2").arg(address, platform)};
    if (!scopes.isEmpty())
        text += tr("Asks for: %1").arg(scopes.join(", "_L1));
    return {.kind = Kind::PairingRequest,
            .profile = profile,
            .requestId = request["requestId"_L1].toString(),
            .title = tr("%1 wants to pair with %2").arg(name, profile),
            .text = text.join(u'\n'),
            .at = QDateTime::currentDateTime(),
            .isOpen = true};
}

Notice NoticeText::approval(const QString &profile, const QJsonObject &request)
{
    const QJsonValue asked = request["request"_L1];
    QStringList text{harmless(asked["command"_L1].toString())};
    const QString directory = harmless(asked["cwd"_L1].toString());
    if (!directory.isEmpty())
        text += tr("In %1").arg(directory);
    const QString agent = harmless(asked["agentId"_L1].toString());
    return {.kind = Kind::ExecApproval,
            .profile = profile,
            .requestId = request["id"_L1].toString(),
            .title = agent.isEmpty() ? tr("%1 wants to run a command").arg(profile)
                                     : tr("Agent %1 of %2 wants to run a command").arg(agent, profile),
            .text = text.join(u'\n'),
            .at = QDateTime::currentDateTime(),
            .isOpen = true};
}

Notice NoticeText::rescue(const QString &profile, const QString &report)
{
    return {.kind = Kind::RescueReport,
            .profile = profile,
            .title = tr("%1 reports").arg(profile),
            .text = harmless(report),
            .at = QDateTime::currentDateTime()};
}

std::optional<Notice> NoticeText::change(const GatewayStatus &before, const GatewayStatus &now)
{
    if (before.state == now.state)
        return std::nullopt;
    Notice notice{.profile = now.profile,
                  .text = harmless(now.message),
                  .at = QDateTime::currentDateTime(),
                  .isOpen = true};
    switch (now.state) {
    case GatewayState::GaveUp:
        if (now.message.contains("not started again"_L1)) {
            notice.kind = Kind::CrashLoop;
            notice.title = tr("%1 ends again and again").arg(now.profile);
        } else if (now.message.contains("port "_L1) || now.message.contains("ports "_L1)) {
            notice.kind = Kind::PortConflict;
            notice.title = tr("%1 cannot start: a port is taken").arg(now.profile);
        } else {
            notice.kind = Kind::GatewayDown;
            notice.title = tr("%1 cannot start").arg(now.profile);
        }
        return notice;
    case GatewayState::Degraded:
        notice.kind = Kind::DegradedConfig;
        notice.title = tr("%1 runs with a problem").arg(now.profile);
        return notice;
    case GatewayState::Waiting:
        notice.kind = Kind::GatewayDown;
        notice.title = tr("%1 has ended unexpectedly").arg(now.profile);
        return notice;
    case GatewayState::Stopped:
        if (!now.isService || before.state != GatewayState::Running)
            return std::nullopt;
        notice.kind = Kind::GatewayDown;
        notice.title = tr("The service of %1 does not run any more").arg(now.profile);
        return notice;
    default:
        return std::nullopt;
    }
}

QPair<QString, QJsonObject> callFor(const Notice &notice, Notice::Answer answer)
{
    switch (answer) {
    case Answer::Approve:
        return {u"device.pair.approve"_s, {{"requestId"_L1, notice.requestId}}};
    case Answer::Reject:
        return {u"device.pair.reject"_s, {{"requestId"_L1, notice.requestId}}};
    case Answer::AllowOnce:
    case Answer::AllowAlways:
    case Answer::Deny:
        break;
    }
    const QString decision = answer == Answer::AllowOnce     ? u"allow-once"_s
                             : answer == Answer::AllowAlways ? u"allow-always"_s
                                                             : u"deny"_s;
    return {u"exec.approval.resolve"_s, {{"id"_L1, notice.requestId}, {"decision"_L1, decision}}};
}

} // namespace wsagent
