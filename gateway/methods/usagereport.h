#pragma once

#include "gateway/base/result.h"
#include "gateway/protocol/protocolerror.h"
#include "gateway/sessions/sessionkey.h"
#include "gateway/sessions/usagescan.h"

#include <QJsonObject>

namespace wsagent {

/// The days a client asks about: `startDate` and `endDate`, else `days` or `range`, else the last thirty.
Result<UsageDays, ProtocolError> usageDays(const QJsonObject &params, const QDateTime &now);

/// A session whose usage is asked for.
struct UsageSubject
{
    SessionKey key = {};
    QString sessionId = {};
    QString path = {}; ///< of its transcript
    QString channel = {};
    QString label = {};
};

// Each reads transcripts: for a thread of its own.

/// The answer of `sessions.usage`, without `updatedAt`.
QJsonObject usageBySession(const QList<UsageSubject> &subjects, const UsageDays &days, int limit);
/// The answer of `usage.cost`, without `updatedAt`.
QJsonObject usageByDay(const QList<UsageSubject> &subjects, const UsageDays &days);
/// `points` of `sessions.usage.timeseries`.
QJsonArray usageSeries(const UsageSubject &subject);
/// `logs` of `sessions.usage.logs`.
QJsonArray usageLog(const UsageSubject &subject);

} // namespace wsagent
