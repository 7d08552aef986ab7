#include "app/profiles/fixfindings.h"

#include "gateway/config/configwriter.h"
#include "gateway/secrets/randomtoken.h"

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// The first fix that was not tried before: a fix that did not help must not be tried for ever.
const Finding *nextFixable(const Fleet &fleet, const QStringList &names, const QList<AppliedFix> &applied)
{
    for (const Finding &finding : fleet.findings) {
        if (!finding.fix || finding.severity == Severity::Info || !fleet.find(finding.fix->profile))
            continue;
        if (!names.isEmpty() && !names.contains(finding.fix->profile))
            continue;
        const bool tried = std::any_of(applied.begin(), applied.end(), [&finding](const AppliedFix &done) {
            return done.fix == *finding.fix;
        });
        if (!tried)
            return &finding;
    }
    return nullptr;
}

bool isGone(const AppliedFix &fix, const QList<Finding> &findings)
{
    return std::none_of(findings.begin(), findings.end(), [&fix](const Finding &finding) {
        return finding.code == fix.code && finding.profiles == fix.profiles;
    });
}

} // namespace

Result<JsonEdit> editFor(const FindingFix &fix)
{
    const auto path = parseJsonPath(fix.key);
    if (!path)
        return path.error();
    return JsonEdit{*path, fix.newSecret ? QJsonValue(randomToken()) : fix.value};
}

Result<FixReport> fixFindings(Fleet fleet, const InstanceSelection &selected, const ConfigSchema &schema,
                              const FixRequest &request)
{
    FixReport report;
    while (const Finding *finding = nextFixable(fleet, request.names, report.applied)) {
        const FindingFix fix = *finding->fix;
        const FleetMember &member = *fleet.find(fix.profile);
        const auto edit = editFor(fix);
        if (!edit)
            return edit.error();
        const auto otherReader = [&](const QString &file) {
            return fleet.otherReader(member.paths.configPath, file);
        };
        const ConfigChange change{.edits = {*edit}, .base = member.loaded.raw, .otherReader = otherReader};
        if (const auto written = writeConfig(member.source(), schema, change); !written)
            return Error{u"%1: %2"_s.arg(fix.profile, written.error().message), written.error().fix,
                         written.error().kind};
        report.applied += AppliedFix{fix, finding->code, finding->profiles};
        fleet = surveyFleet(selected, schema, request.survey);
    }
    for (AppliedFix &applied : report.applied)
        applied.helped = isGone(applied, fleet.findings);
    report.after = std::move(fleet);
    return report;
}

} // namespace wsagent
