#pragma once

#include "gateway/config/configloader.h"
#include "gateway/instances/findings.h"
#include "gateway/instances/hostfacts.h"
#include "gateway/instances/instancefacts.h"
#include "gateway/instances/registry.h"
#include "gateway/instances/runtimefile.h"

#include <optional>

namespace wsagent {

/// One instance of this host with all that is known of it.
struct FleetMember
{
    QString name; ///< "rescue", "default", "(custom) /srv/state"
    ProfileName profile = {};
    bool isCustom = false; ///< started with plain variables, without a profile
    InstancePaths paths = {};
    QProcessEnvironment environment = {}; ///< what its config is read with
    LoadedConfig loaded = {};
    InstanceFacts facts = {};
    std::optional<RuntimeFile> runtime = {}; ///< of a living gateway
    QString serviceFile = {};                ///< the definition of its service; empty when none is installed

    bool hasService() const { return !serviceFile.isEmpty(); }
    QString workspace() const { return facts.workspaces.value(0, paths.defaultWorkspace); }
    ConfigSource source() const;
};

/// All instances of this host, and whether they keep out of each other's way.
struct Fleet
{
    HostFacts host = {};
    QList<FleetMember> members = {};
    QList<Finding> findings = {};
    QStringList warnings = {};

    const FleetMember *find(const QString &name) const;
    QList<InstanceFacts> facts() const;
    QList<Finding> findingsOf(const QString &name) const;
    /// The first member besides the one with this config whose config the file is part of; empty: none.
    QString otherReader(const QString &configPath, const QString &file) const;
};

struct SurveyOptions
{
    bool listeners = true;   ///< also look at what listens on this host now
    QSet<int> ownersOf = {}; ///< ports to name the owner of besides those that instances claim
    /// The config of the selected instance, from whoever has just loaded it; null: it is read here.
    const LoadedConfig *ownConfig = nullptr;
};

/// Looks at every instance that registry, directories and services name, and at the selected one when it has
/// a config. Reads only. Other instances are read without the variables of this one.
Fleet surveyFleet(const InstanceSelection &selected, const ConfigSchema &schema,
                  const SurveyOptions &options = {});

/// Findings and suggestions for the fleet with one member changed or added; nothing is read again.
QList<Finding> checkWith(const Fleet &fleet, const InstanceFacts &candidate);

/// "rescue", "default", or "(custom) <state dir>" when plain variables select the instance.
QString instanceName(const InstanceSelection &selection);

/// The paths of a named profile at its canonical place, as `profiles add` makes it.
InstanceSelection canonicalSelection(const ProfileName &profile, const InstanceSelection &from);

} // namespace wsagent
