#pragma once

#include "gateway/net/httprequest.h"

#include <QDateTime>

namespace wsagent {

/// What a conditional request with a range comes to (RFC 9110, 13 and 14).
struct HttpSelection
{
    int status = 200; ///< 200, 206, 304, 412 or 416
    qint64 first = 0; ///< of the bytes to send
    qint64 size = 0;  ///< how many

    bool operator==(const HttpSelection &) const = default;
};

/// What is asked about.
struct HttpVersioned
{
    qint64 size = 0;
    QByteArray tag = {}; ///< a strong one, with its quotes
    QDateTime modified = {};
};

/// Of a GET or HEAD. Pure. More than one range at once is answered with the whole, as the standard allows.
HttpSelection selectOf(const HttpRequest &request, const HttpVersioned &object);

} // namespace wsagent
