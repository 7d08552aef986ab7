#include "gateway/instances/instanceid.h"

#include "gateway/base/filelock.h"
#include "gateway/base/files.h"

#include <QUuid>

namespace wsagent {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

QString pathIn(const QString &stateDir)
{
    return stateDir + "/identity/instance-id"_L1;
}

} // namespace

Result<QString> existingInstanceId(const QString &stateDir)
{
    const auto content = readFile(pathIn(stateDir), 1024);
    if (!content)
        return content.error();
    const QUuid id = QUuid::fromString(QString::fromUtf8(*content).trimmed());
    if (id.isNull())
        return Error{u"%1 holds no instance id"_s.arg(pathIn(stateDir)),
                     u"remove the file to give this instance a new identity"_s};
    return id.toString(QUuid::WithoutBraces);
}

Result<QString> instanceId(const QString &stateDir)
{
    if (auto id = existingInstanceId(stateDir); id || id.error().kind != ErrorKind::NotFound)
        return id;

    const QString path = pathIn(stateDir);
    if (const auto made = makePrivateDirectory(stateDir + "/identity"_L1); !made)
        return made.error();
    const auto lock = FileLock::acquire(path + ".lock"_L1, 10s);
    if (!lock)
        return lock.error();
    if (auto id = existingInstanceId(stateDir); id || id.error().kind != ErrorKind::NotFound)
        return id; // somebody else was first

    const QString id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    if (const auto written = replaceFile(path, id.toUtf8() + '\n'); !written)
        return written.error();
    return id;
}

} // namespace wsagent
