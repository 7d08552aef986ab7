#pragma once

#include "gateway/net/bytestream.h"
#include "gateway/net/httpresponder.h"
#include "gateway/protocol/caller.h"
#include "gateway/protocol/proxyuser.h"

#include <QHostAddress>

#include <chrono>
#include <memory>
#include <optional>

namespace wsagent {

struct HttpPeer
{
    QHostAddress address = {};
    bool secure = false; ///< came through TLS
    ProxyUser user = {};
};

/// A request that is not let in. The answer may be held back, so that guessing takes time.
struct HttpDenial
{
    HttpResponse response = {};
    std::chrono::milliseconds delay{0};
};

/// What becomes of a request, decided when its head has been read.
struct HttpAdmission
{
    std::optional<HttpDenial> denial = {}; ///< a body is not read
    bool upgrade = false;                  ///< to WebSocket
    qint64 bodyLimit = 0;                  ///< bytes
    std::unique_ptr<Caller> caller = {};   ///< null where anybody may ask

    static HttpAdmission refuse(HttpResponse response)
    {
        return {.denial = HttpDenial{.response = std::move(response)}};
    }
};

/// What a route gets to see of a request, besides the right to answer.
struct HttpCall
{
    HttpRequest request = {};
    HttpPeer peer = {};
    Caller caller = {}; ///< without role where anybody may ask
};

/// What a connection hands its requests to.
class HttpService
{
public:
    HttpService() = default;
    virtual ~HttpService() = default;
    Q_DISABLE_COPY_MOVE(HttpService)

    virtual HttpAdmission admit(const HttpRequest &head, const HttpPeer &peer) = 0;
    virtual void serve(HttpCall call, HttpResponder responder) = 0;
    /// Strict-Transport-Security of every answer; empty: none.
    virtual QByteArray strictTransport() const { return {}; }
    /// Takes the stream over; `unread` came behind the request. Answers the request.
    virtual void upgrade(const HttpRequest &request, const HttpPeer &peer, std::unique_ptr<ByteStream> stream,
                         const QByteArray &unread) = 0;
};

} // namespace wsagent
