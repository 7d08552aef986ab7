#include "gateway/protocol/frame.h"
#include "gateway/protocol/handshake.h"

#include <cstdlib>

using namespace wsagent;
using namespace Qt::StringLiterals;

/// Whatever a stranger sends first: he is refused with a sentence, or he had the secret.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const auto frame = parseRequest(QByteArray(reinterpret_cast<const char *>(data), qsizetype(size)));
    if (!frame)
        return 0;
    const auto params = parseConnectParams(frame->params);
    if (!params) {
        if (params.error().isEmpty())
            std::abort();
        return 0;
    }
    bool knewTheSecret = false;
    HandshakeFacts facts{.isSecret =
                             [&knewTheSecret](const QString &given) {
                                 knewTheSecret = given == "t0ken"_L1;
                                 return knewTheSecret;
                             },
                         .localPeer = true,
                         .tokenScopes = [](const QString &) { return std::nullopt; },
                         .nonce = u"n"_s,
                         .now = 1000};
    const HandshakeVerdict verdict = decideHandshake(*params, facts);
    if (std::holds_alternative<HandshakeAccepted>(verdict) && !knewTheSecret)
        std::abort();
    const auto *refused = std::get_if<HandshakeRefused>(&verdict);
    if (refused && refused->closeReason.isEmpty())
        std::abort();
    return 0;
}
