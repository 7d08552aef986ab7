#include "app/profiles/lockedfleet.h"

#include "gateway/base/files.h"

#include <QFileInfo>

namespace wsagent {

using namespace Qt::StringLiterals;

Result<LockedFleet> surveyLocked(const InstanceSelection &selected, const ConfigSchema &schema,
                                 const SurveyOptions &options, std::chrono::milliseconds patience)
{
    // Not the lock of the registry: that one is taken, for a moment, by whoever holds this one.
    const QString registry = registryPath(selected.paths.home, selected.environment);
    if (const auto made = makePrivateDirectory(QFileInfo(registry).absolutePath()); !made)
        return made.error();
    auto lock = FileLock::acquire(registry + ".survey.lock"_L1, patience);
    if (!lock)
        return lock.error();
    return LockedFleet{*std::move(lock), surveyFleet(selected, schema, options)};
}

} // namespace wsagent
