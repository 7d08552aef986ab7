#pragma once

#include "gateway/llm/modelservice.h"
#include "gateway/methods/methodtable.h"

namespace wsagent {

struct ModelMethodServices
{
    std::function<ModelService &()> models; ///< made when it is first asked for
    std::function<QString()> defaultAgent;
};

/// models.list, models.authStatus, models.probe, models.authSetApiKey, models.authLogout,
/// models.authOrderSet.
void addModelMethods(MethodTable &table, const ModelMethodServices &services);

/// The list of `models.list` and `ws-agent models list`.
QJsonArray modelRows(const ModelCatalog &catalog, const QList<ResolvedModel> &models,
                     const std::function<bool(const QString &provider)> &hasAccount);

/// The providers of `models.authStatus` and `ws-agent models status`: those that have accounts or a place in
/// the config. Holds no secret.
QJsonArray authStatus(const ModelCatalog &catalog, const AuthProfiles &stored,
                      const std::function<QList<AuthProfile>(const ModelProvider &)> &accountsOf, qint64 now);

} // namespace wsagent
