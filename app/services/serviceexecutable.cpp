#include "app/commandline.h"
#include "app/services/servicehost.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

bool isBelow(const QString &path, const QString &directory)
{
    return !directory.isEmpty() && path.startsWith(directory + u'/');
}

/// The build tree that the program was made in; empty: it is installed.
QString buildTreeOf(const QString &program)
{
    QDir directory = QFileInfo(program).dir();
    for (int level = 0; level < 3; ++level) {
        if (directory.exists(u"CMakeCache.txt"_s))
            return directory.absolutePath();
        if (!directory.cdUp())
            break;
    }
    return {};
}

/// Why the program may be gone at the next login; empty: it stays.
QString fleeting(const QString &program)
{
    if (program.contains("/.mount_"_L1) || program.contains("/AppTranslocation/"_L1))
        return u"lies on a mounted image"_s;
    if (isBelow(program, QFileInfo(QDir::tempPath()).canonicalFilePath()))
        return u"lies in the folder for temporary files"_s;
    return buildTreeOf(program).isEmpty() ? QString() : u"lies in a build tree"_s;
}

/// Another ws-agent, where programs are installed.
QString installedElsewhere(const QProcessEnvironment &environment, const QString &home)
{
    QStringList directories = environment.value(u"PATH"_s).split(QDir::listSeparator(), Qt::SkipEmptyParts);
    directories += {home + "/.local/bin"_L1, u"/usr/local/bin"_s, u"/usr/bin"_s};
    for (const QString &directory : directories) {
        const QFileInfo program(directory + "/ws-agent"_L1);
        const QString path = program.canonicalFilePath();
        if (program.isExecutable() && !path.isEmpty() && fleeting(path).isEmpty())
            return program.absoluteFilePath();
    }
    return {};
}

} // namespace

Result<QString> serviceExecutable(const QString &running, const QProcessEnvironment &environment,
                                  const QString &home)
{
    // The file that was started, not the image that it mounts for as long as it runs.
    if (const QString image = environment.value(u"APPIMAGE"_s); QFileInfo(image).isExecutable())
        return image;
    const QString canonical = QFileInfo(running).canonicalFilePath();
    const QString program = canonical.isEmpty() ? running : canonical;
    const QString reason = fleeting(program);
    if (reason.isEmpty())
        return program;
    if (const QString other = installedElsewhere(environment, home); !other.isEmpty())
        return other;
    const QString tree = buildTreeOf(program);
    const QString fix = tree.isEmpty() ? u"install ws-agent, and run that one"_s
                                       : u"cmake --install %1 --prefix ~/.local"_s.arg(shellWord(tree));
    return Error{u"%1 %2; a service needs a program that stays"_s.arg(program, reason), fix};
}

} // namespace wsagent
