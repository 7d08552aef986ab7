#pragma once

#include "gateway/protocol/recentmap.h"
#include "gateway/protocol/recenttimes.h"

#include <QString>

#include <optional>

namespace wsagent {

/// `gateway.auth.rateLimit`; times are in ms.
struct RateLimitSettings
{
    int maxAttempts = 10;
    qint64 windowMs = 60'000;
    qint64 lockoutMs = 300'000;
    bool exemptLoopback = true;

    bool operator==(const RateLimitSettings &) const = default;
};

/// Who shows a credential of which kind: what failures are counted by.
struct CredentialAttempt
{
    enum class Kind { SharedSecret, DeviceToken, BootstrapToken };

    QString address = {};
    bool local = false;                 ///< `gateway-protocol.md` 4.6
    std::optional<QString> origin = {}; ///< nothing: there is no such header
    Kind kind = Kind::SharedSecret;

    bool operator==(const CredentialAttempt &) const = default;
};

/// Locks out who guesses credentials (`gateway-protocol.md` 4.7). The owner's own programs on this machine
/// are slowed down instead: nobody can lock them out. Times are those of one clock that never goes back, in
/// ms.
class RateLimit
{
public:
    static constexpr qsizetype mostKeys = 4096;

    explicit RateLimit(const RateLimitSettings &settings = {})
        : m_settings(settings)
    {}

    /// Counts go on, and whoever is locked stays locked.
    void setSettings(const RateLimitSettings &settings) { m_settings = settings; }

    /// How long the attempt has to be refused unseen; 0: it may be looked at.
    qint64 lockedFor(const CredentialAttempt &attempt, qint64 now) const;
    /// Counts a wrong credential and tells how long to wait with the answer.
    qint64 failed(const CredentialAttempt &attempt, qint64 now);
    void succeeded(const CredentialAttempt &attempt);

    qsizetype size() const { return m_failures.size(); }

private:
    struct Failures
    {
        RecentTimes times = {};
        qint64 lockedUntil = 0; ///< 0: never locked
    };

    bool isExempt(const CredentialAttempt &attempt) const;
    void forgetOld(qint64 now);

    RateLimitSettings m_settings;
    RecentMap<QString, Failures, mostKeys> m_failures;
};

} // namespace wsagent
