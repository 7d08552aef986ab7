#include "gateway/protocol/protocolerror.h"

#include <QJsonArray>

namespace wsagent {

using namespace Qt::StringLiterals;

QLatin1StringView codeName(ProtocolError::Code code)
{
    switch (code) {
    case ProtocolError::Code::InvalidRequest:
        return "INVALID_REQUEST"_L1;
    case ProtocolError::Code::Forbidden:
        return "FORBIDDEN"_L1;
    case ProtocolError::Code::NotPaired:
        return "NOT_PAIRED"_L1;
    case ProtocolError::Code::Unavailable:
        return "UNAVAILABLE"_L1;
    }
    Q_UNREACHABLE();
}

QJsonObject toJson(const ProtocolError &error)
{
    QJsonObject json{{"code"_L1, QString(codeName(error.code))}, {"message"_L1, error.message}};
    if (!error.details.isEmpty())
        json.insert("details"_L1, error.details);
    if (error.retryable)
        json.insert("retryable"_L1, *error.retryable);
    if (error.retryAfterMs)
        json.insert("retryAfterMs"_L1, *error.retryAfterMs);
    return json;
}

ProtocolError invalidRequest(const QString &message, const QJsonObject &details)
{
    return {.code = ProtocolError::Code::InvalidRequest, .message = message, .details = details};
}

ProtocolError unknownMethod(const QString &method)
{
    return invalidRequest(u"unknown method: "_s + method);
}

ProtocolError unauthorizedRole(const QString &role)
{
    return invalidRequest(u"unauthorized role: "_s + role);
}

ProtocolError missingScope(const QString &scope)
{
    return {.code = ProtocolError::Code::Forbidden,
            .message = u"missing scope: "_s + scope,
            .details = {{"code"_L1, u"MISSING_SCOPE"_s},
                        {"missingScope"_L1, scope},
                        {"requiredScopes"_L1, QJsonArray{scope}}}};
}

ProtocolError notNow(const QString &method, const QString &reason, int retryAfterMs)
{
    return {.code = ProtocolError::Code::Unavailable,
            .message = u"the gateway is not ready for %1"_s.arg(method),
            .details = {{"method"_L1, method}, {"reason"_L1, reason}},
            .retryable = true,
            .retryAfterMs = retryAfterMs};
}

ProtocolError serverBusy()
{
    return {.code = ProtocolError::Code::Unavailable,
            .message = u"The server is busy. Wait for the answers to earlier requests, then try again."_s,
            .retryable = true,
            .retryAfterMs = 500};
}

ProtocolError internalError()
{
    return {.code = ProtocolError::Code::Unavailable, .message = u"internal error"_s, .retryable = false};
}

} // namespace wsagent
