#pragma once

#include "gateway/methods/methodtable.h"
#include "gateway/scheduler/cronservice.h"

namespace wsagent {

struct CronServices
{
    std::function<CronService &()> cron = {}; ///< made at first use
    QString processId = {};                   ///< another one after each start
};

/// `cron.*` (`gateway-methods.md` 8).
void addCronMethods(MethodTable &table, const CronServices &services);

} // namespace wsagent
