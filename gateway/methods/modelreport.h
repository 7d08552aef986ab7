#pragma once

#include "gateway/llm/authprofiles.h"
#include "gateway/llm/modelcatalog.h"

namespace wsagent {

/// The list of `models.list` and `ws-agent models list`.
QJsonArray modelRows(const ModelCatalog &catalog, const QList<ResolvedModel> &models,
                     const std::function<bool(const QString &provider)> &hasAccount);

/// The providers of `models.authStatus` and `ws-agent models status`: those that have accounts or a place in
/// the config. Holds no secret.
QJsonArray authStatus(const ModelCatalog &catalog, const AuthProfiles &stored,
                      const std::function<QList<AuthProfile>(const ModelProvider &)> &accountsOf, qint64 now);

} // namespace wsagent
