#include "app/profiles/resetinstance.h"

#include "app/commandline.h"
#include "gateway/base/trash.h"
#include "gateway/config/configwriter.h"
#include "gateway/instances/statelock.h"

#include <QDir>
#include <QFileInfo>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// The config and every copy beside it.
QStringList configFamily(const QString &configPath)
{
    const QFileInfo config(configPath);
    const QString name = config.fileName();
    QStringList family;
    for (const QString &entry :
         QDir(config.absolutePath()).entryList({name, name + ".*"_L1}, QDir::Files | QDir::Hidden))
        family += config.absolutePath() + u'/' + entry;
    return family;
}

QStringList existing(const QString &directory, const QStringList &names)
{
    QStringList paths;
    for (const QString &name : names) {
        if (QFileInfo::exists(directory + u'/' + name))
            paths += directory + u'/' + name;
    }
    return paths;
}

/// Everything but the locks: whoever resets holds one of them.
QStringList wholeState(const QString &directory)
{
    QStringList names =
        QDir(directory).entryList(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot);
    names.removeAll(u"tmp"_s);
    return existing(directory, names);
}

} // namespace

Result<void> checkNothingForeignInside(const FleetMember &member, const Fleet &fleet)
{
    const auto isInside = [&member](const QString &path) {
        return path == member.paths.stateDir || path.startsWith(member.paths.stateDir + u'/');
    };
    for (const FleetMember &other : fleet.members) {
        if (other.name == member.name)
            continue;
        for (const QString &path :
             QStringList{other.paths.stateDir, other.paths.configPath} + other.facts.workspaces) {
            if (isInside(path))
                return Error{
                    u"%1 of profile %2 lies inside %3"_s.arg(path, other.name, member.paths.stateDir),
                    u"ws-agent profiles check --fix"_s, ErrorKind::Isolation};
        }
    }
    return {};
}

Result<ResetScope> parseResetScope(const QString &text)
{
    if (text == "config"_L1)
        return ResetScope::Config;
    if (text == "config+creds+sessions"_L1)
        return ResetScope::ConfigAndConversations;
    if (text == "full"_L1)
        return ResetScope::Full;
    return Error{
        u"a reset has one of these scopes: config, config+creds+sessions, full"_s, {}, ErrorKind::Usage};
}

Result<QStringList> planReset(const QString &name, ResetScope scope, const Fleet &fleet)
{
    const FleetMember *member = fleet.find(name);
    if (!member)
        return Error{u"there is no profile %1"_s.arg(name), u"ws-agent profiles list"_s, ErrorKind::NotFound};
    if (member->runtime)
        return Error{u"%1 is running (pid %2)"_s.arg(name).arg(member->runtime->pid),
                     commandHint(name, u"gateway stop"_s), ErrorKind::Conflict};
    if (const auto alone = checkNothingForeignInside(*member, fleet); !alone)
        return alone.error();

    QStringList paths = configFamily(member->paths.configPath);
    const QString stateDir = member->paths.stateDir;
    if (scope == ResetScope::ConfigAndConversations)
        paths += existing(stateDir, {u".env"_s, u"gateway.env"_s, u"agents"_s, u"credentials"_s,
                                     u"identity"_s, u"devices"_s});
    if (scope == ResetScope::Full) {
        paths += wholeState(stateDir);
        const QString workspace = member->workspace();
        if (!workspace.startsWith(stateDir + u'/') && QFileInfo(workspace).isDir())
            paths += workspace;
    }
    paths.removeDuplicates();
    return paths;
}

Result<void> resetInstance(const QStringList &paths, const InstanceSelection &instance)
{
    if (const auto writable = checkConfigWritable({.environment = instance.environment}); !writable)
        return writable;
    const auto lock = StateLock::acquire(instance.paths, StateLock::Role::Maintenance);
    if (!lock)
        return lock.error();
    if (const auto moved = moveToTrash(paths); !moved)
        return moved.error();
    return {};
}

} // namespace wsagent
