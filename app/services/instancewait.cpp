#include "app/services/instancewait.h"

#include "gateway/instances/statelock.h"

#include <QFileInfo>

namespace wsagent {

using namespace std::chrono_literals;

std::optional<RuntimeFile> livingGateway(const QString &stateDir)
{
    const auto runtime = readRuntimeFile(stateDir);
    return runtime && isAlive(*runtime) ? std::optional(*runtime) : std::nullopt;
}

bool waitUntilServing(const InstancePaths &paths, std::chrono::milliseconds patience)
{
    return waitFor([&paths] { return livingGateway(paths.stateDir).has_value(); }, patience);
}

bool waitUntilGone(const InstancePaths &paths, std::chrono::milliseconds patience)
{
    const auto isFree = [&paths] {
        return !livingGateway(paths.stateDir) &&
               (!QFileInfo::exists(StateLock::path(paths.stateDir)) ||
                StateLock::acquire(paths, StateLock::Role::Maintenance, 0ms));
    };
    return waitFor(isFree, patience);
}

} // namespace wsagent
