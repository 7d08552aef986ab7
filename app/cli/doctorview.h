#pragma once

#include "app/cli/output.h"
#include "app/doctor/doctorchecks.h"
#include "app/doctor/repair.h"

namespace wsagent {

/// `{ok, checks:[{id, status, message, fix?}]}`; after repairs also what was done, declined and failed.
QJsonObject doctorDocument(bool ok, const QList<DoctorCheck> &checks, const QList<DriftRow> &drift,
                           const RepairReport *repairs);

void printRepairs(const Output &out, const RepairReport &report);
/// A mark and one aligned line for each check, what to type below those that need it, and a summary.
void printChecks(const Output &out, const DoctorFacts &facts, const QList<DoctorCheck> &checks);

} // namespace wsagent
