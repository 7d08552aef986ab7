#include "gateway/rescue/watchstate.h"

#include <utility>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// One that is busy for a moment is not lost.
constexpr int silencesThatCount = 2;

std::optional<QString> tell(WatchCondition before, WatchCondition now, const QString &profile,
                            const QStringList &failing)
{
    switch (now) {
    case WatchCondition::Down:
        return u"The gateway of %1 is down. /start %1 starts it, /doctor %1 tells what is wrong."_s.arg(
            profile);
    case WatchCondition::Silent:
        return u"The gateway of %1 does not answer. /restart %1 starts it anew, /logs %1 shows its log."_s
            .arg(profile);
    case WatchCondition::CrashLooping:
        return u"The gateway of %1 ends again and again. /logs %1 shows its log, /doctor %1 tells what is wrong."_s
            .arg(profile);
    case WatchCondition::Degraded:
        return failing.contains("config"_L1)
                   ? u"The gateway of %1 runs with its last good config: the present one is broken. /config "
                     u"%1 "
                     "diff shows what was changed, /config %1 restore takes it back."_s.arg(profile)
                   : u"The gateway of %1 is degraded: %2. /doctor %1 tells more."_s.arg(
                         profile, failing.join(", "_L1));
    case WatchCondition::Well:
        if (before == WatchCondition::Unknown)
            return std::nullopt; // nothing was wrong
        return u"The gateway of %1 is well again."_s.arg(profile);
    case WatchCondition::Unknown:
        break;
    }
    return std::nullopt;
}

} // namespace

std::optional<QString> WatchState::look(const WatchObservation &seen, std::chrono::milliseconds now,
                                        const QString &profile)
{
    const WatchCondition before = m_condition;
    const QStringList failingBefore = m_failing;
    m_condition = judge(seen, now);
    m_failing = m_condition == WatchCondition::Degraded ? seen.failing : QStringList();
    if (m_condition == before && m_failing == failingBefore)
        return std::nullopt;
    return tell(before, m_condition, profile, m_failing);
}

WatchCondition WatchState::judge(const WatchObservation &seen, std::chrono::milliseconds now)
{
    const qint64 pidBefore = std::exchange(m_pid, seen.pid);
    if (pidBefore != 0 && pidBefore != seen.pid && !seen.endedOrderly && now > m_excusedUntil)
        m_ends += now;
    m_ends.removeIf([now](std::chrono::milliseconds end) { return now - end > endsCount; });
    if (m_ends.size() > mostEnds && !seen.endedOrderly)
        return WatchCondition::CrashLooping;
    if (seen.pid == 0)
        return WatchCondition::Down;
    if (!seen.answers) {
        if (++m_silences < silencesThatCount)
            return m_condition == WatchCondition::Unknown ? WatchCondition::Unknown : m_condition;
        return WatchCondition::Silent;
    }
    m_silences = 0;
    return seen.failing.isEmpty() ? WatchCondition::Well : WatchCondition::Degraded;
}

} // namespace wsagent
