#pragma once

#include "gateway/methods/configmethods.h"

namespace wsagent {

struct WizardServices
{
    std::function<LoadedConfig()> load;
    QString defaultWorkspace; ///< when the config says none
    /// As in ConfigServices.
    std::function<void(const ConfigRequest &, const ConfigServices::Changed &)> change;
    std::function<qint64()> uptimeMs; ///< a clock that never goes back
};

/// wizard.start, next, status, cancel: one set-up at a time.
void addWizardMethods(MethodTable &table, const WizardServices &services);

} // namespace wsagent
