#include "gateway/gateway.h"

#include "gateway/base/version.h"
#include "gateway/instances/processidentity.h"
#include "gateway/instances/runtimefile.h"
#include "gateway/surfaces/probes.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDateTime>

namespace wsagent {

using namespace Qt::StringLiterals;

Gateway::Gateway(GatewayOptions options, Log &log, QObject *parent)
    : QObject(parent)
    , m_options(std::move(options))
    , m_log(log)
    , m_server(m_gate, m_options.timeouts)
{
    m_sinceStart.start();
    m_drain.setSingleShot(true);
    connect(&m_drain, &QTimer::timeout, this, &Gateway::letGo);
    connect(&m_server, &HttpServer::drained, this, &Gateway::letGo);
}

Gateway::~Gateway()
{
    if (m_lock)
        removeRuntimeFile(m_options.paths.stateDir);
}

Result<void> Gateway::start()
{
    auto lock = StateLock::acquire(m_options.paths, StateLock::Role::Gateway);
    if (!lock)
        return lock.error();
    m_gate.setRules(m_options.hostRules);
    if (const auto listening = m_server.listen(m_options.addresses, m_options.port); !listening)
        return listening.error();
    m_lock = std::move(*lock);
    addSurfaces();
    return announce();
}

void Gateway::addSurfaces()
{
    const QByteArray stateDir = m_options.paths.stateDir.toUtf8();
    const QByteArray hash = QCryptographicHash::hash(stateDir, QCryptographicHash::Sha256).toHex();
    addProbes(m_gate.router(), {.instance = {{"profile"_L1, m_options.profile},
                                             {"port"_L1, m_server.port()},
                                             {"instanceId"_L1, m_options.instanceId},
                                             {"stateDirHash"_L1, QString::fromLatin1(hash)}},
                                .version = QLatin1StringView(version),
                                .sinceStart = m_sinceStart});
}

/// Other processes of this user find the gateway by its runtime file.
Result<void> Gateway::announce()
{
    const qint64 pid = QCoreApplication::applicationPid();
    return writeRuntimeFile(m_options.paths.stateDir,
                            {.pid = pid,
                             .startTime = processStartTime(pid).value_or(QString()),
                             .profile = m_options.profile,
                             .instanceId = m_options.instanceId,
                             .port = m_server.port(),
                             .controlPort = m_options.controlPort,
                             .bind = m_options.bind,
                             .configPath = m_options.paths.configPath,
                             .version = QLatin1StringView(version),
                             .startedAt = QDateTime::currentDateTimeUtc().toString(Qt::ISODate)});
}

void Gateway::stop(std::chrono::milliseconds drain)
{
    if (m_stopping)
        return;
    m_stopping = true;
    m_log.info("gateway"_L1, u"stopping"_s);
    m_gate.shut();
    m_drain.start(drain);
    m_server.close();
}

void Gateway::letGo()
{
    m_drain.stop();
    removeRuntimeFile(m_options.paths.stateDir);
    m_lock.reset();
    emit stopped();
}

} // namespace wsagent
