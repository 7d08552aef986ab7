#include "gateway/instances/runtimefile.h"

#include "gateway/base/files.h"
#include "gateway/instances/processidentity.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

QString pathIn(const QString &stateDir)
{
    return stateDir + "/gateway.runtime.json"_L1;
}

} // namespace

Result<void> writeRuntimeFile(const QString &stateDir, const RuntimeFile &runtime)
{
    QJsonObject json{{"pid"_L1, runtime.pid},         {"startTime"_L1, runtime.startTime},
                     {"profile"_L1, runtime.profile}, {"instanceId"_L1, runtime.instanceId},
                     {"port"_L1, runtime.port},       {"controlPort"_L1, runtime.controlPort},
                     {"bind"_L1, runtime.bind},       {"configPath"_L1, runtime.configPath},
                     {"version"_L1, runtime.version}, {"startedAt"_L1, runtime.startedAt}};
    if (!runtime.tlsFingerprint.isEmpty())
        json.insert("tlsFingerprint"_L1, runtime.tlsFingerprint);
    return replaceFile(pathIn(stateDir), QJsonDocument(json).toJson(), Durable::No);
}

Result<RuntimeFile> readRuntimeFile(const QString &stateDir)
{
    const auto content = readFile(pathIn(stateDir), 64 * 1024);
    if (!content)
        return content.error();
    const QJsonObject json = QJsonDocument::fromJson(*content).object();
    const RuntimeFile runtime{.pid = json["pid"_L1].toInteger(),
                              .startTime = json["startTime"_L1].toString(),
                              .profile = json["profile"_L1].toString(),
                              .instanceId = json["instanceId"_L1].toString(),
                              .port = json["port"_L1].toInt(),
                              .controlPort = json["controlPort"_L1].toInt(),
                              .tlsFingerprint = json["tlsFingerprint"_L1].toString(),
                              .bind = json["bind"_L1].toString(),
                              .configPath = json["configPath"_L1].toString(),
                              .version = json["version"_L1].toString(),
                              .startedAt = json["startedAt"_L1].toString()};
    if (runtime.pid <= 0)
        return Error{u"%1 names no process"_s.arg(pathIn(stateDir))};
    return runtime;
}

void removeRuntimeFile(const QString &stateDir)
{
    QFile::remove(pathIn(stateDir));
}

bool isAlive(const RuntimeFile &runtime)
{
    if (!processExists(runtime.pid))
        return false;
    const auto started = processStartTime(runtime.pid);
    return runtime.startTime.isEmpty() || !started || *started == runtime.startTime;
}

} // namespace wsagent
