#include "gateway/gatewayidentity.h"

#include "gateway/base/files.h"
#include "gateway/protocol/deviceproof.h"

#include <sodium.h>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

unsigned char *bytes(QByteArray &array)
{
    return reinterpret_cast<unsigned char *>(array.data());
}

Result<QByteArray> seedIn(const QString &path)
{
    const auto stored = readFile(path, 1024);
    if (stored) {
        const QByteArray seed = QByteArray::fromBase64(stored->trimmed());
        if (seed.size() == crypto_sign_SEEDBYTES)
            return seed;
        return Error{u"%1 is damaged"_s.arg(path), u"rm '%1', then pair the clients again"_s.arg(path)};
    }
    if (stored.error().kind != ErrorKind::NotFound)
        return stored.error();
    QByteArray seed(crypto_sign_SEEDBYTES, '\0');
    randombytes_buf(seed.data(), size_t(seed.size()));
    if (const auto written = replaceFile(path, seed.toBase64() + '\n'); !written)
        return written.error();
    return seed;
}

} // namespace

Result<QJsonObject> gatewayIdentity(const QString &stateDir)
{
    if (const auto made = makePrivateDirectory(stateDir + "/identity"_L1); !made)
        return made.error();
    auto seed = seedIn(stateDir + "/identity/gateway.key"_L1);
    if (!seed)
        return seed.error();
    QByteArray publicKey(crypto_sign_PUBLICKEYBYTES, '\0');
    QByteArray secretKey(crypto_sign_SECRETKEYBYTES, '\0');
    crypto_sign_seed_keypair(bytes(publicKey), bytes(secretKey), bytes(*seed));
    sodium_memzero(secretKey.data(), size_t(secretKey.size()));
    const QByteArray text =
        publicKey.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
    return QJsonObject{{"deviceId"_L1, deviceIdOf(publicKey)}, {"publicKey"_L1, QString::fromLatin1(text)}};
}

} // namespace wsagent
