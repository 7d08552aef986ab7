#pragma once

#include "app/profiles/fleet.h"
#include "app/services/servicemanager.h"

namespace wsagent {

/// The services of this user: where they lie, who runs them, and how to ask.
struct ServiceHost
{
    Platform platform = Platform::Linux;
    ServicePlaces places = {};
    RunTool run = {};
    std::unique_ptr<ServiceManager> manager = {};
};

/// Those of the account that runs this command.
ServiceHost serviceHost(const InstanceSelection &selection);

/// The names and the place of a profile's service, without what only its installation knows.
ServiceSpec serviceNameplate(const ProfileName &profile, const InstancePaths &paths);

/// The program a service of this user would start: the installed one, for it has to be there at the next
/// login. Refuses build trees, mounted images and copies in temporary folders.
Result<QString> serviceExecutable(const QString &running, const QProcessEnvironment &environment,
                                  const QString &home);

/// What there is to know of the installed service of an instance; nothing when it has none.
std::optional<ServiceFacts> collectServiceFacts(const ServiceHost &host, const FleetMember &member,
                                                const QString &executable);

/// All definitions on this host that are ours, name us, or belong to OpenClaw.
QList<FoundService> scanServices(const ServiceHost &host, const Fleet &fleet);
QList<RegisteredProfile> registeredProfiles(const ServiceHost &host, const Fleet &fleet);

/// Definitions that are not of a registered profile, but carry our marker or our name.
QList<FoundService> extraServices(const QList<FoundService> &found, const QList<RegisteredProfile> &profiles);

/// Ends a service whose definition is nobody's, and takes the definition away; both or nothing.
Result<void> removeService(const ServiceHost &host, const FoundService &service);

/// Whether this process belongs to the service and would end with it.
bool isInsideService(Platform platform, const ServiceNames &names, const QProcessEnvironment &environment);
/// The same for a text as in /proc/self/cgroup. Pure.
bool isInsideUnit(const QByteArray &cgroups, const QString &unit);

} // namespace wsagent
