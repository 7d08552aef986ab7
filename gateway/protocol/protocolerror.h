#pragma once

#include <QJsonObject>
#include <QString>

#include <optional>

namespace wsagent {

/// Why a request failed, as clients see it (`gateway-protocol.md` 8). They branch on the codes and show the
/// message.
struct ProtocolError
{
    enum class Code { InvalidRequest, Forbidden, NotPaired, Unavailable };

    Code code = Code::InvalidRequest;
    QString message = {};
    QJsonObject details = {};
    std::optional<bool> retryable = {};
    std::optional<int> retryAfterMs = {};

    bool operator==(const ProtocolError &) const = default;
};

QLatin1StringView codeName(ProtocolError::Code code);
QJsonObject toJson(const ProtocolError &error);

ProtocolError invalidRequest(const QString &message, const QJsonObject &details = {});
ProtocolError unknownMethod(const QString &method);
ProtocolError unauthorizedRole(const QString &role);
ProtocolError missingScope(const QString &scope);
/// For the time in which only some methods are served: `reason` such as "startup-sidecars".
ProtocolError notNow(const QString &method, const QString &reason, int retryAfterMs);
/// Too much waits for an answer already; the method has not run.
ProtocolError serverBusy();
/// What went wrong is in the log, not on the wire.
ProtocolError internalError();

} // namespace wsagent
