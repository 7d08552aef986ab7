#pragma once

#include <QJsonValue>
#include <QStringList>

namespace wsagent {

/// The texts of a list; what is no text is an empty one. Empty for what is no list.
QStringList textsIn(const QJsonValue &list);

} // namespace wsagent
