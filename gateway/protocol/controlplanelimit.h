#pragma once

#include "gateway/protocol/caller.h"
#include "gateway/protocol/protocolerror.h"
#include "gateway/protocol/recentmap.h"
#include "gateway/protocol/recenttimes.h"

#include <optional>

namespace wsagent {

/// How often one actor may call one of the methods that change the gateway (`gateway-protocol.md` 7.3). Times
/// are those of one clock that never goes back, in ms.
class ControlPlaneLimit
{
public:
    static constexpr int mostCalls = 30;
    static constexpr qint64 window = 60'000;
    static constexpr qsizetype mostKeys = 4096;

    /// Counts the call; the error when it is one too many, which is not counted.
    std::optional<ProtocolError> refusal(const Caller &caller, const QString &method, qint64 now);

    qsizetype size() const { return m_calls.size(); }

private:
    RecentMap<QString, RecentTimes, mostKeys> m_calls;
};

} // namespace wsagent
