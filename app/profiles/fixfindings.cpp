#include "app/profiles/fixfindings.h"

#include "gateway/config/configwriter.h"

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// The first fix that was not tried before: a fix that did not help must not be tried for ever.
const Finding *nextFixable(const Fleet &fleet, const QList<AppliedFix> &applied)
{
    for (const Finding &finding : fleet.findings) {
        if (!finding.fix || finding.severity == Severity::Info || !fleet.find(finding.fix->profile))
            continue;
        const bool tried = std::any_of(applied.begin(), applied.end(), [&finding](const AppliedFix &done) {
            return done.fix == *finding.fix;
        });
        if (!tried)
            return &finding;
    }
    return nullptr;
}

} // namespace

Result<FixReport> fixFindings(Fleet fleet, const InstanceSelection &selected, const ConfigSchema &schema,
                              const SurveyOptions &options)
{
    FixReport report;
    while (const Finding *finding = nextFixable(fleet, report.applied)) {
        const FindingFix fix = *finding->fix;
        const FleetMember &member = *fleet.find(fix.profile);
        const auto path = parseJsonPath(fix.key);
        if (!path)
            return path.error();
        const auto otherReader = [&](const QString &file) {
            return fleet.otherReader(member.paths.configPath, file);
        };
        const ConfigChange change{
            .edits = {{*path, fix.value}}, .base = member.loaded.raw, .otherReader = otherReader};
        if (const auto written = writeConfig(member.source(), schema, change); !written)
            return Error{u"%1: %2"_s.arg(fix.profile, written.error().message), written.error().fix,
                         written.error().kind};
        report.applied += AppliedFix{fix, finding->code};
        fleet = surveyFleet(selected, schema, options);
    }
    report.after = std::move(fleet);
    return report;
}

} // namespace wsagent
