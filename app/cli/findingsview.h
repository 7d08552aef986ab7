#pragma once

#include "app/cli/output.h"
#include "gateway/instances/findings.h"

namespace wsagent {

/// "error  port.conflict  main, rescue  18791  …  fix: gateway.port → 19789", one line for people.
QString describeFinding(const Output &out, const Finding &finding);

QJsonArray toJson(const QList<Finding> &findings);

int countOf(const QList<Finding> &findings, Severity severity);

struct NewInstanceError;
/// Says why an instance was not made, with its findings; returns the exit code.
int failNewInstance(const Output &out, const NewInstanceError &refused);

/// Asks on a terminal; true without asking where nobody can answer or `yes` was said before.
bool confirm(const Output &out, const QString &question, bool yes);

} // namespace wsagent
