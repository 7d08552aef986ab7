#include "gateway/net/websocketupgrade.h"

#include "gateway/net/websocketframe.h"

namespace wsagent {

namespace {

constexpr qsizetype keyBytes = 16;

bool isKey(const QByteArray &text)
{
    const auto decoded = QByteArray::fromBase64Encoding(text, QByteArray::Base64Encoding |
                                                                  QByteArray::AbortOnBase64DecodingErrors);
    return decoded && (*decoded).size() == keyBytes && text.size() == 24;
}

} // namespace

std::optional<HttpResponse> refuseUpgrade(const HttpRequest &request)
{
    if (request.method != "GET" || request.minorVersion != 1 || request.hasBody())
        return HttpResponse::text(400, "Bad Request");
    if (!request.hasToken("connection", "upgrade"))
        return HttpResponse::text(400, "Bad Request");
    if (request.field("sec-websocket-version") != "13")
        return HttpResponse::text(426, "Upgrade Required").with("Sec-WebSocket-Version", "13");
    if (!isKey(request.field("sec-websocket-key")))
        return HttpResponse::text(400, "Bad Request");
    return std::nullopt;
}

HttpResponse acceptUpgrade(const HttpRequest &request)
{
    HttpResponse response{
        .status = 101,
        .fields = {{"Upgrade", "websocket"},
                   {"Connection", "Upgrade"},
                   {"Sec-WebSocket-Accept", webSocketAccept(request.field("sec-websocket-key"))}}};
    const QByteArray offered = request.field("sec-websocket-protocol").split(',').value(0).trimmed();
    if (!offered.isEmpty())
        response.fields.append(HttpField{"Sec-WebSocket-Protocol", offered});
    return response;
}

} // namespace wsagent
