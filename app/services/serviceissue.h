#pragma once

#include "gateway/instances/findings.h"

namespace wsagent {

/// What `doctor --fix` does about an issue.
enum class Mending {
    None, ///< nothing: it belongs to somebody else
    InstallAnew,
    ReloadUnits,
    EnableLinger,
    RemoveDefinition,
};

/// One thing that is wrong with an installed service, or worth knowing about it. Codes: `services.md` 7.1.
struct ServiceIssue
{
    QString code;
    Severity level = Severity::Warning;
    QString message;
    QString fix = {}; ///< the one command that mends it
    Mending mending = Mending::None;
    QString definition = {}; ///< RemoveDefinition: the file that goes

    bool operator==(const ServiceIssue &) const = default;
};

QJsonObject toJson(const ServiceIssue &issue);

} // namespace wsagent
