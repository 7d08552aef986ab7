#include "gateway/protocol/ratelimit.h"

#include <algorithm>

namespace wsagent {

namespace {

constexpr qsizetype longestName = 300; // of an address or an origin: no host name is longer
constexpr qsizetype mostTimes = 1000;  // remembered of one key, however large `maxAttempts` is
constexpr qint64 firstDelay = 250;     // doubles with each failure …
constexpr qint64 longestDelay = 5000;  // … up to this one
constexpr qsizetype failuresUntilLongest = 6;

/// A page in a browser of this machine counts for itself, not for the machine; so does what a proxy on this
/// machine passes on. From elsewhere the origin counts for nothing: a guesser would only write another one.
QString keyOf(const CredentialAttempt &attempt)
{
    const bool page = attempt.local && attempt.origin;
    const QString who = page ? attempt.origin->toLower() : attempt.address;
    const QChar where = page ? u'p' : attempt.local ? u'l' : u'r';
    return QString::number(int(attempt.kind)) + where + who.left(longestName);
}

qint64 delayAfter(qsizetype failures)
{
    return std::min(longestDelay, firstDelay << (failures - 1));
}

} // namespace

bool RateLimit::isExempt(const CredentialAttempt &attempt) const
{
    return m_settings.exemptLoopback && attempt.local && !attempt.origin;
}

qint64 RateLimit::lockedFor(const CredentialAttempt &attempt, qint64 now) const
{
    const Failures *failures = isExempt(attempt) ? nullptr : m_failures.find(keyOf(attempt));
    return failures ? std::max<qint64>(0, failures->lockedUntil - now) : 0;
}

qint64 RateLimit::failed(const CredentialAttempt &attempt, qint64 now)
{
    forgetOld(now);
    if (lockedFor(attempt, now) > 0)
        return 0; // was on its way when the lock fell
    Failures &failures = m_failures.touch(keyOf(attempt));
    failures.times.forgetBefore(now, m_settings.windowMs);
    if (isExempt(attempt)) {
        failures.times.add(now, failuresUntilLongest);
        return delayAfter(failures.times.count());
    }
    const qsizetype most = std::clamp<qsizetype>(m_settings.maxAttempts, 1, mostTimes);
    failures.times.add(now, most);
    if (failures.times.count() >= most)
        failures = {.lockedUntil = now + m_settings.lockoutMs};
    return 0;
}

void RateLimit::succeeded(const CredentialAttempt &attempt)
{
    if (m_failures.size() > 0)
        m_failures.remove(keyOf(attempt));
}

void RateLimit::forgetOld(qint64 now)
{
    m_failures.removeOldestWhile([this, now](const Failures &failures) {
        return now >= failures.lockedUntil && failures.times.isOver(now, m_settings.windowMs);
    });
}

} // namespace wsagent
