#pragma once

#include "gateway/base/filewatcher.h"
#include "gateway/base/log.h"
#include "gateway/net/httpserver.h"
#include "gateway/net/tlsidentity.h"

namespace wsagent {

/// The certificate of a gateway. A renewed one is shown to whoever comes from then on.
class GatewayTls : public QObject
{
    Q_OBJECT

public:
    /// The server and the log outlive it.
    static Result<std::unique_ptr<GatewayTls>> open(const TlsSettings &settings, const QString &stateDir,
                                                    HttpServer &server, Log &log);

    const QString &fingerprint() const { return m_fingerprint; }

signals:
    void renewed();

private:
    GatewayTls(const TlsSettings &settings, QString stateDir, HttpServer &server, Log &log);
    void use(const TlsIdentity &identity);
    void filesChanged();

    TlsSettings m_settings;
    QString m_stateDir;
    HttpServer &m_server;
    Log &m_log;
    QString m_fingerprint;
    FileWatcher m_watcher;
};

} // namespace wsagent
