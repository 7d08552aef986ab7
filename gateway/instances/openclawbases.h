#pragma once

#include <QList>
#include <QString>

namespace wsagent {

/// The base ports of OpenClaw gateways (also under their former names) set up in this home; ascending, each
/// once. A config without a port, or one that cannot be read, stands for the default base.
QList<int> openclawBases(const QString &home);

} // namespace wsagent
