#pragma once

#include "gateway/base/result.h"

#include <QSslConfiguration>
#include <QStringList>

namespace wsagent {

/// `gateway.tls`. Paths are absolute.
struct TlsSettings
{
    bool enabled = false;
    bool autoGenerate = true;
    QString certPath = {}; ///< empty: the pair below `gateway/tls` in the state directory
    QString keyPath = {};
    QString caPath = {}; ///< who vouches for clients; empty: they need no certificate

    bool operator==(const TlsSettings &) const = default;
};

/// What a gateway shows to prove who it is.
struct TlsIdentity
{
    QSslConfiguration configuration = {};
    QString fingerprint = {}; ///< SHA-256 of the certificate, in hex
    QStringList files = {};   ///< what it was read from
};

/// Reads the certificate and its key. A pair of our own is made when it is missing or about to expire.
Result<TlsIdentity> loadTlsIdentity(const TlsSettings &settings, const QString &stateDir);

/// "sha256:AB:CD…" → "abcd…": fingerprints as people copy them, in one form.
QString normalFingerprint(const QString &text);

} // namespace wsagent
