#include "app/profiles/configrebase.h"
#include "app/profiles/profilechanges.h"
#include "gateway/base/files.h"
#include "gateway/config/configwriter.h"
#include "gateway/instances/usersenvironment.h"

#include <QDir>
#include <QFileInfo>

#include <functional>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// Undoes, last first, what was done, unless everything went well.
class Rollback
{
public:
    ~Rollback()
    {
        for (auto step = m_steps.rbegin(); step != m_steps.rend(); ++step)
            (*step)();
    }
    void onFailure(std::function<void()> undo) { m_steps.push_back(std::move(undo)); }
    void keep() { m_steps.clear(); }

private:
    std::vector<std::function<void()>> m_steps;
};

Result<void> move(const QString &from, const QString &to, Rollback &rollback)
{
    if (!QDir().rename(from, to))
        return Error{u"%1 could not be moved to %2"_s.arg(from, to), u"check who owns the directories"_s,
                     ErrorKind::Io};
    rollback.onFailure([from, to] { QDir().rename(to, from); });
    return {};
}

Result<void> checkMovable(const FleetMember &member, const InstancePaths &to, const QString &home)
{
    if (member.isCustom || member.profile.isDefault())
        return Error{u"%1 has no name that could change"_s.arg(member.name),
                     u"profiles clone makes a named copy"_s};
    if (member.paths.stateDir != canonicalPaths(member.profile, home).stateDir)
        return Error{u"%1 lives at %2, not at its canonical place"_s.arg(member.name, member.paths.stateDir),
                     u"move it by hand"_s};
    if (member.runtime)
        return Error{u"%1 is running (pid %2)"_s.arg(member.name).arg(member.runtime->pid),
                     u"stop it first"_s, ErrorKind::Conflict};
    if (QFileInfo::exists(to.stateDir))
        return Error{u"%1 exists already"_s.arg(to.stateDir), u"choose another name"_s, ErrorKind::Conflict};
    if (!member.loaded.isValid())
        return Error{
            u"the config of %1 has an error: %2"_s.arg(member.name, toString(member.loaded.errors.first())),
            u"mend it first"_s, ErrorKind::ConfigInvalid};
    return {};
}

} // namespace

Result<RenameReport> renameProfile(const QString &from, const ProfileName &to, const Fleet &fleet,
                                   const InstanceSelection &selected, const ConfigSchema &schema)
{
    const FleetMember *member = fleet.find(from);
    if (!member)
        return Error{u"there is no profile %1"_s.arg(from), u"ws-agent profiles list"_s, ErrorKind::NotFound};
    const QString home = selected.paths.home;
    const InstancePaths target = canonicalPaths(to, home);
    if (const auto movable = checkMovable(*member, target, home); !movable)
        return movable.error();
    if (const auto writable = checkConfigWritable(member->source()); !writable)
        return writable.error();

    Rollback rollback;
    if (const auto moved = move(member->paths.stateDir, target.stateDir, rollback); !moved)
        return moved.error();
    const QString oldWorkspace = target.stateDir + u"/workspace"_s + member->profile.suffix();
    if (QFileInfo(oldWorkspace).isDir()) {
        if (const auto moved = move(oldWorkspace, target.defaultWorkspace, rollback); !moved)
            return moved.error();
    }

    // The workspace first: its name changes twice over, by the directory and by the suffix.
    QList<JsonEdit> edits =
        rebasedPaths(member->loaded.source, member->paths.defaultWorkspace, target.defaultWorkspace, home);
    for (const JsonEdit &edit :
         rebasedPaths(member->loaded.source, member->paths.stateDir, target.stateDir, home)) {
        const bool done = std::any_of(edits.begin(), edits.end(),
                                      [&edit](const JsonEdit &other) { return other.path == edit.path; });
        if (!done)
            edits += edit;
    }
    RenameReport report{.paths = target};
    if (!edits.isEmpty()) {
        const ConfigSource source{.configPath = target.configPath,
                                  .stateDir = target.stateDir,
                                  .home = home,
                                  .environment = usersEnvironment(selected.environment)};
        const auto written = writeConfig(source, schema, {.edits = edits});
        if (!written)
            return written.error();
        rollback.onFailure(
            [path = target.configPath, raw = member->loaded.raw] { (void)replaceFile(path, raw); });
        for (const JsonEdit &edit : edits)
            report.keysRewritten += toString(edit.path);
    }

    const auto registered = updateRegistry(registryPath(home, selected.environment), [&](Registry &registry) {
        registry.rename(from, to.display(), target.stateDir, target.configPath);
    });
    if (!registered)
        return registered.error();
    rollback.keep();
    return report;
}

} // namespace wsagent
