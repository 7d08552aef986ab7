#pragma once

#include "app/profiles/fleet.h"
#include "gateway/base/json5edit.h"

namespace wsagent {

struct AppliedFix
{
    FindingFix fix;
    QString code;
    QStringList profiles = {};
    bool helped = false; ///< the finding is gone
};

struct FixReport
{
    QList<AppliedFix> applied = {};
    Fleet after = {};
};

struct FixRequest
{
    SurveyOptions survey = {};
    QStringList names = {}; ///< whose configs may be changed; empty: all
};

/// Carries out the automatic fixes one at a time and looks again after each, since one move often mends
/// several findings. Ends when nothing fixable is left; an error says which config could not be written.
Result<FixReport> fixFindings(Fleet fleet, const InstanceSelection &selected, const ConfigSchema &schema,
                              const FixRequest &request);

/// The change of the config that the fix is; a new secret is made up here.
Result<JsonEdit> editFor(const FindingFix &fix);

} // namespace wsagent
