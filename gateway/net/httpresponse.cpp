#include "gateway/net/httpresponse.h"

#include "gateway/net/httpdate.h"

#include <QJsonDocument>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

struct Phrase
{
    int status;
    QByteArrayView text;
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

using DefaultField = std::pair<QByteArrayView, QByteArrayView>;
constexpr std::array defaultFields = {
    DefaultField("X-Content-Type-Options", "nosniff"),
    DefaultField("Referrer-Policy", "no-referrer"),
    DefaultField("Permissions-Policy", "camera=(), microphone=(self), geolocation=()"),
};

QByteArrayView phraseOf(int status)
{
    const auto found = std::find_if(phrases.begin(), phrases.end(),
                                    [status](const Phrase &phrase) { return phrase.status == status; });
    return found == phrases.end() ? QByteArrayView("Status") : found->text;
}

bool hasField(const HttpResponse &response, QByteArrayView name)
{
    return std::any_of(response.fields.begin(), response.fields.end(), [name](const HttpField &field) {
        return field.name.size() == name.size() && field.name.compare(name, Qt::CaseInsensitive) == 0;
    });
}

/// Puts an answer together in memory that was taken for all of it at once.
class Writer
{
public:
    explicit Writer(qsizetype most)
        : m_bytes(most, Qt::Uninitialized)
        , m_end(m_bytes.data())
    {}

    Writer &add(QByteArrayView text)
    {
        m_end = std::copy(text.begin(), text.end(), m_end);
        return *this;
    }
    Writer &add(qint64 number)
    {
        m_end = std::to_chars(m_end, m_bytes.data() + m_bytes.size(), number).ptr;
        return *this;
    }
    Writer &field(QByteArrayView name, QByteArrayView value)
    {
        return add(name).add(": ").add(value).add("\r\n");
    }
    QByteArray take()
    {
        m_bytes.truncate(m_end - m_bytes.data());
        return std::move(m_bytes);
    }

private:
    QByteArray m_bytes;
    char *m_end;
};

/// At least the size of what stands before the body.
qsizetype headSize(const HttpResponse &response)
{
    constexpr qsizetype ownFields = 512; // 284 at most
    qsizetype size = ownFields;
    for (const HttpField &each : response.fields)
        size += each.name.size() + each.value.size() + 4;
    return size;
}

bool neverHasBody(int status)
{
    return status < 200 || status == 204 || status == 304;
}

} // namespace

QByteArray reasonPhrase(int status)
{
    return phraseOf(status).toByteArray();
}

HttpResponse HttpResponse::text(int status, const QByteArray &text)
{
    return {.status = status, .fields = {{"Content-Type"_ba, "text/plain; charset=utf-8"_ba}}, .body = text};
}

HttpResponse HttpResponse::json(int status, const QJsonObject &document)
{
    return {.status = status,
            .fields = {{"Content-Type"_ba, "application/json; charset=utf-8"_ba}},
            .body = QJsonDocument(document).toJson(QJsonDocument::Compact)};
}

HttpResponse HttpResponse::error(int status, QLatin1StringView type, const QString &message)
{
    return json(status, {{"error"_L1, QJsonObject{{"message"_L1, message}, {"type"_L1, QString(type)}}}});
}

HttpResponse HttpResponse::methodNotAllowed(const QByteArray &allow)
{
    return text(405, "Method Not Allowed").with("Allow", allow);
}

HttpResponse HttpResponse::refused(const HttpRejection &refusal)
{
    const bool isOurs = refusal.status >= 500; // not the fault of who asks
    return error(refusal.status, isOurs ? "api_error"_L1 : "invalid_request_error"_L1, refusal.reason);
}

HttpResponse &&HttpResponse::with(const QByteArray &name, const QByteArray &value) &&
{
    fields.append({name, value});
    return std::move(*this);
}

QByteArray toBytes(const HttpResponse &response, const HttpFraming &framing)
{
    const bool hasBody = !framing.withoutBody && !framing.chunked && !neverHasBody(response.status);
    Writer head(headSize(response) + framing.strictTransport.size() + (hasBody ? response.body.size() : 0));
    head.add("HTTP/1.1 ").add(response.status).add(" ").add(phraseOf(response.status)).add("\r\n");
    for (const HttpField &field : response.fields)
        head.field(field.name, field.value);
    for (const auto &[name, value] : defaultFields) {
        if (!hasField(response, name))
            head.field(name, value);
    }
    if (!framing.strictTransport.isEmpty())
        head.field("Strict-Transport-Security", framing.strictTransport);
    if (response.status >= 200)
        head.field("Date",
                   toHttpDate(std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now())));
    if (framing.chunked)
        head.field("Transfer-Encoding", "chunked");
    else if (!neverHasBody(response.status))
        head.add("Content-Length: ").add(response.body.size() + response.file.size).add("\r\n");
    if (response.status != 101)
        head.field("Connection", framing.keepAlive ? "keep-alive" : "close");
    head.add("\r\n");
    if (hasBody)
        head.add(response.body);
    return head.take();
}

QByteArray httpChunk(QByteArrayView data)
{
    QByteArray bytes = QByteArray::number(data.size(), 16);
    bytes.append("\r\n").append(data).append("\r\n");
    return bytes;
}

} // namespace wsagent
