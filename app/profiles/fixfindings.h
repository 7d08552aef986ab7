#pragma once

#include "app/profiles/fleet.h"

namespace wsagent {

struct AppliedFix
{
    FindingFix fix;
    QString code;
};

struct FixReport
{
    QList<AppliedFix> applied = {};
    Fleet after = {};
};

/// Carries out the automatic fixes one at a time and looks again after each, since one move often mends
/// several findings. Ends when nothing fixable is left; an error says which config could not be written.
Result<FixReport> fixFindings(Fleet fleet, const InstanceSelection &selected, const ConfigSchema &schema,
                              const SurveyOptions &options);

} // namespace wsagent
