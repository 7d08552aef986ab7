#include "gateway/protocol/controlplanelimit.h"

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

QString actorOf(const Caller &caller)
{
    return caller.deviceId.isEmpty() ? caller.address + u' ' + caller.clientId : caller.deviceId;
}

ProtocolError tooMany(const QString &method, qint64 waitMs)
{
    const QString seconds = QString::number((waitMs + 999) / 1000);
    const QString limit =
        u"%1 per %2s"_s.arg(ControlPlaneLimit::mostCalls).arg(ControlPlaneLimit::window / 1000);
    return {.code = ProtocolError::Code::Unavailable,
            .message = u"rate limit exceeded for %1; retry after %2s"_s.arg(method, seconds),
            .details = {{"method"_L1, method}, {"limit"_L1, limit}},
            .retryable = true,
            .retryAfterMs = int(waitMs)};
}

} // namespace

std::optional<ProtocolError> ControlPlaneLimit::refusal(const Caller &caller, const QString &method,
                                                        qint64 now)
{
    m_calls.removeOldestWhile([now](const RecentTimes &times) { return times.isOver(now, window); });
    RecentTimes &times = m_calls.touch(actorOf(caller) + u' ' + method);
    times.forgetBefore(now, window);
    if (times.count() >= mostCalls)
        return tooMany(method, times.oldest() + window - now);
    times.add(now, mostCalls);
    return std::nullopt;
}

} // namespace wsagent
