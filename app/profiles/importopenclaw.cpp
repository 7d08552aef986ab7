#include "app/profiles/importopenclaw.h"

#include "app/profiles/newinstance.h"
#include "gateway/base/files.h"
#include "gateway/config/configwriter.h"

#include <QDir>
#include <QDirIterator>
#include <QFileInfo>
#include <QJsonDocument>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 largestStore = 64 * 1024 * 1024;

Result<void> copyFile(const QString &from, const QString &to)
{
    if (const auto made = makePrivateDirectory(QFileInfo(to).absolutePath()); !made)
        return made;
    if (QFile::copy(from, to) && QFile::setPermissions(to, QFile::ReadOwner | QFile::WriteOwner))
        return {};
    return Error{u"%1 cannot be copied to %2"_s.arg(from, to), u"check the free space"_s, ErrorKind::Io};
}

/// Links are left out: one could lead anywhere.
Result<void> copyTree(const QString &from, const QString &to)
{
    if (QFileInfo(from).isFile())
        return copyFile(from, to);
    if (const auto made = makePrivateDirectory(to); !made)
        return made;
    QDirIterator entries(from, QDir::Files | QDir::Hidden | QDir::NoSymLinks, QDirIterator::Subdirectories);
    while (entries.hasNext()) {
        const QString path = entries.next();
        if (const auto copied = copyFile(path, to + path.mid(from.size())); !copied)
            return copied;
    }
    return {};
}

/// Nothing runs by itself in the new profile before somebody has looked at it.
Result<void> switchOffJobs(const QString &path)
{
    const auto text = readFile(path, largestStore);
    if (!text)
        return {};
    QJsonObject store = QJsonDocument::fromJson(*text).object();
    QJsonArray jobs = store["jobs"_L1].toArray();
    for (qsizetype i = 0; i < jobs.size(); ++i) {
        QJsonObject job = jobs.at(i).toObject();
        job["enabled"_L1] = false;
        jobs.replace(i, job);
    }
    store["jobs"_L1] = jobs;
    return replaceFile(path, QJsonDocument(store).toJson());
}

} // namespace

QStringList openClawDirectories(const QString &home)
{
    QStringList directories;
    const QDir place(home);
    for (const QString &pattern : {u".openclaw*"_s, u".moltbot*"_s, u".clawdbot*"_s}) {
        for (const QString &name : place.entryList({pattern}, QDir::Dirs | QDir::Hidden, QDir::Name))
            directories += place.filePath(name);
    }
    return directories;
}

Result<void> carryOutImport(const ImportPlan &plan, const Fleet &fleet, const ImportRequest &request,
                            const InstanceSelection &selected, const ConfigSchema &schema)
{
    const InstanceSelection to = canonicalSelection(request.as, selected);
    if (const auto writable = checkConfigWritable({.environment = to.environment}); !writable)
        return writable;
    if (const auto made = makePrivateDirectory(plan.paths.stateDir); !made)
        return made;
    if (const auto written = replaceFile(plan.paths.configPath, plan.config); !written)
        return written;
    for (const auto &[from, target] : plan.copies) {
        if (const auto copied = copyTree(from, target); !copied)
            return copied;
    }
    if (const auto off = switchOffJobs(plan.paths.stateDir + "/cron/jobs.json"_L1); !off)
        return off;
    const auto made = makeInstance({.selection = to, .port = QString::number(plan.port)}, fleet, schema);
    return made ? Result<void>() : made.error().error;
}

} // namespace wsagent
