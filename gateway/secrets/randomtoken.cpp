#include "gateway/secrets/randomtoken.h"

#include <QByteArray>

#include <sodium.h>

namespace wsagent {

QString randomToken(int bytes)
{
    QByteArray random(bytes, Qt::Uninitialized);
    randombytes_buf(random.data(), size_t(random.size()));
    return QString::fromLatin1(
        random.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
}

} // namespace wsagent
