#include "gateway/instancemodels.h"

#include "gateway/base/log.h"
#include "gateway/instances/registry.h"
#include "gateway/instances/runtimefile.h"
#include "gateway/llm/modellister.h"

#include <QJsonArray>

namespace wsagent {

using namespace Qt::StringLiterals;

InstanceModels::InstanceModels(Options options, Log &log)
    : m_options(std::move(options))
    , m_log(log)
    , m_service(sources())
{}

ModelSources InstanceModels::sources()
{
    return {.stateDir = m_options.stateDir,
            .config = [this] { return m_options.config().effective; },
            .environment = [this] { return m_options.config().environment; },
            .secretStore = [this] { return secretStore(); },
            .log = [this](const QString &message) { m_log.error("llm"_L1, message); },
            .facts = {.profile = m_options.profile,
                      .status = m_options.status,
                      .siblings = [this] { return siblings(); },
                      .localServers =
                          [this](const auto &answer) {
                              localServers(answer);
                          }}};
}

SecretStore *InstanceModels::secretStore()
{
    if (m_store || !m_options.openSecrets)
        return m_store.get();
    auto opened = m_options.openSecrets();
    if (opened)
        m_store = *std::move(opened);
    else
        m_log.error("llm"_L1, opened.error().message);
    return m_store.get();
}

void InstanceModels::localServers(const std::function<void(QList<OperatorServer>)> &answer)
{
    const ModelCatalog catalog = m_service.catalog();
    findLocalServers(m_service.network(), catalog.providers(),
                     [catalog, answer](const QList<ListedModels> &found) {
                         QList<OperatorServer> servers;
                         for (const ListedModels &listed : found) {
                             const auto provider = catalog.provider(listed.provider);
                             servers += {.provider = listed.provider,
                                         .name = provider->name,
                                         .address = QUrl(provider->baseUrl).authority(),
                                         .models = *listed.models};
                         }
                         answer(servers);
                     });
}

/// To whom the tool `profiles` is allowed (`agents.md` 3), to him the operator tells it.
std::optional<QList<OperatorInstance>> InstanceModels::siblings() const
{
    const QJsonValue tools = m_options.config().effective["tools"_L1];
    for (const auto list : {"alsoAllow"_L1, "allow"_L1}) {
        if (tools[list].toArray().contains("profiles"_L1) && m_options.siblings)
            return m_options.siblings();
    }
    return std::nullopt;
}

QList<OperatorInstance> siblingStates(const QString &home, const QProcessEnvironment &environment,
                                      const QString &ownStateDir)
{
    QList<OperatorInstance> states;
    const InstanceList all = listInstances(home, environment);
    for (const RegisteredInstance &instance : all.instances) {
        if (instance.stateDir == ownStateDir)
            continue;
        const auto runtime = readRuntimeFile(instance.stateDir);
        const bool runs = runtime && isAlive(*runtime);
        states += {.profile = instance.name,
                   .state = runs ? u"running"_s : u"stopped"_s,
                   .detail = runs ? u"port %1"_s.arg(runtime->port) : QString()};
    }
    return states;
}

} // namespace wsagent
