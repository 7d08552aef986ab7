#include "gateway/agents/exec/maskedmounts.h"

#include <QFile>
#include <QFileInfo>

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

namespace wsagent {

namespace {

bool writeText(const char *path, const char *text, size_t size)
{
    const int file = ::open(path, O_WRONLY | O_CLOEXEC);
    const bool written = file >= 0 && ::write(file, text, size) == ssize_t(size);
    ::close(file);
    return written;
}

QByteArray sameIdMap(unsigned id)
{
    return QByteArray::number(id) + ' ' + QByteArray::number(id) + " 1";
}

} // namespace

MaskedMounts::MaskedMounts(const QList<Wall> &walls)
    : m_userMap(sameIdMap(::geteuid()))
    , m_groupMap(sameIdMap(::getegid()))
{
    for (const Wall &wall : walls) {
        Mask mask{.directory = QFile::encodeName(wall.directory), .kept = {}};
        for (const QString &exception : wall.except) {
            const QByteArray path = QFile::encodeName(QFileInfo(exception).canonicalFilePath());
            Descriptor opened(::open(path.constData(), O_PATH | O_DIRECTORY | O_CLOEXEC));
            if (!opened || !path.startsWith(mask.directory + '/'))
                continue;
            Kept kept{.path = path,
                      .parents = {},
                      .number = opened.number(),
                      .source = "/proc/self/fd/" + QByteArray::number(opened.number())};
            for (qsizetype slash = path.indexOf('/', mask.directory.size() + 1); slash > 0;
                 slash = path.indexOf('/', slash + 1))
                kept.parents.push_back(path.first(slash));
            mask.kept.push_back(std::move(kept));
            m_opened.push_back(std::move(opened));
        }
        m_masks.push_back(std::move(mask));
    }
}

/// A mount can only be repeated within the name space it belongs to: opened anew there, under the number that
/// its source names.
bool MaskedMounts::reopen() const
{
    for (const Mask &mask : m_masks) {
        for (const Kept &kept : mask.kept) {
            const int fresh = ::open(kept.path.constData(), O_PATH | O_DIRECTORY | O_CLOEXEC);
            if (fresh < 0 || ::dup3(fresh, kept.number, O_CLOEXEC) < 0)
                return false;
            ::close(fresh);
        }
    }
    return true;
}

bool MaskedMounts::enter() const
{
    if (::unshare(CLONE_NEWNS) != 0) {
        if (::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0)
            return false;
        if (!writeText("/proc/self/setgroups", "deny", 4) ||
            !writeText("/proc/self/uid_map", m_userMap.constData(), size_t(m_userMap.size())) ||
            !writeText("/proc/self/gid_map", m_groupMap.constData(), size_t(m_groupMap.size())))
            return false;
    }
    if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 || !reopen())
        return false;
    constexpr unsigned long plain = MS_NOSUID | MS_NODEV | MS_NOEXEC;
    for (const Mask &mask : m_masks) {
        const char *directory = mask.directory.constData();
        if (::mount("none", directory, "tmpfs", plain, "size=64k,mode=0555") != 0)
            return false;
        for (const Kept &kept : mask.kept) {
            for (const QByteArray &parent : kept.parents)
                ::mkdir(parent.constData(), 0555);
            if (::mkdir(kept.path.constData(), 0555) != 0 ||
                ::mount(kept.source.constData(), kept.path.constData(), nullptr, MS_BIND | MS_REC, nullptr) !=
                    0)
                return false;
        }
        if (::mount(nullptr, directory, nullptr, MS_REMOUNT | MS_RDONLY | plain, "size=64k,mode=0555") != 0)
            return false;
    }
    return true;
}

} // namespace wsagent
