#pragma once

#include "gateway/llm/modelcatalog.h"
#include "gateway/llm/networkpool.h"

#include <functional>

namespace wsagent {

/// What a provider says it has.
struct ListedModels
{
    QString provider = {};
    Result<QStringList> models = QStringList();
};

/// Asks a provider for its models; the answer comes later, within `patience`. Providers of all wire formats
/// have such a list.
void listModels(NetworkPool &network, const ModelProvider &provider, const Credential &credential,
                std::chrono::milliseconds patience, const std::function<void(const ListedModels &)> &done);

/// The model servers that answer on this machine, at the addresses where such servers usually are. Asked only
/// when somebody wants to know: nothing is used that was not chosen (decision D10).
void findLocalServers(NetworkPool &network, const QList<ModelProvider> &providers,
                      const std::function<void(const QList<ListedModels> &)> &done);

/// The ids in a list of models, whatever its shape; pure.
Result<QStringList> modelIds(const QByteArray &body);

} // namespace wsagent
