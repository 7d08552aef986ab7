#include "gateway/secrets/secretcompare.h"

#include <sodium.h>

#include <array>

namespace wsagent {

namespace {

using Digest = std::array<unsigned char, crypto_generichash_BYTES>;

Digest digestOf(const QString &text)
{
    const QByteArray bytes = text.toUtf8();
    Digest digest = {};
    crypto_generichash(digest.data(), digest.size(),
                       reinterpret_cast<const unsigned char *>(bytes.constData()),
                       static_cast<unsigned long long>(bytes.size()), nullptr, 0);
    return digest;
}

} // namespace

bool equalSecrets(const QString &a, const QString &b)
{
    const Digest first = digestOf(a);
    const Digest second = digestOf(b);
    return sodium_memcmp(first.data(), second.data(), first.size()) == 0;
}

} // namespace wsagent
