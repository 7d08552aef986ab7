#pragma once

#include "app/profiles/fleet.h"
#include "gateway/base/filelock.h"

#include <chrono>

namespace wsagent {

/// A survey that stays true as long as it lives: of two who choose a port or a name for an instance, and make
/// it, the second one sees what the first has made. Nobody is to be asked anything meanwhile.
struct LockedFleet
{
    FileLock lock;
    Fleet fleet;
};

/// How long a command waits for others; a survey of very many instances takes a second or two.
constexpr std::chrono::milliseconds lockPatience = std::chrono::seconds(30);

/// Waits for its turn; an error says that it did not come.
Result<LockedFleet> surveyLocked(const InstanceSelection &selected, const ConfigSchema &schema,
                                 const SurveyOptions &options = {},
                                 std::chrono::milliseconds patience = lockPatience);

} // namespace wsagent
