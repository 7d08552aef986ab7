#include "gateway/clientauth.h"

#include "gateway/secrets/secretcompare.h"

namespace wsagent {

using namespace Qt::StringLiterals;

bool ClientAuth::isSecret(const QString &given) const
{
    return !secret.isEmpty() && equalSecrets(given, secret);
}

QLatin1StringView toString(HandshakeFacts::AuthMode mode)
{
    switch (mode) {
    case HandshakeFacts::AuthMode::None:
        return "none"_L1;
    case HandshakeFacts::AuthMode::Token:
        return "token"_L1;
    case HandshakeFacts::AuthMode::Password:
        return "password"_L1;
    case HandshakeFacts::AuthMode::TrustedProxy:
        return "trusted-proxy"_L1;
    }
    Q_UNREACHABLE();
}

} // namespace wsagent
