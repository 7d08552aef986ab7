#pragma once

#include "gateway/config/secrettargets.h"
#include "gateway/methods/methodtable.h"

namespace wsagent {

struct SecretServices
{
    std::function<const QJsonObject &()> config; ///< effective
    const ConfigSchema *schema = nullptr;        ///< outlives the table
    /// Asks whoever keeps the secret; answers later.
    std::function<void(const SecretRef &, const std::function<void(const Result<QByteArray> &)> &)> resolve;
    /// Reads every secret anew; returns how many references lead nowhere.
    std::function<Result<int>()> reload;
};

/// secrets.reload and secrets.resolve.
void addSecretMethods(MethodTable &table, const SecretServices &services);

} // namespace wsagent
