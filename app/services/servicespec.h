#pragma once

#include "gateway/instances/hostfacts.h"
#include "gateway/instances/instancepaths.h"
#include "gateway/instances/servicenames.h"

#include <QList>

namespace wsagent {

/// What a service of one profile is to be, whatever system runs it. The writers turn it into a systemd unit,
/// a launchd property list or a Windows task; equal specs make equal files.
struct ServiceSpec
{
    ServiceNames names = {};
    QString description = {};
    QStringList command = {}; ///< program first, absolute
    QString workingDirectory = {};
    QList<std::pair<QString, QString>> environment = {}; ///< in the order in which it is written
    QString environmentFile = {};                        ///< secrets that only the installing shell knew
    QString logDirectory = {};
    bool isWrapped = false; ///< a program of the user's stands in front
    bool notifies = false;  ///< it tells systemd when it serves, and again and again that it still does
};

struct ServiceRequest
{
    Platform platform = Platform::Linux;
    ProfileName profile = {};
    InstancePaths paths = {};
    QString executable = {}; ///< the installed ws-agent
    QString wrapper = {};    ///< a program that starts it; empty: none
    int port = 0;
    QString instanceId = {};
    QString tempDir = {};
    QString version = {};
    bool notifies = false; ///< see ServiceSpec
};

/// The definition of `services.md` 2 and 3. Pure.
ServiceSpec serviceSpec(const ServiceRequest &request);

/// The PATH of a service: enough for the usual tools, and nothing that an interactive shell has collected.
/// Empty on Windows, where it is inherited.
QString minimalPath(Platform platform, const QString &home);

/// The variable in which a service knows its own name.
QString ownNameVariable(Platform platform);
/// The name that belongs there.
QString ownName(Platform platform, const ServiceNames &names);

} // namespace wsagent
