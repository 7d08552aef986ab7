#pragma once

#include "gateway/base/result.h"
#include "gateway/net/httprequest.h"

#include <QByteArrayView>

namespace wsagent {

/// Reads the request line and the fields, up to and without the empty line. Strict: whatever two servers
/// could read in two ways is refused (RFC 9112, 11.2 request smuggling). Pure.
Result<HttpRequest, HttpRejection> parseHttpHead(QByteArrayView head);

} // namespace wsagent
