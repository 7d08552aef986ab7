#include "app/network/networkmodule.h"

#include "gateway/llm/modellister.h"

#include <QEventLoop>
#include <QJsonArray>

namespace wsagent {

using namespace Qt::StringLiterals;

QJsonArray scanFromHere(const QList<ModelProvider> &providers)
{
    NetworkPool network;
    QEventLoop loop; // a command has nothing else to do; every request has its own time
    QJsonArray servers;
    bool done = false;
    findLocalServers(network, providers, [&](const QList<ListedModels> &found) {
        for (const ListedModels &listed : found) {
            for (const ModelProvider &provider : providers) {
                if (provider.id == listed.provider)
                    servers += QJsonObject{{"provider"_L1, listed.provider},
                                           {"baseUrl"_L1, provider.baseUrl},
                                           {"models"_L1, QJsonArray::fromStringList(*listed.models)}};
            }
        }
        done = true;
        loop.quit();
    });
    if (!done)
        loop.exec();
    return servers;
}

} // namespace wsagent
