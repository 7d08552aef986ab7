#include "app/doctor/statefiles.h"

#include "gateway/instances/processidentity.h"
#include "gateway/instances/statelock.h"

#include <QCryptographicHash>
#include <QDir>
#include <QDirIterator>

#ifdef Q_OS_UNIX
#include <unistd.h>
#endif

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostEntries = 20'000; ///< a deep look ends somewhere
constexpr auto everyEntry = QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot;

/// Belongs to programs that a gateway runs; their files have modes of their own.
bool isForeignGround(const QString &path, const InstancePaths &paths)
{
    const QString relative = QDir(paths.stateDir).relativeFilePath(path);
    for (const auto top : {"workspace"_L1, "browser/"_L1, "sandboxes/"_L1, "canvas/"_L1}) {
        if (relative.startsWith(top))
            return true;
    }
    return path == paths.defaultWorkspace || path.startsWith(paths.defaultWorkspace + u'/');
}

QStringList entriesBelow(const QString &directory, const InstancePaths &paths)
{
    QStringList entries;
    QDirIterator iterator(directory, everyEntry, QDirIterator::Subdirectories);
    while (iterator.hasNext() && entries.size() < mostEntries) {
        const QString path = iterator.next();
        if (!isForeignGround(path, paths))
            entries += path;
    }
    return entries;
}

QStringList entriesOf(const QString &directory, const QStringList &patterns)
{
    QStringList entries;
    const QDir dir(directory);
    for (const QString &name : dir.entryList(patterns, everyEntry, QDir::Name))
        entries += dir.filePath(name);
    return entries;
}

/// The places of `config.md` 4 that hold secrets.
QStringList knownPrivatePaths(const InstancePaths &paths)
{
    QStringList found = entriesOf(paths.stateDir, {u".env"_s, u"gateway.env"_s, u"exec-approvals.json"_s,
                                                   u"gateway.runtime.json"_s, u"instance.json"_s,
                                                   u"credentials"_s, u"identity"_s, u"devices"_s, u"nodes"_s,
                                                   u"agents"_s, u"logs"_s, u"tmp"_s});
    for (const auto directory : {"/credentials"_L1, "/identity"_L1, "/devices"_L1, "/gateway/tls"_L1})
        found += entriesBelow(paths.stateDir + directory, paths);
    for (const QString &agent : entriesOf(paths.stateDir + "/agents"_L1, {}))
        found += entriesOf(agent + "/agent"_L1, {u"*.json"_s}) + entriesOf(agent + "/sessions"_L1, {});
    return found;
}

QString nameOf(const QString &path)
{
    return QFileInfo(path).fileName();
}

/// "ws-agent.json.<pid>.<uuid>.tmp" of a process that is no more.
bool isAbandonedTemporary(const QString &path)
{
    const QStringList parts = nameOf(path).split(u'.');
    if (parts.size() < 4 || parts.last() != "tmp"_L1 || parts[parts.size() - 2].size() != 36)
        return false;
    bool isNumber = false;
    const qint64 pid = parts[parts.size() - 3].toLongLong(&isNumber);
    return isNumber && !processExists(pid);
}

bool isPutAside(const QString &path)
{
    const QString name = nameOf(path);
    return name.contains(".corrupt."_L1) || name.contains(".rejected."_L1) || name.contains(".clobbered."_L1);
}

bool isStaleRuntimeFile(const InstancePaths &paths)
{
    if (!QFile::exists(paths.runtimeFile()))
        return false;
    const auto runtime = readRuntimeFile(paths.stateDir);
    return !runtime || !isAlive(*runtime);
}

/// Locks of configs that are not the config of this instance any more; nobody holds them.
QStringList orphanLocks(const InstancePaths &paths)
{
    const QByteArray hash =
        QCryptographicHash::hash(paths.configPath.toUtf8(), QCryptographicHash::Sha256).toHex();
    QStringList orphans;
    for (const QString &path :
         entriesOf(StateLock::directory(paths.stateDir), {u"gateway.????????.lock"_s})) {
        const bool current = nameOf(path) == u"gateway.%1.lock"_s.arg(QLatin1StringView(hash.left(8)));
        if (!current && !FileLock::isHeld(path))
            orphans += path;
    }
    return orphans;
}

} // namespace

QList<PrivatePath> privatePathsOf(const InstancePaths &paths, const QStringList &configFiles, bool everything)
{
#ifdef Q_OS_WIN
    Q_UNUSED(paths)
    Q_UNUSED(configFiles)
    Q_UNUSED(everything)
    return {}; // access lists, not modes
#else
    const QString configName = nameOf(paths.configPath);
    QStringList all{paths.stateDir};
    all += configFiles;
    all += entriesOf(QFileInfo(paths.configPath).path(), {configName + u".*"_s});
    all += everything ? entriesBelow(paths.stateDir, paths) : knownPrivatePaths(paths);
    all.removeDuplicates();

    const uint user = ::geteuid();
    QList<PrivatePath> found;
    for (const QString &path : std::as_const(all)) {
        const QFileInfo info(path);
        if (info.exists() && !info.isSymLink())
            found += PrivatePath{path, info.isDir(), info.permissions(), info.ownerId() == user};
    }
    return found;
#endif
}

QList<Leftover> leftoversOf(const InstancePaths &paths, bool everything)
{
    QStringList files = everything ? entriesBelow(paths.stateDir, paths) : entriesOf(paths.stateDir, {});
    files += entriesOf(QFileInfo(paths.configPath).path(), {nameOf(paths.configPath) + u".*"_s});
    files.removeDuplicates();

    QList<Leftover> found;
    for (const QString &path : std::as_const(files)) {
        if (isAbandonedTemporary(path))
            found += Leftover{Leftover::Kind::TemporaryFile, path};
        else if (isPutAside(path))
            found += Leftover{Leftover::Kind::PutAside, path};
    }
    if (isStaleRuntimeFile(paths))
        found += Leftover{Leftover::Kind::RuntimeFile, paths.runtimeFile()};
    for (const QString &path : orphanLocks(paths))
        found += Leftover{Leftover::Kind::LockFile, path};
    return found;
}

} // namespace wsagent
