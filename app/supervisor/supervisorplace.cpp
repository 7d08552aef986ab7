#include "app/supervisor/supervisorplace.h"

#include "gateway/base/files.h"
#include "gateway/base/paths.h"
#include "gateway/instances/registry.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>

#ifdef Q_OS_UNIX
#include <unistd.h>
#endif

namespace wsagent {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qint64 longestPayload = 16 * 1024;

/// A variable may be left over from another user, as with `su`.
bool isOwnDirectory(const QString &path)
{
#ifdef Q_OS_UNIX
    const QFileInfo info(path);
    return isAbsolutePath(path) && info.isDir() && info.ownerId() == ::geteuid();
#else
    return isAbsolutePath(path);
#endif
}

} // namespace

SupervisorPlace supervisorPlace(const QString &home, const QProcessEnvironment &environment)
{
    const QString registry = registryPath(home, environment);
    SupervisorPlace place{.lock = QFileInfo(registry).absolutePath() + "/supervisor.lock"_L1};
    // Another home, or another registry, is another set of profiles.
    const bool usual = registry == home + "/.config/ws-agent/profiles.json"_L1 &&
                       environment.value(u"WS_AGENT_HOME"_s).trimmed().isEmpty();
    const QString runtime = environment.value(u"XDG_RUNTIME_DIR"_s);
    if (usual && isOwnDirectory(runtime))
        place.socket = runtime + "/ws-agent/supervisor.sock"_L1;
    else if (usual)
        place.socket = home + "/.local/state/ws-agent/supervisor.sock"_L1;
    else
        place.socket = QFileInfo(registry).absolutePath() + "/run/supervisor.sock"_L1;
    return place;
}

std::optional<SupervisorOwner> runningSupervisor(const SupervisorPlace &place)
{
    if (!FileLock::isHeld(place.lock))
        return std::nullopt;
    const auto payload = readFile(place.lock, longestPayload);
    const QJsonObject json = payload ? QJsonDocument::fromJson(*payload).object() : QJsonObject();
    return SupervisorOwner{.pid = json["pid"_L1].toInteger(), .socket = json["socket"_L1].toString()};
}

Result<FileLock> becomeSupervisor(const SupervisorPlace &place)
{
    if (const auto made = makePrivateDirectory(QFileInfo(place.lock).absolutePath()); !made)
        return made.error();
    // Who only looks whether it is held, holds it for a moment.
    auto lock = FileLock::acquire(place.lock, 500ms);
    if (!lock && lock.error().kind == ErrorKind::Conflict) {
        const auto owner = runningSupervisor(place);
        return Error{u"a supervisor of this user runs already%1"_s.arg(
                         owner && owner->pid > 0 ? u" (pid %1)"_s.arg(owner->pid) : QString()),
                     u"ws-agent supervisor status"_s, ErrorKind::Conflict};
    }
    if (!lock)
        return lock.error();
    // Written into the locked file: a new one in its place would not be locked.
    QFile file(place.lock);
    if (file.open(QIODevice::WriteOnly | QIODevice::Truncate))
        file.write(QJsonDocument(QJsonObject{{"pid"_L1, QCoreApplication::applicationPid()},
                                             {"socket"_L1, place.socket}})
                       .toJson(QJsonDocument::Compact));
    return lock;
}

} // namespace wsagent
