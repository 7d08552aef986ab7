#include "gateway/llm/failure.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QLocale>
#include <QRegularExpression>
#include <QTimeZone>

#include <algorithm>
#include <array>

namespace wsagent {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

namespace {

constexpr qsizetype longestMessage = 400;
constexpr auto longestWait = std::chrono::hours(24);

template <std::size_t size>
bool mentions(const QString &text, const std::array<QLatin1StringView, size> &hints)
{
    return std::any_of(hints.begin(), hints.end(),
                       [&text](QLatin1StringView hint) { return text.contains(hint, Qt::CaseInsensitive); });
}

constexpr std::array overflowHints{
    "context length"_L1,    "context_length"_L1,
    "context window"_L1,    "prompt is too long"_L1,
    "prompt too long"_L1,   "too many tokens"_L1,
    "maximum context"_L1,   "exceeds the maximum number of tokens"_L1,
    "input is too long"_L1, "request too large"_L1,
    "request_too_large"_L1, "exceed context limit"_L1,
};
constexpr std::array billingHints{
    "payment required"_L1, "insufficient credit"_L1,  "credit balance"_L1, "insufficient_quota"_L1,
    "billing"_L1,          "insufficient balance"_L1,
};
constexpr std::array rateHints{
    "rate limit"_L1,         "rate_limit"_L1,  "quota"_L1,      "resource exhausted"_L1,
    "resource_exhausted"_L1, "usage limit"_L1, "overloaded"_L1, "too many requests"_L1,
};
constexpr std::array authHints{
    "invalid key"_L1,     "invalid api key"_L1,  "invalid x-api-key"_L1, "api key not valid"_L1,
    "invalid_api_key"_L1, "unauthorized"_L1,     "authentication"_L1,    "expired"_L1,
    "no credentials"_L1,  "permission_error"_L1, "permission denied"_L1,
};
constexpr std::array timeoutHints{"timed out"_L1, "timeout"_L1, "deadline exceeded"_L1,
                                  "deadline_exceeded"_L1};
constexpr std::array refusalHints{
    "content_filter"_L1, "content filter"_L1, "content policy"_L1,
    "content_policy"_L1, "safety"_L1,         "refusal"_L1,
};
constexpr std::array serverHints{
    "server_error"_L1, "internal error"_L1, "internal server error"_L1, "api_error"_L1, "unavailable"_L1,
};
constexpr std::array formatHints{
    "tool_use_id"_L1,
    "tool_call_id"_L1,
    "tool call id"_L1,
    "tool_result"_L1,
    "tool_use"_L1,
    "tool id"_L1,
    "string should match pattern"_L1,
    "does not match pattern"_L1,
    "function call turn"_L1,
};

/// By what the text says; for errors that come without a status of their own.
FailureClass kindByText(const QString &text)
{
    if (mentions(text, overflowHints))
        return FailureClass::ContextOverflow;
    if (mentions(text, billingHints))
        return FailureClass::Billing;
    if (mentions(text, rateHints))
        return FailureClass::RateLimit;
    if (mentions(text, refusalHints))
        return FailureClass::Refusal;
    if (mentions(text, authHints))
        return FailureClass::Auth;
    if (mentions(text, timeoutHints))
        return FailureClass::Timeout;
    if (mentions(text, serverHints))
        return FailureClass::Server;
    if (mentions(text, formatHints))
        return FailureClass::Format;
    return FailureClass::Other;
}

FailureClass kindOfBadRequest(const QString &text)
{
    const FailureClass kind = kindByText(text);
    // Some providers say with 400 what others have a status for. What remains is a request they cannot read.
    return kind == FailureClass::Server || kind == FailureClass::Other ? FailureClass::Other : kind;
}

FailureClass kindOf(int status, const QString &text)
{
    switch (status) {
    case 400:
    case 422:
        return kindOfBadRequest(text);
    case 401:
        return FailureClass::Auth;
    case 402:
        return FailureClass::Billing;
    case 403:
        return mentions(text, refusalHints)   ? FailureClass::Refusal
               : mentions(text, billingHints) ? FailureClass::Billing
                                              : FailureClass::Auth;
    case 408:
        return FailureClass::Timeout;
    case 413:
        return FailureClass::ContextOverflow;
    case 429:
        return mentions(text, billingHints) ? FailureClass::Billing : FailureClass::RateLimit;
    case 529: // "overloaded", of one provider
        return FailureClass::RateLimit;
    default:
        break;
    }
    if (status >= 500)
        return mentions(text, rateHints) ? FailureClass::RateLimit : FailureClass::Server;
    return status >= 400 ? FailureClass::Other : kindByText(text);
}

std::optional<milliseconds> bounded(double ms)
{
    if (!(ms >= 0))
        return std::nullopt;
    return milliseconds(qint64(std::min(ms, double(milliseconds(longestWait).count()))));
}

std::optional<milliseconds> waitOf(const HttpRefusal &refusal, const QDateTime &now)
{
    bool isNumber = false;
    if (const double ms = refusal.retryAfterMs.trimmed().toDouble(&isNumber); isNumber)
        return bounded(ms);
    const QByteArray after = refusal.retryAfter.trimmed();
    if (after.isEmpty())
        return std::nullopt;
    if (const double seconds = after.toDouble(&isNumber); isNumber)
        return bounded(seconds * 1000);
    QDateTime at = QLocale::c().toDateTime(QString::fromLatin1(after), u"ddd, dd MMM yyyy hh:mm:ss 'GMT'"_s);
    at.setTimeSpec(Qt::UTC);
    return at.isValid() ? bounded(double(std::max<qint64>(now.msecsTo(at), 0))) : std::nullopt;
}

QString shortened(QString text)
{
    static const QRegularExpression key(uR"(\b(?:sk|pk|key|AIza|xox[a-z]|ghp|gsk)[-_A-Za-z0-9*.]{8,})"_s);
    text = text.simplified();
    text.replace(key, u"***"_s);
    return text.size() > longestMessage ? text.first(longestMessage) + u'…' : text;
}

/// `{"error":{"message"}}`, `{"error":"…"}`, `[{"error":…}]`, `{"message"}`, `{"detail"}`.
QString messageIn(const QJsonValue &body)
{
    if (body.isArray())
        return messageIn(body.toArray().at(0));
    const QJsonValue error = body["error"_L1];
    if (error.isString())
        return error.toString();
    if (error.isObject()) {
        const QString type = error["type"_L1].toString(error["status"_L1].toString());
        const QString message = error["message"_L1].toString();
        const QString code = error["code"_L1].toString();
        const QString kind = type.isEmpty() ? code : type;
        return kind.isEmpty() ? message : u"%1 (%2)"_s.arg(message, kind);
    }
    return body["message"_L1].toString(body["detail"_L1].toString());
}

} // namespace

QString refusalText(const QByteArray &body)
{
    const QJsonDocument document = QJsonDocument::fromJson(body);
    const QString message =
        messageIn(document.isArray() ? QJsonValue(document.array()) : QJsonValue(document.object()));
    return shortened(message.isEmpty() && document.isNull()
                         ? QString::fromUtf8(body.first(std::min(body.size(), 4 * longestMessage)))
                         : message);
}

LlmFailure failureOf(const HttpRefusal &refusal, const QDateTime &now)
{
    const QString said = refusalText(refusal.body);
    const QString status = u"HTTP %1"_s.arg(refusal.status);
    return {.kind = kindOf(refusal.status, said),
            .message = said.isEmpty() ? status : u"%1: %2"_s.arg(status, said),
            .httpStatus = refusal.status,
            .retryAfter = waitOf(refusal, now)};
}

LlmFailure failureFromStream(const QString &type, const QString &message, int status)
{
    const QString text = shortened(message.isEmpty() ? type : u"%1 (%2)"_s.arg(message, type));
    return {.kind = kindOf(status, text), .message = text, .httpStatus = status};
}

} // namespace wsagent
