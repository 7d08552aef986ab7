#include "gateway/instances/statelock.h"

#include "gateway/base/files.h"
#include "gateway/instances/processidentity.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QUuid>

#ifdef Q_OS_UNIX
#include <unistd.h>
#endif

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 payloadLimit = 64 * 1024;

QString userId()
{
#ifdef Q_OS_UNIX
    return QString::number(::getuid());
#else
    return qEnvironmentVariable("USERNAME", u"user"_s);
#endif
}

/// Written into the locked file: a new one in its place would not be locked.
void sayWhoOwnsIt(const QString &lockPath, const InstancePaths &paths, StateLock::Role role)
{
    const qint64 pid = QCoreApplication::applicationPid();
    const QJsonObject payload{
        {"pid"_L1, pid},
        {"ownerId"_L1, QUuid::createUuid().toString(QUuid::WithoutBraces)},
        {"createdAt"_L1, QDateTime::currentDateTimeUtc().toString(Qt::ISODate)},
        {"configPath"_L1, paths.configPath},
        {"stateDir"_L1, paths.stateDir},
        {"role"_L1, role == StateLock::Role::Gateway ? u"gateway"_s : u"maintenance"_s},
        {"startTime"_L1, processStartTime(pid).value_or(QString())},
    };
    QFile file(lockPath);
    if (file.open(QIODevice::WriteOnly | QIODevice::Truncate))
        file.write(QJsonDocument(payload).toJson(QJsonDocument::Compact));
}

Error ownedByAnother(const QString &lockPath, std::chrono::milliseconds timeout)
{
    const auto content = readFile(lockPath, payloadLimit);
    const QJsonObject owner = content ? QJsonDocument::fromJson(*content).object() : QJsonObject();
    const bool repairs = owner["role"_L1] == "maintenance"_L1;
    const QString who =
        repairs ? u"another command repairs this instance"_s : u"another gateway owns this instance"_s;
    const qint64 pid = owner["pid"_L1].toInteger();
    return {u"%1%2; gave up after %3 ms"_s.arg(who, pid > 0 ? u" (pid %1)"_s.arg(pid) : QString())
                .arg(timeout.count()),
            repairs ? u"try again in a moment"_s : u"stop the gateway, then run the command again"_s,
            ErrorKind::Conflict};
}

} // namespace

QString StateLock::directory(const QString &stateDir)
{
    return stateDir + "/tmp/ws-agent-"_L1 + userId();
}

QString StateLock::path(const QString &stateDir)
{
    return directory(stateDir) + "/gateway.state.lock"_L1;
}

Result<StateLock> StateLock::acquire(const InstancePaths &paths, Role role, std::chrono::milliseconds timeout)
{
    if (const auto made = makePrivateDirectory(directory(paths.stateDir)); !made)
        return made.error();
    const QString lockPath = path(paths.stateDir);
    auto lock = FileLock::acquire(lockPath, timeout);
    if (!lock)
        return lock.error().kind == ErrorKind::Conflict ? ownedByAnother(lockPath, timeout) : lock.error();
    sayWhoOwnsIt(lockPath, paths, role);
    return StateLock(std::move(*lock));
}

} // namespace wsagent
