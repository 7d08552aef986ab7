#pragma once

#include "app/profiles/fleet.h"
#include "app/profiles/newinstance.h"

namespace wsagent {

struct CloneRequest
{
    QString from;
    ProfileName to;
    QString port = {}; ///< as typed; empty or "auto": suggested
    QString workspace = {};
    QString bind = {};
    bool withWorkspace = false;
    bool withSessions = false;
    bool withCredentials = false; ///< channel accounts, and channels stay on
    bool withSecrets = true;      ///< the other ones, as keys of model providers; never those of the gateway
};

struct CloneReport
{
    InstancePaths paths = {};
    int port = 0;
    QString workspace = {};
    QStringList copied = {};
    QStringList notes = {};
    QList<Finding> findings = {}; ///< warnings about the new instance
};

/// Copies the config with port, paths and gateway secret replaced, pinned browser endpoints dropped and
/// channels off. Locks, identity, devices and browser data are never copied. Nothing stays when it fails.
Result<CloneReport, NewInstanceError> cloneProfile(const CloneRequest &request, const Fleet &fleet,
                                                   const InstanceSelection &selected,
                                                   const ConfigSchema &schema);

struct RenameReport
{
    InstancePaths paths = {};
    QStringList keysRewritten = {};
};

/// Moves the canonical directories and rewrites absolute paths in the config. Only for a stopped profile;
/// undone as a whole when a step fails.
Result<RenameReport> renameProfile(const QString &from, const ProfileName &to, const Fleet &fleet,
                                   const InstanceSelection &selected, const ConfigSchema &schema);

struct RemovePlan
{
    QStringList toTrash = {};
    QString keptWorkspace = {};
};

/// What removing would do; refuses the default profile, a running one, and one whose directories hold files
/// of others.
Result<RemovePlan> planRemoval(const QString &name, bool deleteWorkspace, const Fleet &fleet);
Result<void> removeProfile(const QString &name, const RemovePlan &plan, const InstanceSelection &selected);

} // namespace wsagent
