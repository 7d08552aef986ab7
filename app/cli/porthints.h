#pragma once

#include "gateway/instances/hostfacts.h"

#include <QList>

namespace wsagent {

/// "python3 (pid 12)", "the gateway of main (pid 12)"
QString ownerOf(const Listener &listener);

/// The first of these listeners that is not the gateway of this profile; null: none.
const Listener *strangerAmong(const QList<Listener> &listeners, const QString &profile,
                              std::optional<qint64> ownPid);

/// What to know and to do about whoever listens on the port of the profile. Pure.
QStringList portHints(const QList<Listener> &listeners, const QString &profile, std::optional<qint64> ownPid);

} // namespace wsagent
