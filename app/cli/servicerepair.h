#pragma once

#include "app/cli/commandcontext.h"
#include "app/doctor/repair.h"

namespace wsagent {

/// How far `doctor --fix` may go about services.
struct ServiceConsent
{
    bool yes = false;            ///< everything was agreed to beforehand
    bool nonInteractive = false; ///< nothing that moves or loses something
    std::function<bool(const Repair &)> agrees;
};

/// Mends what is wrong with the service of the profile, and takes away definitions that are nobody's. Needs a
/// QCoreApplication.
void repairServices(CommandContext &context, const DoctorProbe &probe, const ServiceConsent &consent,
                    RepairReport &report);

} // namespace wsagent
