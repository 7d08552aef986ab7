#include "gateway/agents/memory/memorydatabase.h"

#include <QCoreApplication>
#include <QDir>
#include <QLibrary>

namespace wsagent {

using namespace Qt::StringLiterals;

Result<MemoryDatabase> loadMemoryDatabase()
{
    // Beside the program in a build tree, else where the package puts it.
    const QString program = QCoreApplication::applicationDirPath();
    const QStringList places{
        program + "/wsagent_memory"_L1, program + "/../bin/wsagent_memory"_L1,
        QDir::cleanPath(program + u'/' + QStringLiteral(WSAGENT_MODULE_DIR) + "/wsagent_memory"_L1)};
    QString reason;
    for (const QString &place : places) {
        QLibrary module(place);
        if (const auto fill = reinterpret_cast<void (*)(MemoryDatabase *)>(module.resolve("wsagentMemory"))) {
            MemoryDatabase database;
            fill(&database);
            return database;
        }
        reason = module.errorString();
    }
    return Error{u"the memory module of ws-agent cannot be loaded: %1"_s.arg(reason),
                 u"install the package ws-agent again"_s};
}

} // namespace wsagent
