#pragma once

#include "gateway/protocol/deviceproof.h"

#include <sodium.h>

namespace wsagent::test {

/// An Ed25519 key pair from its seed, as the vectors give it.
class DeviceKey
{
public:
    explicit DeviceKey(const QByteArray &seed)
        : m_public(crypto_sign_PUBLICKEYBYTES, '\0')
        , m_secret(crypto_sign_SECRETKEYBYTES, '\0')
    {
        crypto_sign_seed_keypair(bytes(m_public), bytes(m_secret),
                                 reinterpret_cast<const unsigned char *>(seed.constData()));
    }

    QString publicKey() const { return base64(m_public); }
    QString id() const { return deviceIdOf(m_public); }

    QString sign(const QByteArray &text) const
    {
        QByteArray signature(crypto_sign_BYTES, '\0');
        crypto_sign_detached(bytes(signature), nullptr,
                             reinterpret_cast<const unsigned char *>(text.constData()), quint64(text.size()),
                             reinterpret_cast<const unsigned char *>(m_secret.constData()));
        return base64(signature);
    }

    /// Adds the device block to the parameters, signed over them.
    void prove(ConnectParams &params, int version, const QString &nonce, qint64 signedAt) const
    {
        params.device =
            DeviceBlock{.id = id(), .publicKey = publicKey(), .signedAt = signedAt, .nonce = nonce};
        params.device->signature = sign(deviceProofText(params, version));
    }

private:
    static unsigned char *bytes(QByteArray &array) { return reinterpret_cast<unsigned char *>(array.data()); }
    static QString base64(const QByteArray &bytes)
    {
        return QString::fromLatin1(
            bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
    }

    QByteArray m_public;
    QByteArray m_secret;
};

} // namespace wsagent::test
