#include "gateway/agents/exec/confinement.h"

#include "gateway/agents/exec/landlock.h"
#include "gateway/agents/exec/maskedmounts.h"
#include "gateway/agents/exec/syscallfilter.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <linux/landlock.h>
#include <sys/prctl.h>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr int deepestWall = 32;

QString real(const QString &path)
{
    const QString canonical = QFileInfo(path).canonicalFilePath();
    return canonical.isEmpty() ? QDir::cleanPath(path) : canonical;
}

bool isIn(const QString &path, const QString &directory)
{
    return path == directory || path.startsWith(directory == "/"_L1 ? directory : directory + u'/');
}

/// Landlock can only grant. So everything beside the way to a wall is granted, and nothing on the way.
void grantAllBut(LandlockRules &rules, const QString &directory, const QList<Wall> &walls, int depth)
{
    const auto leadsTo = std::any_of(walls.begin(), walls.end(), [&directory](const Wall &wall) {
        return isIn(wall.directory, directory);
    });
    if (!leadsTo || depth > deepestWall) {
        if (!leadsTo)
            rules.grant(QFile::encodeName(directory), LandlockRules::everyAccess());
        return;
    }
    for (const Wall &wall : walls) {
        if (wall.directory != directory)
            continue;
        for (const QString &exception : wall.except)
            rules.grant(QFile::encodeName(real(exception)), LandlockRules::everyAccess());
        return;
    }
    const auto kinds = QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot;
    for (const QFileInfo &entry : QDir(directory).entryInfoList(kinds)) {
        if (!entry.isSymLink())
            grantAllBut(rules, entry.filePath(), walls, depth + 1);
    }
}

QList<Wall> realWalls(const QList<Wall> &walls)
{
    QList<Wall> result;
    for (Wall wall : walls) {
        wall.directory = real(wall.directory);
        if (QFileInfo(wall.directory).isDir())
            result += wall;
    }
    return result;
}

bool giveUpPrivileges()
{
    return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
}

/// The walls, by one way or by the other.
class Walled : public Confinement
{
public:
    enum class Way { Mounts, Landlock, Any };

    Walled(const QList<Wall> &walls, Way way)
        : m_way(way)
        , m_mounts(walls)
    {
        if (LandlockRules::kernelVersion() == 0)
            return;
        // With mounts of its own, a command in any domain of Landlock can neither undo them nor look at files
        // through processes outside (/proc/<pid>/root).
        m_lock = LandlockRules::make(LANDLOCK_ACCESS_FS_MAKE_BLOCK, LandlockRules::Network::Open);
        if (way == Way::Mounts)
            return;
        m_rules = LandlockRules::make(LandlockRules::everyAccess(), LandlockRules::Network::Open);
        if (m_rules)
            grantAllBut(*m_rules, u"/"_s, walls, 0);
    }

    bool enter() const override
    {
        if (m_way != Way::Landlock && m_lock && m_mounts.enter())
            return giveUpPrivileges() && m_lock->enter();
        return m_rules && giveUpPrivileges() && m_rules->enter();
    }

    bool isPossible() const { return m_lock.has_value(); }

private:
    Way m_way;
    MaskedMounts m_mounts;
    std::optional<LandlockRules> m_lock;
    std::optional<LandlockRules> m_rules;
};

class Within : public Confinement
{
public:
    explicit Within(const QStringList &directories)
        : m_rules(LandlockRules::make(LandlockRules::everyAccess(), LandlockRules::Network::Closed))
    {
        if (!m_rules)
            return;
        for (const auto system : {"/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc", "/opt",
                                  "/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/proc/filesystems",
                                  "/proc/version", "/sys/devices/system/cpu", "/dev/random", "/dev/urandom"})
            m_rules->grant(system, LandlockRules::readAndRun());
        for (const auto device : {"/dev/null", "/dev/zero", "/dev/full", "/dev/tty", "/dev/pts"})
            m_rules->grant(device, LandlockRules::everyAccess());
        for (const QString &directory : directories)
            m_rules->grant(QFile::encodeName(directory), LandlockRules::everyAccess());
    }

    bool isPossible() const { return m_rules.has_value() && !m_filter.isEmpty(); }
    bool enter() const override { return giveUpPrivileges() && m_rules->enter() && m_filter.enter(); }

private:
    std::optional<LandlockRules> m_rules;
    SyscallFilter m_filter;
};

std::shared_ptr<const Confinement> walled(const QList<Wall> &walls, Walled::Way way)
{
    const QList<Wall> there = realWalls(walls);
    if (there.isEmpty())
        return {};
    const auto made = std::make_shared<const Walled>(there, way);
    return made->isPossible() ? made : nullptr;
}

} // namespace

std::shared_ptr<const Confinement> Confinement::behindWalls(const QList<Wall> &walls)
{
    return walled(walls, Walled::Way::Any);
}

std::shared_ptr<const Confinement> wallsByMounts(const QList<Wall> &walls)
{
    return walled(walls, Walled::Way::Mounts);
}

std::shared_ptr<const Confinement> wallsByLandlock(const QList<Wall> &walls)
{
    return walled(walls, Walled::Way::Landlock);
}

Result<std::shared_ptr<const Confinement>> Confinement::onlyWithin(const QStringList &directories)
{
    const auto made = std::make_shared<const Within>(directories);
    if (!made->isPossible()) {
        return Error{
            u"this kernel cannot confine commands (no Landlock), so the session runs none"_s,
            u"use a kernel with Landlock (5.13 or newer), or set agents.defaults.sandbox.mode with Docker"_s,
            ErrorKind::Isolation};
    }
    return std::shared_ptr<const Confinement>(made);
}

} // namespace wsagent
