#include "gateway/llm/failoverpolicy.h"

#include <algorithm>
#include <cmath>

namespace wsagent {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using std::chrono::milliseconds;

namespace {

constexpr int mostTries = 2; // of a server in trouble
constexpr milliseconds firstRetry = 500ms;
constexpr milliseconds longestRetry = 5s;
constexpr milliseconds probeWindow = 2min;
constexpr qint64 hour = 3'600'000;

int rankOf(Credential::Kind kind)
{
    return kind == Credential::Kind::OAuth ? 0 : kind == Credential::Kind::Token ? 1 : 2;
}

} // namespace

Reaction reactionTo(FailureClass failure, int tries)
{
    switch (failure) {
    case FailureClass::Server:
        return tries < mostTries ? Reaction::Retry : Reaction::NextAccount;
    case FailureClass::RateLimit:
    case FailureClass::Auth:
    case FailureClass::Billing:
    case FailureClass::Timeout:
    case FailureClass::Format:
        return Reaction::NextAccount;
    case FailureClass::None:
    case FailureClass::ContextOverflow:
    case FailureClass::Refusal:
    case FailureClass::Other:
    case FailureClass::Aborted:
        break;
    }
    return Reaction::Report;
}

CooldownSettings cooldownSettings(const QJsonObject &auth, const QString &provider)
{
    const QJsonValue section = auth["cooldowns"_L1];
    const CooldownSettings usual;
    const double hours = section["billingBackoffHours"_L1].toDouble(usual.billingHours);
    return {.billingHours = section["billingBackoffHoursByProvider"_L1][provider].toDouble(hours),
            .billingMaxHours = section["billingMaxHours"_L1].toDouble(usual.billingMaxHours),
            .failureWindowHours = section["failureWindowHours"_L1].toDouble(usual.failureWindowHours)};
}

milliseconds cooldownAfter(int errorCount)
{
    const int steps = std::clamp(errorCount - 1, 0, 3);
    milliseconds cooldown = 1min;
    for (int i = 0; i < steps; ++i)
        cooldown *= 5;
    return std::min<milliseconds>(cooldown, 1h);
}

AuthUsage afterFailure(AuthUsage usage, const LlmFailure &failure, qint64 now,
                       const CooldownSettings &settings)
{
    if (usage.lastFailure > 0 &&
        double(now - usage.lastFailure) > settings.failureWindowHours * double(hour)) {
        usage.errorCount = 0;
        usage.failureCounts.clear();
    }
    usage.lastFailure = now;
    ++usage.errorCount;
    const int ofThisKind = ++usage.failureCounts[nameOf(failure.kind)];
    if (failure.kind == FailureClass::Billing) {
        const double hours = std::min(settings.billingHours * std::pow(2, std::min(ofThisKind - 1, 30)),
                                      settings.billingMaxHours);
        usage.disabledUntil = now + qint64(hours * double(hour));
        usage.disabledReason = nameOf(failure.kind);
        return usage;
    }
    const milliseconds rest = std::max(cooldownAfter(usage.errorCount), failure.retryAfter.value_or(0ms));
    usage.cooldownUntil = now + rest.count();
    return usage;
}

AuthUsage afterAnswer(qint64 now)
{
    return {.lastUsed = now};
}

std::optional<milliseconds> retryDelay(const LlmFailure &failure, int tries)
{
    const milliseconds delay = failure.retryAfter.value_or(firstRetry * (1 << std::clamp(tries - 1, 0, 8)));
    return delay <= longestRetry ? std::optional(delay) : std::nullopt;
}

QStringList accountOrder(const QList<AuthProfile> &accounts, const QStringList &ordered,
                         const QMap<QString, AuthUsage> &usage, qint64 now)
{
    QList<AuthProfile> sorted = accounts;
    std::stable_sort(sorted.begin(), sorted.end(), [&usage](const AuthProfile &a, const AuthProfile &b) {
        if (rankOf(a.kind) != rankOf(b.kind))
            return rankOf(a.kind) < rankOf(b.kind);
        return usage.value(a.id).lastUsed < usage.value(b.id).lastUsed;
    });
    QStringList ids;
    for (const AuthProfile &account : std::as_const(sorted)) {
        if (ordered.isEmpty() || ordered.contains(account.id))
            ids += account.id;
    }
    if (!ordered.isEmpty()) {
        std::stable_sort(ids.begin(), ids.end(), [&ordered](const QString &a, const QString &b) {
            return ordered.indexOf(a) < ordered.indexOf(b);
        });
    }
    std::stable_sort(ids.begin(), ids.end(), [&usage, now](const QString &a, const QString &b) {
        const auto rest = [&usage, now](const QString &id) {
            return std::max(usage.value(id).usableFrom(), now);
        };
        return rest(a) < rest(b);
    });
    return ids;
}

bool mayProbe(bool isPrimary, qint64 usableFrom, qint64 now)
{
    return isPrimary && usableFrom - now < probeWindow.count();
}

} // namespace wsagent
