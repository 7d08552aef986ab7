#pragma once

#include "app/profiles/fleet.h"
#include "app/profiles/provision.h"

namespace wsagent {

/// What the user asked for; texts as typed, empty where nothing was said.
struct NewInstanceRequest
{
    InstanceSelection selection;
    bool currentVariables =
        false; ///< read the config with this process's variables (`setup`), not without (`profiles add`)
    QString port = {}; ///< a number or "auto"
    QString workspace = {};
    QString bind = {};
    QString mode = QStringLiteral("local");
    QString remoteUrl = {};
    QString remoteToken = {};
    bool firstRun = true; ///< see ProvisionRequest
};

struct NewInstance
{
    ProvisionReport report = {};
    QList<Finding> findings = {}; ///< warnings about the new instance; errors would have refused it
};

struct NewInstanceError
{
    Error error;
    QList<Finding> findings = {};
};

/// Chooses the port, proves the isolation, and only then makes the instance and registers it.
Result<NewInstance, NewInstanceError> makeInstance(const NewInstanceRequest &request, const Fleet &fleet,
                                                   const ConfigSchema &schema);

/// The findings the instance would cause with this port and workspace, without making anything.
QList<Finding> foresee(const NewInstanceRequest &request, int port, const Fleet &fleet);

/// Why the instance must not be made with this port and workspace; nothing when it may.
std::optional<NewInstanceError> refusal(const NewInstanceRequest &request, int port, const Fleet &fleet);

/// The ports an instance on the asked port needs at once; none for "auto" and what is no port.
QSet<int> portsOfBase(const QString &asked);

/// Absolute; the default of the profile when nothing was said.
QString workspaceOf(const NewInstanceRequest &request);

/// "auto" and nothing become the suggested base; anything else must be a port.
Result<int> choosePort(const QString &asked, const QString &name, const Fleet &fleet);

} // namespace wsagent
