#include "app/doctor/repair.h"

#include "app/commandline.h"
#include "gateway/config/configwriter.h"
#include "gateway/instances/statelock.h"

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

Result<void> tighten(const QList<PrivatePath> &paths)
{
    for (const PrivatePath &path : paths) {
        const auto own = path.permissions & ~othersPermissions;
        if (!QFile::setPermissions(path.path, own))
            return Error{u"the mode of %1 cannot be changed"_s.arg(path.path),
                         u"chmod go= %1"_s.arg(shellWord(path.path)), ErrorKind::Io};
    }
    return {};
}

Result<void> removeFiles(const QList<PrivatePath> &paths)
{
    for (const PrivatePath &path : paths) {
        QFile file(path.path);
        if (file.exists() && !file.remove())
            return Error{u"%1 cannot be removed: %2"_s.arg(path.path, file.errorString()),
                         u"rm %1"_s.arg(shellWord(path.path)), ErrorKind::Io};
    }
    return {};
}

Result<void> carryOut(const Repair &repair, const DoctorFacts &facts, const DoctorProbe &probe,
                      const ConfigSchema &schema)
{
    switch (repair.kind) {
    case Repair::Kind::RestoreConfig:
        return restoreConfig(probe.source, facts.restorePoint);
    case Repair::Kind::EditConfig: {
        const auto otherReader = [&](const QString &file) {
            return facts.fleet.otherReader(probe.source.configPath, file);
        };
        const auto written =
            writeConfig(probe.source, schema,
                        {.edits = repair.edits, .base = facts.loaded.raw, .otherReader = otherReader});
        return written ? Result<void>() : written.error();
    }
    case Repair::Kind::Tighten:
        return tighten(repair.paths);
    case Repair::Kind::RemoveFiles:
        return removeFiles(repair.paths);
    }
    Q_UNREACHABLE();
}

/// The first that was not tried before: one that did not help must not be tried for ever.
std::optional<Repair> firstNew(const QList<Repair> &plan, const QList<Repair> &tried)
{
    for (const Repair &repair : plan) {
        if (std::none_of(tried.begin(), tried.end(),
                         [&repair](const Repair &other) { return other.sameAs(repair); }))
            return repair;
    }
    return std::nullopt;
}

bool isPlanned(const QList<Repair> &plan, const Repair &wanted)
{
    return std::any_of(plan.begin(), plan.end(),
                       [&wanted](const Repair &repair) { return repair.sameAs(wanted); });
}

/// Nobody else changes the state from here on.
Result<StateLock> takeState(const DoctorProbe &probe, const RepairConsent &consent)
{
    if (const auto prepared = consent.prepare ? consent.prepare() : Result<void>(); !prepared)
        return prepared.error();
    return StateLock::acquire(probe.selection.paths, StateLock::Role::Maintenance);
}

} // namespace

Result<RepairReport> repairInstance(const DoctorProbe &probe, const ConfigSchema &schema,
                                    const RepairWishes &wishes, const RepairConsent &consent)
{
    RepairReport report{.after = collectDoctorFacts(probe, schema)};
    std::optional<StateLock> state;
    QList<Repair> tried;
    while (const auto repair = firstNew(planRepairs(report.after, wishes), tried)) {
        tried += *repair;
        if (!consent.agrees(*repair)) {
            report.declined += *repair;
            continue;
        }
        if (!state) {
            auto taken = takeState(probe, consent);
            if (!taken)
                return taken.error();
            state = *std::move(taken);
            report.after = collectDoctorFacts(probe, schema);
            if (!isPlanned(planRepairs(report.after, wishes), *repair))
                continue; // it has mended itself, or is not what it was
        }
        if (const auto done = carryOut(*repair, report.after, probe, schema); done)
            report.done += *repair;
        else
            report.failed += {*repair, done.error()};
        report.after = collectDoctorFacts(probe, schema);
    }
    return report;
}

} // namespace wsagent
