#include "app/doctor/doctorchecks.h"
#include "app/services/servicespec.h"

namespace wsagent {

using namespace Qt::StringLiterals;
using Status = DoctorCheck::Status;

namespace {

Status statusOf(Severity level)
{
    switch (level) {
    case Severity::Error:
        return Status::Error;
    case Severity::Warning:
        return Status::Warning;
    case Severity::Info:
        return Status::Info;
    }
    Q_UNREACHABLE();
}

/// What a service does not mend by itself: it was changed while it ran.
QList<DoctorCheck> drifted(const DoctorFacts &facts)
{
    QList<DoctorCheck> checks;
    for (const DriftRow &row : facts.drift) {
        const bool runsOtherwise = !row.process.isEmpty() && row.unit == row.config && row.hasDrifted();
        if (runsOtherwise)
            checks += DoctorCheck{
                u"service.drift"_s, Status::Warning,
                u"the gateway that runs has another %1 (%2) than its service and its config"_s.arg(
                    row.what, row.process),
                facts.hint(u"gateway restart"_s)};
    }
    return checks;
}

} // namespace

QList<DoctorCheck> checkServices(const DoctorFacts &facts)
{
    QList<DoctorCheck> checks;
    for (const ServiceIssue &issue : facts.serviceIssues) {
        const QString fix = issue.mending == Mending::InstallAnew ? facts.hint(u"doctor --fix"_s) : issue.fix;
        checks += DoctorCheck{issue.code, statusOf(issue.level), issue.message, fix};
    }
    if (facts.service)
        checks += drifted(facts);
    if (checks.isEmpty() && facts.service)
        checks += DoctorCheck{
            u"service"_s, Status::Ok,
            u"%1 is as it should be (%2)"_s.arg(ownName(facts.service->platform, serviceNames(facts.profile)),
                                                facts.service->state.status)};
    return checks;
}

} // namespace wsagent
