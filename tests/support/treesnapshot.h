#pragma once

#include <QString>
#include <QStringList>

namespace wsagent::test {

/// Everything below a directory as text, one line for each entry: kind, mode, size, time of the last change,
/// content. Two snapshots are equal when nothing was written in between.
QStringList treeSnapshot(const QString &directory);

} // namespace wsagent::test
