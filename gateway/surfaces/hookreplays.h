#pragma once

#include <QHash>
#include <QString>

#include <deque>
#include <optional>

namespace wsagent {

/// How a turn of a webhook ended.
struct HookOutcome
{
    QString status = {};           ///< ok, error, skipped
    QString replyDisposition = {}; ///< visible, silent, empty

    bool operator==(const HookOutcome &) const = default;
};

/// Which runs requests have begun, for those that are sent again: as long as they run, and some minutes
/// after their end.
class HookReplays
{
public:
    static constexpr qint64 lifetimeMs = 300'000; ///< counted from the end
    static constexpr size_t mostEnded = 1000;

    struct Run
    {
        QString runId = {};
        std::optional<HookOutcome> outcome = {}; ///< none: it goes on

        bool operator==(const Run &) const = default;
    };

    void begun(const QByteArray &key, const QString &runId);
    void ended(const QByteArray &key, const HookOutcome &outcome, qint64 nowMs);
    std::optional<Run> find(const QByteArray &key, qint64 nowMs);

private:
    void expire(qint64 nowMs);

    QHash<QByteArray, Run> m_runs;
    std::deque<std::pair<qint64, QByteArray>> m_ended; ///< when; oldest first
};

} // namespace wsagent
