#include "app/backup/backup.h"

#include "app/commandline.h"
#include "gateway/base/version.h"

#include <QDir>
#include <QDirIterator>
#include <QFileInfo>
#include <QJsonDocument>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr int manifestVersion = 1;

bool isInside(const QString &path, const QString &directory)
{
    return path == directory || path.startsWith(directory + u'/');
}

/// What belongs to a process, not to its owner, or can be had again.
bool isPassing(const QString &relative)
{
    const QString name = relative.section(u'/', -1);
    static const QStringList caches{u"Cache"_s,          u"Code Cache"_s,  u"GPUCache"_s,
                                    u"GrShaderCache"_s,  u"ShaderCache"_s, u"DawnCache"_s,
                                    u"Service Worker"_s, u"Crashpad"_s};
    const bool inBrowser = relative.startsWith("browser/"_L1);
    const QStringList parts = relative.split(u'/');
    const bool isCache = inBrowser && std::any_of(parts.begin(), parts.end(),
                                                  [](const QString &part) { return caches.contains(part); });
    return parts.first() == "tmp"_L1 || name.endsWith(".lock"_L1) || name.endsWith(".tmp"_L1) ||
           relative == "gateway.runtime.json"_L1 || isCache;
}

/// Walks through the folders of one instance.
class Collector
{
public:
    Collector(const FleetMember &member, BackupPlan &plan)
        : m_member(member)
        , m_plan(plan)
    {}

    Result<void> addTree(const QString &directory, const QString &prefix, const QStringList &without)
    {
        QDirIterator entries(directory, QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot,
                             QDirIterator::Subdirectories);
        while (entries.hasNext()) {
            entries.next();
            const QFileInfo info = entries.fileInfo();
            const QString relative = info.filePath().mid(directory.size() + 1);
            const bool elsewhere = std::any_of(without.begin(), without.end(), [&info](const QString &path) {
                return isInside(info.filePath(), path);
            });
            if (elsewhere || (prefix == "state"_L1 && isPassing(relative)))
                continue;
            if (const auto added = addEntry(info, prefix + u'/' + relative); !added)
                return added;
        }
        return {};
    }

    Result<void> addFile(const QString &file, const QString &name)
    {
        const QFileInfo info(file);
        return info.exists() ? addEntry(info, name) : Result<void>();
    }

private:
    Result<void> addEntry(const QFileInfo &info, const QString &name)
    {
        if (info.isSymLink())
            return addLink(info);
        if (info.isDir())
            return {};
        if (!info.isFile()) {
            m_plan.leftOut += info.filePath() + u": no plain file"_s; // a socket, a pipe
            return {};
        }
        m_plan.items += {m_plan.root + u'/' + name, info.filePath()};
        m_plan.size += info.size();
        return {};
    }

    /// What it leads to is in the archive already when it lies inside.
    Result<void> addLink(const QFileInfo &info)
    {
        const QString target = info.canonicalFilePath();
        QStringList own{m_member.paths.stateDir};
        own += m_member.facts.workspaces;
        const bool stays = std::any_of(own.begin(), own.end(), [&target](const QString &directory) {
            return !target.isEmpty() && isInside(target, QFileInfo(directory).canonicalFilePath());
        });
        if (!stays)
            return Error{u"%1 is a link that leads out of the profile, to %2"_s.arg(info.filePath(), target),
                         u"rm %1"_s.arg(shellWord(info.filePath()))};
        m_plan.leftOut += info.filePath() + u": a link to what is in the archive"_s;
        return {};
    }

    const FleetMember &m_member;
    BackupPlan &m_plan;
};

QStringList workspacesOf(const FleetMember &member)
{
    QStringList workspaces = member.facts.workspaces;
    if (workspaces.isEmpty())
        workspaces += member.paths.defaultWorkspace;
    workspaces.removeIf([](const QString &path) { return !QFileInfo(path).isDir(); });
    workspaces.removeDuplicates();
    return workspaces;
}

Result<void> addConfig(Collector &collector, const FleetMember &member)
{
    const QString config = member.paths.configPath;
    if (const auto added = collector.addFile(config, u"config/ws-agent.json"_s); !added)
        return added;
    const QString folder = QFileInfo(config).absolutePath();
    int number = 0;
    for (const QString &file : member.loaded.files) {
        if (file == config)
            continue;
        // Includes keep their place beside the config; others get one.
        const QString name = isInside(file, folder)
                                 ? u"config/"_s + file.mid(folder.size() + 1)
                                 : u"include/%1-%2"_s.arg(++number).arg(QFileInfo(file).fileName());
        if (const auto added = collector.addFile(file, name); !added)
            return added;
    }
    return {};
}

} // namespace

Result<BackupPlan> planBackup(const FleetMember &member, const BackupWishes &wishes, const QDateTime &now)
{
    BackupPlan plan{.profile = member.name};
    const QString label = member.isCustom ? u"custom"_s : member.name;
    plan.root = u"ws-agent-%1-%2"_s.arg(label, now.toUTC().toString(u"yyyyMMdd'T'HHmmss'Z'"_s));
    const QStringList workspaces = workspacesOf(member);
    plan.paths = {{"stateDir"_L1, member.paths.stateDir},
                  {"configPath"_L1, member.paths.configPath},
                  {"workspaces"_L1, QJsonArray::fromStringList(workspaces)}};

    Collector collector(member, plan);
    if (const auto added = addConfig(collector, member); !added)
        return added.error();
    if (wishes.onlyConfig)
        return plan;
    QStringList without = workspaces; // they have folders of their own
    without += member.loaded.files;
    if (const auto added = collector.addTree(member.paths.stateDir, u"state"_s, without); !added)
        return added.error();
    for (qsizetype i = 0; wishes.workspace && i < workspaces.size(); ++i) {
        const auto added = collector.addTree(workspaces[i], u"workspace/%1"_s.arg(i), {});
        if (!added)
            return added.error();
    }
    return plan;
}

Result<void> checkOutput(const QString &output, const FleetMember &member)
{
    const QString folder = QFileInfo(QFileInfo(output).absolutePath()).canonicalFilePath();
    if (folder.isEmpty())
        return Error{
            u"there is no folder %1"_s.arg(QFileInfo(output).absolutePath()), {}, ErrorKind::NotFound};
    for (const QString &source : QStringList{member.paths.stateDir} + workspacesOf(member)) {
        if (isInside(folder, QFileInfo(source).canonicalFilePath()))
            return Error{u"%1 lies inside %2, which is backed up"_s.arg(output, source),
                         u"choose another place with --output"_s, ErrorKind::Conflict};
    }
    if (QFileInfo::exists(output))
        return Error{u"%1 is there already"_s.arg(output), u"choose another file with --output"_s,
                     ErrorKind::Conflict};
    return {};
}

ArchiveItem manifestOf(const BackupPlan &plan, const ArchiveDigests &digests, const QDateTime &now)
{
    QJsonArray files;
    for (auto it = digests.begin(); it != digests.end(); ++it)
        files += QJsonObject{
            {"path"_L1, it.key()}, {"size"_L1, it.value().size}, {"sha256"_L1, it.value().sha256}};
    const QJsonObject manifest{{"schemaVersion"_L1, manifestVersion},
                               {"profile"_L1, plan.profile},
                               {"version"_L1, QLatin1StringView(version)},
                               {"createdAt"_L1, now.toUTC().toString(Qt::ISODate)},
                               {"paths"_L1, plan.paths},
                               {"files"_L1, files}};
    return {.name = plan.root + "/manifest.json"_L1, .content = QJsonDocument(manifest).toJson()};
}

} // namespace wsagent
