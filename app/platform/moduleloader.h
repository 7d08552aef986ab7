#pragma once

#include "gateway/base/result.h"

#include <QFunctionPointer>

namespace wsagent {

struct ModuleFunction
{
    QFunctionPointer pointer = nullptr;
};

/// The function `symbol` of a module that comes with ws-agent: beside the program in a build tree, else where
/// the package puts it. Needs a QCoreApplication. May be called from any thread.
Result<ModuleFunction> findInModule(const QString &module, const char *symbol);

} // namespace wsagent
