#pragma once

#include "gateway/net/httprequest.h"

#include <QJsonObject>

#include <memory>

namespace wsagent {

class OpenFile;

/// So many bytes of an open file, from where it stands. None when the size is 0.
struct HttpFile
{
    std::shared_ptr<OpenFile> file = {};
    qint64 size = 0;
};

/// An answer as a value (`gateway-http.md` 1). Fields that every answer has are added when it is written.
struct HttpResponse
{
    int status = 200;
    QList<HttpField> fields = {};
    QByteArray body = {};
    HttpFile file = {}; ///< instead of `body`

    static HttpResponse text(int status, const QByteArray &text);
    static HttpResponse json(int status, const QJsonObject &document);
    /// `{"error":{"message":…,"type":…}}`
    static HttpResponse error(int status, QLatin1StringView type, const QString &message);
    static HttpResponse notFound() { return text(404, "Not Found"); }
    static HttpResponse methodNotAllowed(const QByteArray &allow);
    /// The answer to a request that was refused before anybody looked at it.
    static HttpResponse refused(const HttpRejection &refusal);

    HttpResponse &&with(const QByteArray &name, const QByteArray &value) &&;
};

/// How an answer is put on the wire.
struct HttpFraming
{
    bool keepAlive = true;
    bool withoutBody = false;        ///< to HEAD: the length is told, the body is not sent
    bool chunked = false;            ///< the body comes later, in chunks
    QByteArray strictTransport = {}; ///< Strict-Transport-Security; empty: not sent
};

/// Status line, fields, and the body unless it is chunked.
QByteArray toBytes(const HttpResponse &response, const HttpFraming &framing);

/// One chunk of a chunked body; an empty one ends it.
QByteArray httpChunk(QByteArrayView data);

QByteArray reasonPhrase(int status);

} // namespace wsagent
