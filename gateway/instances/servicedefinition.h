#pragma once

#include <QByteArray>
#include <QHash>
#include <QString>
#include <QStringList>

#include <optional>

namespace wsagent {

/// What an installed service pins down, whatever system runs it.
struct ServiceDefinition
{
    QString file = {};
    QHash<QString, QString> environment = {};
    QStringList command = {};

    /// Carries the marker of a WsAgent gateway.
    bool isOurs() const;
    /// `--port` of the command line, else the pinned variable.
    std::optional<int> port() const;

    bool operator==(const ServiceDefinition &) const = default;
};

/// A systemd unit: `Environment=` and `ExecStart=` of its [Service] section, quoting undone. `home` is what
/// %h stands for.
ServiceDefinition parseSystemdUnit(const QByteArray &text, const QString &home);

/// A LaunchAgent, as XML. What is no property list gives an empty definition.
ServiceDefinition parseLaunchAgent(const QByteArray &xml);

/// The batch file that a Windows task starts: `set "KEY=value"` lines and the command.
ServiceDefinition parseTaskScript(const QByteArray &text);

/// The services of this user that are ours. `configHome` is where systemd keeps user units (below it), and
/// `stateDirs` is where to look for task scripts on Windows.
QList<ServiceDefinition> installedServices(const QString &home, const QString &configHome,
                                           const QStringList &stateDirs);

/// Whether the system starts the service at login. systemd links it from the targets that want it; the other
/// systems start what is installed.
bool isServiceEnabled(const QString &definitionFile);

} // namespace wsagent
