#include "app/cli/networkloader.h"

#include "app/platform/moduleloader.h"

namespace wsagent {

using namespace Qt::StringLiterals;

Result<Network> loadNetwork()
{
    const auto fill = findInModule(u"wsagent_network"_s, "wsagentNetwork");
    if (!fill)
        return fill.error();
    Network network;
    const auto fillIn = reinterpret_cast<void (*)(Network *)>(fill->pointer);
    fillIn(&network);
    return network;
}

} // namespace wsagent
