#include "tests/support/devicekey.h"

#include <QJsonDocument>

#include <cstdlib>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 now = 1'000'000;
const QString nonce = u"a nonce of this gateway"_s;

bool isAccepted(const ConnectParams &params)
{
    return !checkDeviceProof(params, nonce, now);
}

void demand(bool holds)
{
    if (!holds)
        std::abort();
}

} // namespace

/// Whatever is signed: a proof over it holds, for it alone; and nobody makes one without the key.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const test::DeviceKey key(QByteArray(32, 'k'));
    static const test::DeviceKey other(QByteArray(32, 'o'));
    const QByteArray bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    const auto params = parseConnectParams(QJsonDocument::fromJson(bytes).object());
    if (!params)
        return 0;
    demand(!params->device || !isAccepted(*params));

    for (const int version : {2, 3}) {
        ConnectParams proven = *params;
        key.prove(proven, version, nonce, now);
        demand(isAccepted(proven));
        ConnectParams more = proven;
        more.scopes += u"operator.admin"_s;
        demand(!isAccepted(more));
        ConnectParams stolen = proven;
        stolen.device->id = other.id();
        stolen.device->publicKey = other.publicKey();
        demand(!isAccepted(stolen));
        ConnectParams late = proven;
        late.device->signedAt += 120'001;
        demand(!isAccepted(late));
    }
    return 0;
}
