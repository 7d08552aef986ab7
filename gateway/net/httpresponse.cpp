#include "gateway/net/httpresponse.h"

#include "gateway/net/httpdate.h"

#include <QJsonDocument>

#include <algorithm>
#include <array>

namespace wsagent {

namespace {

struct Phrase
{
    int status;
    const char *text;
};

constexpr std::array phrases = {
    Phrase{100, "Continue"},
    Phrase{101, "Switching Protocols"},
    Phrase{200, "OK"},
    Phrase{202, "Accepted"},
    Phrase{204, "No Content"},
    Phrase{206, "Partial Content"},
    Phrase{302, "Found"},
    Phrase{304, "Not Modified"},
    Phrase{400, "Bad Request"},
    Phrase{401, "Unauthorized"},
    Phrase{403, "Forbidden"},
    Phrase{404, "Not Found"},
    Phrase{405, "Method Not Allowed"},
    Phrase{408, "Request Timeout"},
    Phrase{409, "Conflict"},
    Phrase{412, "Precondition Failed"},
    Phrase{413, "Content Too Large"},
    Phrase{414, "URI Too Long"},
    Phrase{416, "Range Not Satisfiable"},
    Phrase{417, "Expectation Failed"},
    Phrase{421, "Misdirected Request"},
    Phrase{426, "Upgrade Required"},
    Phrase{429, "Too Many Requests"},
    Phrase{431, "Request Header Fields Too Large"},
    Phrase{500, "Internal Server Error"},
    Phrase{501, "Not Implemented"},
    Phrase{502, "Bad Gateway"},
    Phrase{503, "Service Unavailable"},
    Phrase{505, "HTTP Version Not Supported"},
    Phrase{507, "Insufficient Storage"},
};

constexpr std::array defaultFields = {
    std::pair("X-Content-Type-Options", "nosniff"),
    std::pair("Referrer-Policy", "no-referrer"),
    std::pair("Permissions-Policy", "camera=(), microphone=(self), geolocation=()"),
};

bool hasField(const HttpResponse &response, QByteArrayView name)
{
    return std::any_of(response.fields.begin(), response.fields.end(), [name](const HttpField &field) {
        return field.name.compare(name, Qt::CaseInsensitive) == 0;
    });
}

void append(QByteArray &head, QByteArrayView name, QByteArrayView value)
{
    head.append(name).append(": ").append(value).append("\r\n");
}

bool neverHasBody(int status)
{
    return status < 200 || status == 204 || status == 304;
}

} // namespace

QByteArray reasonPhrase(int status)
{
    const auto found = std::find_if(phrases.begin(), phrases.end(),
                                    [status](const Phrase &phrase) { return phrase.status == status; });
    return found == phrases.end() ? QByteArray("Status") : QByteArray(found->text);
}

HttpResponse HttpResponse::text(int status, const QByteArray &text)
{
    return {.status = status, .fields = {{"Content-Type", "text/plain; charset=utf-8"}}, .body = text};
}

HttpResponse HttpResponse::json(int status, const QJsonObject &document)
{
    return {.status = status,
            .fields = {{"Content-Type", "application/json; charset=utf-8"}},
            .body = QJsonDocument(document).toJson(QJsonDocument::Compact)};
}

HttpResponse HttpResponse::error(int status, QLatin1StringView type, const QString &message)
{
    using namespace Qt::StringLiterals;
    return json(status, {{"error"_L1, QJsonObject{{"message"_L1, message}, {"type"_L1, QString(type)}}}});
}

HttpResponse HttpResponse::methodNotAllowed(const QByteArray &allow)
{
    return text(405, "Method Not Allowed").with("Allow", allow);
}

HttpResponse HttpResponse::refused(const HttpRejection &refusal)
{
    return text(refusal.status, reasonPhrase(refusal.status));
}

HttpResponse &&HttpResponse::with(const QByteArray &name, const QByteArray &value) &&
{
    fields.append({name, value});
    return std::move(*this);
}

QByteArray toBytes(const HttpResponse &response, const HttpFraming &framing)
{
    QByteArray bytes;
    bytes.reserve(512 + (framing.withoutBody ? 0 : response.body.size()));
    bytes.append("HTTP/1.1 ").append(QByteArray::number(response.status)).append(' ');
    bytes.append(reasonPhrase(response.status)).append("\r\n");
    for (const HttpField &field : response.fields)
        append(bytes, field.name, field.value);
    for (const auto &[name, value] : defaultFields) {
        if (!hasField(response, name))
            append(bytes, name, value);
    }
    if (response.status >= 200)
        append(bytes, "Date", toHttpDate(QDateTime::currentDateTimeUtc()));
    if (framing.chunked)
        append(bytes, "Transfer-Encoding", "chunked");
    else if (!neverHasBody(response.status))
        append(bytes, "Content-Length", QByteArray::number(response.body.size() + response.file.size));
    if (response.status != 101)
        append(bytes, "Connection", framing.keepAlive ? "keep-alive" : "close");
    bytes.append("\r\n");
    if (!framing.withoutBody && !framing.chunked && !neverHasBody(response.status))
        bytes.append(response.body);
    return bytes;
}

QByteArray httpChunk(QByteArrayView data)
{
    QByteArray bytes = QByteArray::number(data.size(), 16);
    bytes.append("\r\n").append(data).append("\r\n");
    return bytes;
}

} // namespace wsagent
