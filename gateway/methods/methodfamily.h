#pragma once

#include "gateway/methods/methodtable.h"

#include <memory>

namespace wsagent {

/// What the table runs for a method of a family whose methods share their services.
template <typename Family>
auto methodOf(std::shared_ptr<const Family> family, void (Family::*run)(const MethodCall &, Reply) const)
{
    return [family = std::move(family), run](const MethodCall &call, Reply reply) {
        ((*family).*run)(call, std::move(reply));
    };
}

} // namespace wsagent
