#include "app/profiles/profilechanges.h"
#include "app/profiles/resetinstance.h"
#include "gateway/base/trash.h"
#include "gateway/config/configwriter.h"

#include <QDir>
#include <QFileInfo>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

bool isInside(const QString &path, const QString &directory)
{
    return path == directory || path.startsWith(directory + u'/');
}

/// Everything in the state dir except the path that leads to the workspace.
QStringList entriesBeside(const QString &directory, const QString &kept)
{
    if (!isInside(kept, directory))
        return {directory};
    QStringList entries;
    const QDir dir(directory);
    for (const QString &name :
         dir.entryList(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot)) {
        const QString path = dir.filePath(name);
        if (path == kept)
            continue;
        if (isInside(kept, path))
            entries += entriesBeside(path, kept);
        else
            entries += path;
    }
    return entries;
}

} // namespace

Result<RemovePlan> planRemoval(const QString &name, bool deleteWorkspace, const Fleet &fleet)
{
    const FleetMember *member = fleet.find(name);
    if (!member)
        return Error{u"there is no profile %1"_s.arg(name), u"ws-agent profiles list"_s, ErrorKind::NotFound};
    if (!member->isCustom && member->profile.isDefault())
        return Error{u"the default profile cannot be removed"_s, {}, ErrorKind::Usage};
    if (member->runtime)
        return Error{u"%1 is running (pid %2)"_s.arg(name).arg(member->runtime->pid), u"stop it first"_s,
                     ErrorKind::Conflict};
    if (const auto clear = checkNothingForeignInside(*member, fleet); !clear)
        return clear.error();

    RemovePlan plan;
    const QString workspace = member->workspace();
    const bool keep = !deleteWorkspace && QFileInfo(workspace).isDir();
    if (keep)
        plan.keptWorkspace = workspace;
    plan.toTrash = entriesBeside(member->paths.stateDir, keep ? workspace : QString());
    if (!isInside(member->paths.configPath, member->paths.stateDir))
        plan.toTrash += member->paths.configPath;
    if (deleteWorkspace && !isInside(workspace, member->paths.stateDir) && QFileInfo(workspace).isDir())
        plan.toTrash += workspace;
    return plan;
}

Result<void> removeProfile(const QString &name, const RemovePlan &plan, const InstanceSelection &selected)
{
    if (const auto writable = checkConfigWritable({.environment = selected.environment}); !writable)
        return writable;
    if (const auto moved = moveToTrash(plan.toTrash); !moved)
        return moved.error();
    return updateRegistry(registryPath(selected.paths.home, selected.environment),
                          [&name](Registry &registry) { registry.remove(name); });
}

} // namespace wsagent
