#include "app/platform/moduleloader.h"

#include <QCoreApplication>
#include <QDir>
#include <QLibrary>

namespace wsagent {

using namespace Qt::StringLiterals;

Result<ModuleFunction> findInModule(const QString &module, const char *symbol)
{
    const QString program = QCoreApplication::applicationDirPath();
    const QStringList places{
        program + u'/' + module,
        QDir::cleanPath(program + u'/' + QStringLiteral(WSAGENT_MODULE_DIR) + u'/' + module)};
    QString reason;
    for (const QString &place : places) {
        QLibrary library(place);
        if (const QFunctionPointer function = library.resolve(symbol))
            return ModuleFunction{function};
        reason = library.errorString();
    }
    return Error{u"a part of ws-agent, %1, cannot be loaded: %2"_s.arg(module, reason),
                 u"install the package ws-agent again"_s};
}

} // namespace wsagent
