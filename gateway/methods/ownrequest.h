#pragma once

#include "gateway/base/result.h"
#include "gateway/methods/methodtable.h"

namespace wsagent {

/// Asks a method from within, with all rights of an operator; `done` is called once. `now`: as for
/// `MethodTable::dispatch`. Not for methods that answer twice.
void askMethod(MethodTable &table, const QString &method, const QJsonObject &params, qint64 now,
               const std::function<void(const Result<QJsonObject> &)> &done);

} // namespace wsagent
