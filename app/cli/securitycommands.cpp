#include "app/cli/securitycommands.h"

#include "app/cli/commandtree.h"
#include "app/cli/secretaccess.h"
#include "app/doctor/repair.h"
#include "app/doctor/securityaudit.h"
#include "gateway/base/exitcodes.h"

#include <QJsonArray>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;
using Grade = SecurityFinding::Severity;

namespace {

struct AuditOptions
{
    bool deep = false;
    bool fix = false;
};

QString mark(const Output &out, Grade severity)
{
    const Style style = severity == Grade::Critical  ? Style::Bad
                        : severity == Grade::Warning ? Style::Warning
                                                     : Style::Dim;
    return out.styled(severityWord(severity).leftJustified(8), style);
}

/// Closes files to others; a safe default is never more open than what it replaces.
Result<RepairReport> examine(CommandContext &context, const AuditOptions &options)
{
    const DoctorProbe probe{context.selection, context.source(), options.deep};
    if (!options.fix)
        return RepairReport{.after = collectDoctorFacts(probe, context.schema())};
    return repairInstance(probe, context.schema(), {.onlySafe = true}, {.agrees = [](const Repair &repair) {
                              return repair.kind == Repair::Kind::Tighten;
                          }});
}

int audit(CommandContext &context, const AuditOptions &options)
{
    const CommandApplication application;
    const Output &out = context.out;
    const auto report = examine(context, options);
    if (!report)
        return out.fail(report.error());
    const QList<SecurityFinding> findings = auditSecurity(report->after);
    QJsonArray array;
    for (const SecurityFinding &finding : findings) {
        array += toJson(finding);
        out.line(u"%1 %2  %3: %4"_s.arg(mark(out, finding.severity), finding.checkId, finding.title,
                                        finding.detail));
        if (!finding.remediation.isEmpty())
            out.line(u"         → "_s + finding.remediation);
    }
    QJsonArray fixed;
    for (const Repair &repair : report->done) {
        fixed += repair.message;
        out.line(u"fixed    "_s + repair.message);
    }
    const bool critical = std::any_of(findings.begin(), findings.end(), [](const SecurityFinding &finding) {
        return finding.severity == Grade::Critical;
    });
    if (out.json())
        out.document({{"ok"_L1, !critical}, {"findings"_L1, array}, {"fixed"_L1, fixed}});
    else if (findings.isEmpty())
        out.line(out.styled(u"Nothing to object to."_s, Style::Good));
    return critical ? ExitFailure : ExitSuccess;
}

} // namespace

void addSecurityCommands(CLI::App &root, Action &chosen)
{
    CLI::App *security =
        root.add_subcommand("security", "Look for what makes the profile less safe than it could be");
    security->require_subcommand(1);
    const auto options = std::make_shared<AuditOptions>();
    CLI::App *command = security->add_subcommand("audit", "Look at files, access, channels and tools");
    command->add_flag("--deep", options->deep, "Look at every file of the state directory");
    command->add_flag("--fix", options->fix, "Close private files to others");
    onChosen(command, chosen, options, audit);
}

} // namespace wsagent
