#include "app/services/servicemanager.h"

#include "gateway/base/files.h"

#include <QFileInfo>

namespace wsagent {

using namespace Qt::StringLiterals;

std::unique_ptr<ServiceManager> serviceManager(ServicePlaces places, RunTool run)
{
#if defined(Q_OS_MACOS)
    return launchdManager(std::move(places), std::move(run));
#elif defined(Q_OS_WIN)
    return taskManager(std::move(places), std::move(run));
#else
    return systemdManager(std::move(places), std::move(run));
#endif
}

Result<void> replaceDefinition(const QString &file, const QByteArray &text)
{
    if (const auto made = makePrivateDirectory(QFileInfo(file).absolutePath()); !made)
        return made;
    constexpr qint64 largestDefinition = 256 * 1024;
    const auto before = readFile(file, largestDefinition);
    if (before && *before == text)
        return {};
    if (before) {
        if (const auto kept = replaceFile(file + ".bak"_L1, *before); !kept)
            return kept;
    }
    return replaceFile(file, text);
}

Result<void> runStep(const RunTool &run, const QString &program, const QStringList &arguments,
                     const QString &action)
{
    const ToolRunResult result = run(program, arguments);
    if (result.ok())
        return {};
    return Error{u"%1: %2: %3"_s.arg(action, program, result.complaint()),
                 u"%1 %2"_s.arg(program, arguments.join(u' '))};
}

} // namespace wsagent
