#pragma once

#include "gateway/net/httpresponder.h"

#include <QHostAddress>

#include <memory>
#include <optional>

class QTcpSocket;

namespace wsagent {

struct HttpPeer
{
    QHostAddress address = {};
    bool secure = false; ///< came through TLS
};

/// What becomes of a request, decided when its head has been read.
struct HttpAdmission
{
    std::optional<HttpResponse> refusal = {}; ///< sent at once; a body is not read
    bool upgrade = false;                     ///< to WebSocket
    qint64 bodyLimit = 0;                     ///< bytes

    static HttpAdmission refuse(HttpResponse response) { return {.refusal = std::move(response)}; }
};

/// What a connection hands its requests to.
class HttpService
{
public:
    HttpService() = default;
    virtual ~HttpService() = default;
    Q_DISABLE_COPY_MOVE(HttpService)

    virtual HttpAdmission admit(const HttpRequest &head, const HttpPeer &peer) = 0;
    virtual void serve(HttpRequest request, const HttpPeer &peer, HttpResponder responder) = 0;
    /// Takes the socket over; `unread` came behind the request. Answers the request.
    virtual void upgrade(const HttpRequest &request, const HttpPeer &peer, std::unique_ptr<QTcpSocket> socket,
                         const QByteArray &unread) = 0;
};

} // namespace wsagent
