#pragma once

#include "gateway/net/websocketdecoder.h"

namespace wsagent::test {

/// What a client sends, and what has to come of it.
struct WebSocketCase
{
    QByteArray name = {}; ///< begins with the section of RFC 6455
    QByteArray bytes = {};
    QList<WebSocketMessage> messages = {};
    int failure = 0; ///< the close code, 0 for none
};

/// Of a server that takes messages of up to `webSocketLimit` bytes.
constexpr qint64 webSocketLimit = 100'000;
QList<WebSocketCase> webSocketCases();

} // namespace wsagent::test
