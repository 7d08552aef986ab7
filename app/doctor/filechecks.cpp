#include "app/doctor/doctorchecks.h"

#include "app/commandline.h"

#include <QLocale>

namespace wsagent {

using namespace Qt::StringLiterals;
using Status = DoctorCheck::Status;

namespace {

constexpr qint64 mebibyte = 1024 * 1024;
constexpr qint64 hardlyAnySpace = 64 * mebibyte;
constexpr qint64 littleSpace = 512 * mebibyte;

constexpr auto writableByOthers = QFile::Permissions(0x0022);

/// "0644"
QString octal(QFile::Permissions permissions)
{
    const int bits = int(permissions);
    return u"0%1%2%3"_s.arg((bits >> 8) & 7).arg((bits >> 4) & 7).arg(bits & 7);
}

DoctorCheck foreign(const PrivatePath &path)
{
    return {u"permissions.owner"_s, Status::Error, u"%1 belongs to another user"_s.arg(path.path),
            u"sudo chown \"$(id -un)\" %1"_s.arg(shellWord(path.path))};
}

DoctorCheck loose(const PrivatePath &path, const DoctorFacts &facts)
{
    const bool writable = path.permissions & writableByOthers;
    return {u"permissions.loose"_s, writable ? Status::Error : Status::Warning,
            u"%1 can be %2 by others (%3, not %4)"_s.arg(path.path, writable ? u"changed"_s : u"read"_s,
                                                         octal(path.permissions),
                                                         path.isDirectory ? u"0700"_s : u"0600"_s),
            facts.hint(u"doctor --fix"_s)};
}

DoctorCheck describe(const Leftover &leftover, const DoctorFacts &facts)
{
    const QString fix = facts.hint(u"doctor --fix"_s);
    switch (leftover.kind) {
    case Leftover::Kind::TemporaryFile:
        return {u"state.temporary_file"_s, Status::Warning,
                u"%1 was left behind by a command that was killed"_s.arg(leftover.path), fix};
    case Leftover::Kind::RuntimeFile:
        return {u"state.runtime_file"_s, Status::Warning,
                u"%1 speaks of a gateway that does not run any more"_s.arg(leftover.path), fix};
    case Leftover::Kind::LockFile:
        return {u"state.lock_file"_s, Status::Info,
                u"%1 is the lock of a config that is not used any more"_s.arg(leftover.path), fix};
    case Leftover::Kind::PutAside:
        return {u"state.put_aside"_s, Status::Info,
                u"%1 is a damaged or refused text that was kept for you"_s.arg(leftover.path),
                u"rm %1"_s.arg(shellWord(leftover.path))};
    }
    Q_UNREACHABLE();
}

QString amount(qint64 bytes)
{
    return QLocale::c().formattedDataSize(bytes, 1);
}

} // namespace

QList<DoctorCheck> checkPermissions(const DoctorFacts &facts)
{
    QList<DoctorCheck> checks;
    for (const PrivatePath &path : facts.privatePaths) {
        if (!path.isOwn)
            checks += foreign(path);
        else if (path.permissions & othersPermissions)
            checks += loose(path, facts);
    }
    if (checks.isEmpty() && !facts.privatePaths.isEmpty())
        checks += DoctorCheck{u"permissions"_s, Status::Ok, u"config and state are for your eyes only"_s};
    return checks;
}

QList<DoctorCheck> checkStateFiles(const DoctorFacts &facts)
{
    QList<DoctorCheck> checks;
    for (const Leftover &leftover : facts.leftovers)
        checks += describe(leftover, facts);
    if (checks.isEmpty() && facts.stateDirExists)
        checks += DoctorCheck{u"state"_s, Status::Ok, u"nothing was left behind"_s};
    return checks;
}

QList<DoctorCheck> checkDisk(const DoctorFacts &facts)
{
    QList<DoctorCheck> checks;
    for (const Volume &volume : facts.volumes) {
        const QString room = u"%1 free for %2"_s.arg(amount(volume.bytesFree), volume.path);
        if (volume.isReadOnly)
            checks +=
                DoctorCheck{u"disk.read_only"_s, Status::Error,
                            u"the file system of %1 is read-only"_s.arg(volume.path), u"mount it writable"_s};
        else if (volume.bytesFree < hardlyAnySpace)
            checks +=
                DoctorCheck{u"disk.full"_s, Status::Error, u"only %1"_s.arg(room), u"free some space"_s};
        else if (volume.bytesFree < littleSpace)
            checks +=
                DoctorCheck{u"disk.low"_s, Status::Warning, u"only %1"_s.arg(room), u"free some space"_s};
        else
            checks += DoctorCheck{u"disk"_s, Status::Ok, room};
    }
    return checks;
}

} // namespace wsagent
