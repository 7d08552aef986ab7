#pragma once

#include "app/doctor/doctorcheck.h"
#include "app/doctor/doctorfacts.h"

namespace wsagent {

// Each looks at one matter and answers with what it found, or with one check that says all is well. Pure.

/// Whether a secret is given, in clear or as a reference.
bool isSet(const QJsonValue &secret);

QList<DoctorCheck> checkConfig(const DoctorFacts &facts);
QList<DoctorCheck> checkAuth(const DoctorFacts &facts);
QList<DoctorCheck> checkPermissions(const DoctorFacts &facts);
QList<DoctorCheck> checkStateFiles(const DoctorFacts &facts);
QList<DoctorCheck> checkSessions(const DoctorFacts &facts);
QList<DoctorCheck> checkAccounts(const DoctorFacts &facts);
QList<DoctorCheck> checkChannels(const DoctorFacts &facts);
QList<DoctorCheck> checkSandbox(const DoctorFacts &facts);
QList<DoctorCheck> checkBrowser(const DoctorFacts &facts);
QList<DoctorCheck> checkDisk(const DoctorFacts &facts);
QList<DoctorCheck> checkPorts(const DoctorFacts &facts);
QList<DoctorCheck> checkIsolationOf(const DoctorFacts &facts);
QList<DoctorCheck> checkNeighbours(const DoctorFacts &facts);
QList<DoctorCheck> checkServices(const DoctorFacts &facts);
QList<DoctorCheck> checkWorkspaces(const DoctorFacts &facts, bool withSuggestions);

struct DoctorWishes
{
    bool workspaceSuggestions = true;
};

QList<DoctorCheck> runDoctorChecks(const DoctorFacts &facts, DoctorWishes wishes = {});

} // namespace wsagent
