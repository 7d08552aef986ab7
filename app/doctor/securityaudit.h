#pragma once

#include "app/doctor/doctorfacts.h"

namespace wsagent {

/// One thing that makes an instance less safe than it could be (`cli.md` 12).
struct SecurityFinding
{
    enum class Severity { Info, Warning, Critical };

    QString checkId; ///< "fs.state_dir.perms_world_writable"
    Severity severity = Severity::Warning;
    QString title;
    QString detail;
    QString remediation = {}; ///< the one command that mends it

    bool operator==(const SecurityFinding &) const = default;
};

QString severityWord(SecurityFinding::Severity severity); ///< "info", "warn", "critical"
QJsonObject toJson(const SecurityFinding &finding);

/// Only what decides about safety, of what is known already: `status` has no time for more.
DoctorFacts securityFacts(const InstanceSelection &selection, const LoadedConfig &loaded, const Fleet &fleet);

/// All findings, the gravest first. Pure; nothing in it is a secret.
QList<SecurityFinding> auditSecurity(const DoctorFacts &facts);

} // namespace wsagent
