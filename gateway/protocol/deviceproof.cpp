#include "gateway/protocol/deviceproof.h"

#include <QCryptographicHash>

#include <sodium.h>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 mostSkew = 120'000; // ms
constexpr qsizetype keySize = crypto_sign_PUBLICKEYBYTES;
constexpr qsizetype signatureSize = crypto_sign_BYTES;

QByteArray decodeBase64(const QByteArray &text)
{
    for (const auto alphabet : {QByteArray::Base64UrlEncoding, QByteArray::Base64Encoding}) {
        if (const auto decoded =
                QByteArray::fromBase64Encoding(text, alphabet | QByteArray::AbortOnBase64DecodingErrors))
            return *decoded;
    }
    return {};
}

/// The key inside a SubjectPublicKeyInfo (RFC 8410).
QByteArray fromPem(QByteArray text)
{
    static constexpr QByteArrayView begin = "-----BEGIN PUBLIC KEY-----";
    static constexpr QByteArrayView end = "-----END PUBLIC KEY-----";
    text = text.trimmed();
    if (!text.startsWith(begin) || !text.endsWith(end))
        return {};
    text = text.sliced(begin.size(), text.size() - begin.size() - end.size());
    const QByteArray der = decodeBase64(text.replace('\n', "").replace('\r', "").trimmed());
    const QByteArray prefix = QByteArray::fromHex("302a300506032b6570032100");
    return der.startsWith(prefix) ? der.sliced(prefix.size()) : QByteArray();
}

/// A to Z folded, other letters as they are.
QString folded(const QString &text)
{
    QString result = text.trimmed();
    for (QChar &c : result) {
        if (c >= u'A' && c <= u'Z')
            c = QChar(c.unicode() + (u'a' - u'A'));
    }
    return result;
}

QString signedToken(const ConnectAuth &auth)
{
    return auth.token.value_or(auth.deviceToken.value_or(auth.bootstrapToken.value_or(QString())));
}

bool isSignedBy(const QByteArray &key, const QByteArray &signature, const QByteArray &text)
{
    const auto bytes = [](const QByteArray &array) {
        return reinterpret_cast<const unsigned char *>(array.constData());
    };
    return signature.size() == signatureSize && key.size() == keySize &&
           crypto_sign_verify_detached(bytes(signature), bytes(text), quint64(text.size()), bytes(key)) == 0;
}

ProtocolError refused(const QString &message, const QString &code, const QString &reason)
{
    return invalidRequest(message, {{"code"_L1, code}, {"reason"_L1, reason}});
}

} // namespace

QByteArray decodePublicKey(const QString &text)
{
    const QByteArray bytes = text.toUtf8();
    const QByteArray key = bytes.contains("-----") ? fromPem(bytes) : decodeBase64(bytes.trimmed());
    return key.size() == keySize ? key : QByteArray();
}

QString deviceIdOf(const QByteArray &rawKey)
{
    return QString::fromLatin1(QCryptographicHash::hash(rawKey, QCryptographicHash::Sha256).toHex());
}

QByteArray deviceProofText(const ConnectParams &params, int version)
{
    const DeviceBlock device = params.device.value_or(DeviceBlock());
    QStringList parts{u'v' + QString::number(version),
                      device.id,
                      params.clientId,
                      params.clientMode,
                      params.role,
                      params.scopes.join(u','),
                      QString::number(device.signedAt),
                      signedToken(params.auth),
                      device.nonce.trimmed()};
    if (version >= 3)
        parts += {folded(params.platform), folded(params.deviceFamily)};
    return parts.join(u'|').toUtf8();
}

std::optional<ProtocolError> checkDeviceProof(const ConnectParams &params, const QString &expectedNonce,
                                              qint64 now)
{
    const DeviceBlock &device = *params.device;
    const QByteArray key = decodePublicKey(device.publicKey);
    if (key.isEmpty() || deviceIdOf(key) != device.id)
        return refused(u"device identity mismatch"_s, u"DEVICE_AUTH_DEVICE_ID_MISMATCH"_s,
                       u"device-id-mismatch"_s);
    if (device.signedAt < now - mostSkew || device.signedAt > now + mostSkew)
        return refused(u"device signature expired"_s, u"DEVICE_AUTH_SIGNATURE_EXPIRED"_s,
                       u"device-signature-stale"_s);
    const QString nonce = device.nonce.trimmed();
    if (nonce.isEmpty())
        return refused(u"device nonce required"_s, u"DEVICE_AUTH_NONCE_REQUIRED"_s,
                       u"device-nonce-missing"_s);
    if (nonce != expectedNonce)
        return refused(u"device nonce mismatch"_s, u"DEVICE_AUTH_NONCE_MISMATCH"_s,
                       u"device-nonce-mismatch"_s);
    const QByteArray signature = decodeBase64(device.signature.toUtf8());
    for (const int version : {3, 2}) {
        if (isSignedBy(key, signature, deviceProofText(params, version)))
            return std::nullopt;
    }
    return refused(u"device signature invalid"_s, u"DEVICE_AUTH_SIGNATURE_INVALID"_s, u"device-signature"_s);
}

} // namespace wsagent
