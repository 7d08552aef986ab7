#include "app/platform/controlgroup.h"

#include <QDir>
#include <QFile>

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr QLatin1StringView prefix{"ws-agent-gateway-"};

QList<QByteArray> linesOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll().split('\n') : QList<QByteArray>();
}

/// Where the second version is mounted, alone or beside the first one; see proc(5) for the fields.
QString mountPoint()
{
    for (const QByteArray &line : linesOf(u"/proc/self/mountinfo"_s)) {
        if (line.contains(" - cgroup2 "))
            return QFile::decodeName(line.split(' ').value(4));
    }
    return {};
}

/// The group of this process; empty when there is none that may be divided.
QString ownGroup()
{
    const QString mounted = mountPoint();
    for (const QByteArray &line : linesOf(u"/proc/self/cgroup"_s)) {
        if (line.startsWith("0::/") && !mounted.isEmpty())
            return QDir::cleanPath(mounted + QFile::decodeName(line.sliced(3)));
    }
    return {};
}

} // namespace

std::unique_ptr<ControlGroup> ControlGroup::create()
{
    const QString own = ownGroup();
    if (own.isEmpty())
        return nullptr;
    for (int number = 1; number < 10'000; ++number) {
        const QString path = u"%1/%2%3-%4"_s.arg(own, prefix).arg(::getpid()).arg(number);
        if (::mkdir(QFile::encodeName(path).constData(), 0700) == 0)
            return std::unique_ptr<ControlGroup>(new ControlGroup(path));
        if (errno != EEXIST)
            return nullptr;
    }
    return nullptr;
}

ControlGroup::ControlGroup(const QString &path)
    : m_path(QFile::encodeName(path))
    , m_members(m_path + "/cgroup.procs")
{}

ControlGroup::~ControlGroup()
{
    killAll();
    ::rmdir(m_path.constData()); // not at once, when somebody had to be killed: see removeEmpty()
}

void ControlGroup::join() const
{
    const int fd = ::open(m_members.constData(), O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        return;
    [[maybe_unused]] const ssize_t written = ::write(fd, "0", 1);
    ::close(fd);
}

void ControlGroup::killAll() const
{
    const int fd = ::open((m_path + "/cgroup.kill").constData(), O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        return;
    [[maybe_unused]] const ssize_t written = ::write(fd, "1", 1);
    ::close(fd);
}

void ControlGroup::removeEmpty()
{
    const QString own = ownGroup();
    if (own.isEmpty())
        return;
    for (const QString &name : QDir(own).entryList({prefix + u'*'}, QDir::Dirs))
        ::rmdir(QFile::encodeName(own + u'/' + name).constData());
}

} // namespace wsagent
