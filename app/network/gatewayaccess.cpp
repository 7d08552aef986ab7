#include "app/network/gatewayaccess.h"

#include "app/cli/secretaccess.h"
#include "app/network/gatewaygreeting.h"
#include "gateway/config/crossfieldgateway.h"
#include "gateway/config/secretref.h"
#include "gateway/instances/runtimefile.h"
#include "gateway/secrets/secretresolver.h"

namespace wsagent {

using namespace Qt::StringLiterals;

GatewayAccess::GatewayAccess(InstanceSelection instance, QObject *parent)
    : QObject(parent)
    , m_instance(std::move(instance))
{}

GatewayAccess::~GatewayAccess() = default;

void GatewayAccess::find(Found found)
{
    m_found = std::move(found);
    m_worker.run(
        [instance = m_instance] {
            const ConfigSource source{.configPath = instance.paths.configPath,
                                      .stateDir = instance.paths.stateDir,
                                      .home = instance.paths.home,
                                      .environment = instance.environment};
            return loadConfig(source, ConfigSchema());
        },
        [this](const LoadedConfig &config) { loaded(config); });
}

void GatewayAccess::loaded(const LoadedConfig &config)
{
    const auto runtime = readRuntimeFile(m_instance.paths.stateDir);
    if (!runtime || !isAlive(*runtime))
        return m_found(Error{u"the gateway does not run"_s, {}, ErrorKind::Unreachable});
    m_target = runningTarget(*runtime);

    const QJsonValue auth = config.effective["gateway"_L1]["auth"_L1];
    m_isPassword = effectiveAuthMode(auth.toObject()) == "password"_L1;
    const QJsonValue configured = auth[m_isPassword ? "password"_L1 : "token"_L1];
    const auto reference = secretRefFrom(configured);
    if (!reference)
        return m_found(reference.error());
    if (!*reference)
        return finish(configured.toString());
    auto store = openStore(m_instance);
    if (!store)
        return m_found(store.error());
    m_store = *std::move(store);
    m_resolver = std::make_unique<SecretResolver>(config.effective["secrets"_L1].toObject(),
                                                  config.environment, m_store.get());
    m_resolver->resolve(**reference, [this](const Result<QByteArray> &secret) {
        if (!secret)
            return m_found(secret.error());
        finish(QString::fromUtf8(*secret));
    });
}

void GatewayAccess::finish(const QString &secret)
{
    (m_isPassword ? m_target.password : m_target.token) = secret;
    m_found(m_target);
}

} // namespace wsagent
