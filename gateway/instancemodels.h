#pragma once

#include "gateway/config/configloader.h"
#include "gateway/instances/instancepaths.h"
#include "gateway/llm/modelservice.h"

namespace wsagent {

class Log;

/// The models of one gateway: what they need to know of it, and the secret store, which is opened when a key
/// is kept there.
class InstanceModels
{
public:
    struct Options
    {
        QString profile = {};
        QString stateDir = {};
        std::function<const LoadedConfig &()> config = {};
        std::function<Result<std::unique_ptr<SecretStore>>()> openSecrets = {};
        std::function<QStringList()> status = {};               ///< lines of the operator
        std::function<QList<OperatorInstance>()> siblings = {}; ///< asked only when the config allows it
    };

    InstanceModels(Options options, Log &log);

    ModelService &service() { return m_service; }
    /// Opened now, if it was not before; may be null.
    SecretStore *secretStore();

private:
    ModelSources sources();
    std::optional<QList<OperatorInstance>> siblings() const;
    void localServers(const std::function<void(QList<OperatorServer>)> &answer);

    Options m_options;
    Log &m_log;
    std::unique_ptr<SecretStore> m_store;
    ModelService m_service;
};

/// How the other instances of this user are doing, by what they have left on the disk.
QList<OperatorInstance> siblingStates(const QString &home, const QProcessEnvironment &environment,
                                      const QString &ownStateDir);

} // namespace wsagent
