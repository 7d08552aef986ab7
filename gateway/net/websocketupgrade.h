#pragma once

#include "gateway/net/httpresponse.h"

#include <optional>

namespace wsagent {

/// What is wrong with an upgrade (RFC 6455, 4.2.1); nothing when it is in order.
std::optional<HttpResponse> refuseUpgrade(const HttpRequest &request);

/// The answer to one that is in order. No extension is taken; an offered subprotocol is echoed.
HttpResponse acceptUpgrade(const HttpRequest &request);

} // namespace wsagent
