#pragma once

#include "app/profiles/fleet.h"

namespace wsagent {

/// It runs on an older config, as the present one is broken (D3).
inline bool isDegraded(const FleetMember &member)
{
    return member.runtime && !member.loaded.isValid();
}

} // namespace wsagent
