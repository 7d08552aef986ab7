#pragma once

#include "gateway/base/result.h"

#include <QByteArray>

namespace wsagent {

/// What a terminal sends for keys by name: "Enter", "C-c", "M-x", "Up", "F5", "Tab"; others as they are.
Result<QByteArray> terminalKeys(const QStringList &names);

} // namespace wsagent
