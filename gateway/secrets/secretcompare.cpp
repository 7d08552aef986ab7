#include "gateway/secrets/secretcompare.h"

#include <QCryptographicHash>

#include <sodium.h>

namespace wsagent {

bool equalSecrets(const QString &a, const QString &b)
{
    const QByteArray first = QCryptographicHash::hash(a.toUtf8(), QCryptographicHash::Sha256);
    const QByteArray second = QCryptographicHash::hash(b.toUtf8(), QCryptographicHash::Sha256);
    return sodium_memcmp(first.constData(), second.constData(), size_t(first.size())) == 0;
}

} // namespace wsagent
