#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

#include <optional>

namespace wsagent {

struct HttpField
{
    QByteArray name; ///< lower case
    QByteArray value;

    bool operator==(const HttpField &) const = default;
};

/// One request of HTTP/1.1 (RFC 9112), checked: whoever gets it need not doubt its framing.
struct HttpRequest
{
    QByteArray method = {};
    QByteArray target = {}; ///< as sent
    QString path = {};      ///< decoded once, except for an encoded slash, which stays "%2F"
    QByteArray query = {};  ///< what follows the question mark, as sent
    int minorVersion = 1;
    QList<HttpField> fields = {};
    QByteArray host = {}; ///< lower case, with the port if there is one; empty with HTTP/1.0
    bool keepAlive = true;
    bool chunked = false;
    bool expectsContinue = false;
    qint64 contentLength = 0; ///< 0 for a chunked body
    QByteArray body = {};

    bool hasBody() const { return chunked || contentLength > 0; }
    bool isHead() const { return method == "HEAD"; }
    /// The first of that name, which is given in lower case; empty when there is none.
    QByteArray field(QByteArrayView name) const;
    bool has(QByteArrayView name) const;
    /// Whether a comma-separated field such as Connection has the token, whatever its case.
    bool hasToken(QByteArrayView name, QByteArrayView token) const;
    /// One of the query, decoded; nothing when it is not there.
    std::optional<QString> queryItem(const QString &name) const;
};

/// Why a request is not served: a status of 4xx or 5xx and what a log line says of it.
struct HttpRejection
{
    int status = 400;
    QString reason = {};

    bool operator==(const HttpRejection &) const = default;
};

} // namespace wsagent
