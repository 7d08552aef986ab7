#pragma once

#include "gateway/config/configloader.h"
#include "gateway/methods/methodtable.h"

namespace wsagent {

struct ConfigServices
{
    std::function<LoadedConfig()> load;
    const ConfigSchema *schema = nullptr; ///< outlives the table
    std::function<QString()> appliedHash; ///< of the config that the gateway goes by
    QString configPath;
};

/// config.get, config.schema.
void addConfigMethods(MethodTable &table, const ConfigServices &services);

} // namespace wsagent
