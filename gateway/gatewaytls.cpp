#include "gateway/gatewaytls.h"

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr auto settling = std::chrono::milliseconds(500); // key and certificate are written one by one

} // namespace

GatewayTls::GatewayTls(const TlsSettings &settings, QString stateDir, HttpServer &server, Log &log)
    : m_settings(settings)
    , m_stateDir(std::move(stateDir))
    , m_server(server)
    , m_log(log)
    , m_watcher(settling)
{
    connect(&m_watcher, &FileWatcher::changed, this, &GatewayTls::filesChanged);
}

Result<std::unique_ptr<GatewayTls>> GatewayTls::open(const TlsSettings &settings, const QString &stateDir,
                                                     HttpServer &server, Log &log)
{
    const auto identity = loadTlsIdentity(settings, stateDir);
    if (!identity)
        return identity.error();
    std::unique_ptr<GatewayTls> tls(new GatewayTls(settings, stateDir, server, log));
    tls->use(*identity);
    return tls;
}

void GatewayTls::use(const TlsIdentity &identity)
{
    m_fingerprint = identity.fingerprint;
    m_server.useTls(identity.configuration);
    m_watcher.watch(identity.files);
    m_log.info("net"_L1, u"TLS with the certificate %1"_s.arg(m_fingerprint));
}

/// A pair that does not do is left alone: the one in use still does.
void GatewayTls::filesChanged()
{
    const auto identity = loadTlsIdentity(m_settings, m_stateDir);
    if (!identity) {
        m_log.error("net"_L1, u"the changed certificate is not taken over: "_s + identity.error().message);
        return;
    }
    use(*identity);
    emit renewed();
}

} // namespace wsagent
