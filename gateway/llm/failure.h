#pragma once

#include "gateway/llm/llmtypes.h"

class QDateTime;

namespace wsagent {

/// An answer of a provider that is none: the status line and what it says of the error.
struct HttpRefusal
{
    int status = 0;
    QByteArray body = {};
    QByteArray retryAfter = {}; ///< the header: seconds, or a date
    QByteArray retryAfterMs = {};
};

/// The row of the failure table that fits (`agents.md` 6). `now` is needed for dates in headers.
LlmFailure failureOf(const HttpRefusal &refusal, const QDateTime &now);

/// The same for an error that came within a stream: `type` and `message` as the provider words them.
LlmFailure failureFromStream(const QString &type, const QString &message, int status = 0);

/// The sentence in the body of a refusal, in any of the shapes that providers use; short, and without
/// anything that looks like a key.
QString refusalText(const QByteArray &body);

} // namespace wsagent
