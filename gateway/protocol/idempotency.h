#pragma once

#include "gateway/base/result.h"
#include "gateway/protocol/protocolerror.h"
#include "gateway/protocol/recentmap.h"

#include <QJsonValue>
#include <QSet>

namespace wsagent {

/// Remembers what became of requests that must not be carried out twice (`gateway-protocol.md` 7.2). A key
/// counts within its scope: the method, perhaps with a session. Times are those of one clock that never goes
/// back, in ms.
class IdempotencyMemory
{
public:
    static constexpr qsizetype mostEntries = 1000;
    static constexpr qint64 lifetime = 300'000;           ///< after the end of the work
    static constexpr qint64 mostBytes = 32 * 1024 * 1024; ///< of all results together, roughly

    using Outcome = Result<QJsonValue, ProtocolError>;

    /// The work of a key that has come before.
    struct Repeat
    {
        std::optional<Outcome> outcome = {}; ///< nothing: it is still being done

        bool isRunning() const { return !outcome; }
    };

    /// Nothing when the key is new: then the work has begun, and `end` or `forget` has to follow.
    std::optional<Repeat> begin(const QString &scope, const QString &key, qint64 now);
    void end(const QString &scope, const QString &key, const Outcome &outcome, qint64 now);
    /// Nothing was done after all: the key may come again.
    void forget(const QString &scope, const QString &key);

    qsizetype size() const { return m_running.size() + m_ended.size(); }

private:
    struct Ended
    {
        Outcome outcome = QJsonValue();
        qint64 at = 0;
        qint64 bytes = 0;
    };

    void forgetOld(qint64 now);

    QSet<QString> m_running; ///< never forgotten: they end
    RecentMap<QString, Ended, mostEntries> m_ended;
    qint64 m_bytes = 0; ///< of `m_ended`
};

} // namespace wsagent
