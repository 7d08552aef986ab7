#pragma once

#include <QProcessEnvironment>

#include <chrono>

namespace wsagent {

/// How long a gateway that is asked to end may finish what was begun: as long as the service manager that has
/// started it waits for that (`services.md` 5), and without one as long as a person does.
std::chrono::seconds drainBudget(const QProcessEnvironment &environment);

} // namespace wsagent
