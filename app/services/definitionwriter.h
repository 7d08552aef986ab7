#pragma once

#include "app/services/servicespec.h"
#include "gateway/base/result.h"

#include <QByteArray>

namespace wsagent {

// Each turns a spec into the text one system wants. Pure, and on every system, so that each is tested
// everywhere. What cannot be written safely (control characters, a quote in a batch file) is an error.

/// A systemd user unit (`services.md` 4.1).
Result<QByteArray> systemdUnit(const ServiceSpec &spec);

/// A LaunchAgent as an XML property list (4.2).
Result<QByteArray> launchAgent(const ServiceSpec &spec);

/// The batch file that the scheduled task starts (4.3), with the line ends cmd.exe wants.
Result<QByteArray> taskScript(const ServiceSpec &spec);

/// The scheduled task, as `schtasks /Create /XML` reads it. `account` is the user that logs on ("HOST\ann"),
/// `script` what the task starts.
Result<QByteArray> taskXml(const ServiceSpec &spec, const QString &account, const QString &script);

/// Refuses what no definition can hold; `what` names the value in the error.
Result<void> checkWritable(const QString &text, const QString &what);
/// The same for everything in the spec.
Result<void> checkWritable(const ServiceSpec &spec);

/// Text between XML tags or in quotes: all five special characters escaped.
QString xmlEscaped(const QString &text);

} // namespace wsagent
