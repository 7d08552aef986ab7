#pragma once

#include "gateway/llm/authprofiles.h"

namespace wsagent {

/// What follows a failed call, before anything was shown (`agents.md` 6).
enum class Reaction {
    Retry,       ///< the same again, a little later
    NextAccount, ///< this one rests; another, else another model
    Report,      ///< nobody would do better; or it is for somebody else to act (compaction, abort)
};

Reaction reactionTo(FailureClass failure, int tries);

/// `auth.cooldowns`, and what is fixed.
struct CooldownSettings
{
    double billingHours = 5;
    double billingMaxHours = 24;
    double failureWindowHours = 24;
};

CooldownSettings cooldownSettings(const QJsonObject &auth, const QString &provider);

/// What the account's record looks like after a failure, or an answer. Times are ms since the epoch.
AuthUsage afterFailure(AuthUsage usage, const LlmFailure &failure, qint64 now,
                       const CooldownSettings &settings);
AuthUsage afterAnswer(qint64 now);

/// 1, 5, 25, 60 minutes.
std::chrono::milliseconds cooldownAfter(int errorCount);

/// How long to wait before the same is tried again; nothing when the provider asks for longer than somebody
/// who waits for an answer should.
std::optional<std::chrono::milliseconds> retryDelay(const LlmFailure &failure, int tries);

/// The accounts of a provider in the order in which they are to be tried, those that rest last, by when they
/// may be used again. `ordered` is what somebody has decided; without it the kind decides (oauth, token,
/// key), then who was not used for the longest time.
QStringList accountOrder(const QList<AuthProfile> &accounts, const QStringList &ordered,
                         const QMap<QString, AuthUsage> &usage, qint64 now);

/// Whether an account that rests may be tried all the same: of the primary model only, when it would be
/// usable in less than two minutes. Without that, a single account would be silent for the whole of its rest.
bool mayProbe(bool isPrimary, qint64 usableFrom, qint64 now);

} // namespace wsagent
