#pragma once

#include "app/cli/commandcontext.h"
#include "app/services/instancewait.h"
#include "app/services/servicehost.h"

#include <QDateTime>

#include <chrono>

namespace wsagent {

/// What became of a service that was started.
enum class Serving { Yes, NotYet, Failed };

/// As `waitUntilServing`, but does not wait for what the manager has given up.
Serving waitForService(const CommandContext &context, const ServiceHost &host,
                       std::chrono::milliseconds patience);

/// The last error that the gateway of the profile has logged since; empty when there is none.
QString lastLoggedError(CommandContext &context, const QDateTime &since);

/// What is wrong with a service that does not serve; `deed`: what has been done to it ("started").
Error notServing(CommandContext &context, Serving serving, const QString &deed, const QDateTime &since);
/// The same when the manager has refused the deed: it knows less of the reason than the log.
Error withLoggedError(CommandContext &context, const Error &error, const QDateTime &since);

} // namespace wsagent
