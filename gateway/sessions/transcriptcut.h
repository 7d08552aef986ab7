#pragma once

#include "gateway/sessions/transcript.h"

namespace wsagent {

/// A whole new transcript of the last `rows` rows, counted afresh. One that would begin with results of tools
/// whose calls are gone begins behind them.
Result<QByteArray> lastRows(const Transcript &transcript, const QString &sessionId, int rows);

} // namespace wsagent
