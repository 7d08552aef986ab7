#pragma once

#include "gateway/instances/findings.h"

namespace wsagent {

/// One thing that is wrong with an installed service, or worth knowing about it. Codes: `services.md` 7.1.
struct ServiceIssue
{
    QString code;
    Severity level = Severity::Warning;
    QString message;
    QString fix = {};          ///< the one command that mends it
    bool isRepairable = false; ///< `doctor --fix` mends it by installing the service anew

    bool operator==(const ServiceIssue &) const = default;
};

QJsonObject toJson(const ServiceIssue &issue);

} // namespace wsagent
