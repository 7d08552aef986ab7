#pragma once

#include <QList>
#include <QString>
#include <QStringList>

#include <chrono>
#include <optional>

namespace wsagent {

/// What one look at a watched instance has shown.
struct WatchObservation
{
    qint64 pid = 0;            ///< of the living gateway; 0: none
    bool endedOrderly = false; ///< there is none, and the last one cleared up after itself
    bool answers = false;
    QStringList failing = {}; ///< as /readyz tells it
};

enum class WatchCondition { Unknown, Well, Degraded, Silent, Down, CrashLooping };

/// Makes up its mind about one watched instance, look by look. Knows no clock and no socket.
class WatchState
{
public:
    /// Something to tell the owner, when the look has changed anything.
    std::optional<QString> look(const WatchObservation &seen, std::chrono::milliseconds now,
                                const QString &profile);
    WatchCondition condition() const { return m_condition; }
    /// Somebody is about to stop it or start it anew: that it ends before `until` is no sign of a loop.
    void excuseEnds(std::chrono::milliseconds until) { m_excusedUntil = until; }

    static constexpr int mostEnds = 3; ///< within `endsCount`; one more is a loop
    static constexpr std::chrono::minutes endsCount{5};

private:
    WatchCondition judge(const WatchObservation &seen, std::chrono::milliseconds now);

    WatchCondition m_condition = WatchCondition::Unknown;
    QStringList m_failing;
    qint64 m_pid = 0;
    int m_silences = 0;
    std::chrono::milliseconds m_excusedUntil{-1};
    QList<std::chrono::milliseconds> m_ends;
};

} // namespace wsagent
