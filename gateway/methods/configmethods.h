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
    /// The restart that the next change brings, if it brings one, waits that long.
    std::function<void(std::chrono::milliseconds)> delayRestart;
    std::function<void(const QString &message)> log;
};

/// config.get, config.schema, config.schema.lookup, config.set, config.patch, config.apply.
void addConfigMethods(MethodTable &table, const ConfigServices &services);

} // namespace wsagent
