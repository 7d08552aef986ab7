#pragma once

#include "gateway/instances/hostfacts.h"
#include "gateway/instances/servicedefinition.h"

namespace wsagent {

/// A definition as it lies on the disk, read back with everything an audit asks for.
struct InstalledService
{
    ServiceDefinition definition = {};
    /// Settings besides command and environment by their name in the file: "After", "RestartSec", "KillMode",
    /// "RunAtLoad" … Lists are joined with blanks.
    QHash<QString, QString> settings = {};
    QByteArray text = {};

    QString profile() const { return definition.environment.value(QStringLiteral("WS_AGENT_PROFILE")); }
    QString stateDir() const { return definition.environment.value(QStringLiteral("WS_AGENT_STATE_DIR")); }
    QString configPath() const
    {
        return definition.environment.value(QStringLiteral("WS_AGENT_CONFIG_PATH"));
    }
    /// The ws-agent that it starts: the program, or the word behind a wrapper.
    QString executable() const;
};

/// Reads a definition in the form of `platform`. What cannot be read gives an empty one. Pure.
InstalledService parseService(Platform platform, const QByteArray &text, const QString &home);

/// The same from a file; nothing when there is none.
std::optional<InstalledService> readService(Platform platform, const QString &file, const QString &home);

/// Seconds of a systemd time span ("5", "5s", "5min 30s"); nothing when it is none. "infinity" is -1.
std::optional<int> systemdSeconds(const QString &text);

} // namespace wsagent
