#pragma once

#include <QByteArray>
#include <QByteArrayList>

namespace wsagent {

/// What the module `wsagent_certificate` makes: a certificate that vouches for itself.
struct CertificateRequest
{
    QByteArray commonName = {};
    QByteArrayList names = {}; ///< "DNS:localhost", "IP:127.0.0.1"
    int days = 3650;

    QByteArray certificate = {}; ///< what came out, as PEM
    QByteArray key = {};
};

} // namespace wsagent
