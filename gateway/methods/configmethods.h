#pragma once

#include "gateway/config/configloader.h"
#include "gateway/methods/configrequest.h"
#include "gateway/methods/methodtable.h"

namespace wsagent {

struct ConfigServices
{
    std::function<LoadedConfig()> load;
    const ConfigSchema *schema = nullptr; ///< outlives the table
    std::function<QString()> appliedHash; ///< of the config that the gateway goes by
    QString configPath;
    using Changed = std::function<void(const Result<ConfigWriteResult, ConfigRefusal> &)>;
    /// Carries a change out without keeping the event loop waiting.
    std::function<void(const ConfigRequest &, const Changed &)> change;
    /// A change that brings a restart has been written: that waits so long, if it is said, and what `params`
    /// say of who wants to hear of it holds.
    std::function<void(std::optional<std::chrono::milliseconds> delay, const QJsonObject &params)>
        restartFollows;
    std::function<void(const QString &message)> log;
};

/// config.get, config.schema, config.schema.lookup, config.set, config.patch, config.apply.
void addConfigMethods(MethodTable &table, const ConfigServices &services);

} // namespace wsagent
