#include "app/network/logfollower.h"

#include "app/network/gatewaytarget.h"
#include "app/network/networkmodule.h"
#include "app/platform/unixsignals.h"
#include "gateway/base/exitcodes.h"

#include <QCoreApplication>

#include <csignal>

namespace wsagent {

using namespace Qt::StringLiterals;

LogFollower::LogFollower(GatewayTarget target, LogFollowing following, QObject *parent)
    : QObject(parent)
    , m_client(std::move(target))
    , m_following(std::move(following))
{
    m_pause.setSingleShot(true);
    connect(&m_pause, &QTimer::timeout, this, &LogFollower::ask);
}

void LogFollower::ask()
{
    QJsonObject params = m_following.first;
    if (m_cursor) {
        params.insert("cursor"_L1, *m_cursor);
        params.insert("limit"_L1, 5000); // what came since the last look, not what to begin with
    }
    m_client.call(u"logs.tail"_s, params, [this](const Result<GatewayAnswer> &answer) { answered(answer); });
}

void LogFollower::answered(const Result<GatewayAnswer> &answer)
{
    if (!answer && answer.error().kind != ErrorKind::Unreachable) {
        emit refused(answer.error());
        return;
    }
    m_pause.start(m_following.interval);
    if (!answer) {
        if (!std::exchange(m_waits, true))
            emit waiting(answer.error().message);
        return;
    }
    if (std::exchange(m_waits, false))
        emit answers();
    if (!show(answer->payload.toObject()))
        emit finished();
}

/// A new file, after midnight, is read from its beginning.
bool LogFollower::show(const QJsonObject &answer)
{
    const QString file = answer["file"_L1].toString();
    const bool another = m_cursor && file != m_file;
    m_file = file;
    if (another) {
        m_cursor = 0;
        return true;
    }
    m_cursor = answer["cursor"_L1].toInteger();
    return m_following.show(answer);
}

int followFromHere(CommandContext &context, const RpcOptions &options, const LogFollowing &following)
{
    const auto target = gatewayTarget(context, options);
    if (!target)
        return context.out.fail(target.error());
    std::signal(SIGPIPE, SIG_IGN); // told by the writing, not by a signal
    LogFollower follower(*target, following);
    UnixSignals signalled;
    int exitCode = ExitSuccess;
    QObject::connect(&signalled, &UnixSignals::endWanted, qApp, [&exitCode](int number) {
        exitCode = number == SIGTERM ? ExitTerminated : ExitInterrupted;
        QCoreApplication::quit();
    });
    QObject::connect(&follower, &LogFollower::finished, qApp, &QCoreApplication::quit);
    QObject::connect(&follower, &LogFollower::refused, qApp, [&](const Error &error) {
        exitCode = context.out.fail(error);
        QCoreApplication::quit();
    });
    QObject::connect(&follower, &LogFollower::waiting, qApp, [&context](const QString &reason) {
        context.out.note(u"%1; waiting for it (end with Ctrl+C)"_s.arg(reason));
    });
    QObject::connect(&follower, &LogFollower::answers, qApp,
                     [&context] { context.out.note(u"the gateway answers again"_s); });
    follower.start();
    QCoreApplication::exec();
    return exitCode;
}

} // namespace wsagent
