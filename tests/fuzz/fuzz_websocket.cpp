#include "gateway/net/websocketdecoder.h"

#include <cstdlib>

using namespace wsagent;

namespace {

constexpr qint64 messageLimit = 4096;

struct Outcome
{
    QList<WebSocketMessage> messages = {};
    int failure = 0;

    bool operator==(const Outcome &) const = default;
};

Outcome decode(QByteArrayView bytes, qsizetype piece)
{
    WebSocketDecoder decoder(messageLimit);
    Outcome outcome;
    for (qsizetype i = 0; i < bytes.size() && outcome.failure == 0; i += piece) {
        const auto failure =
            decoder.feed(bytes.sliced(i).first(std::min(piece, bytes.size() - i)), outcome.messages);
        outcome.failure = failure ? failure->code : 0;
    }
    return outcome;
}

} // namespace

/// However the bytes of a client are cut, the same messages come out, and none is larger than allowed.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    const QByteArrayView bytes(reinterpret_cast<const char *>(data) + 1, qsizetype(size) - 1);
    const Outcome whole = decode(bytes, bytes.size() + 1);
    if (!(whole == decode(bytes, 1 + data[0] % 32)))
        std::abort();
    for (const WebSocketMessage &message : whole.messages) {
        if (message.payload.size() > messageLimit)
            std::abort();
    }
    return 0;
}
