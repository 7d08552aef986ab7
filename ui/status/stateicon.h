#pragma once

#include "ui/status/traystate.h"

#include <QIcon>

namespace wsagent {

/// The sign of WsAgent with the state in its corner, by shape as well as by colour: empty ring (stopped),
/// disc (running), dotted ring (busy), triangle (warning), cross (error). Drawn anew at each size. `ink`: the
/// colour of the sign, which has to stand out from the panel.
QIcon stateIcon(TrayState state, const QColor &ink);

/// Only the mark in the corner, large: for lists.
QIcon markIcon(TrayState state);

/// What is readable on panels of this desktop: a light ink for a dark one.
QColor panelInk();

} // namespace wsagent
