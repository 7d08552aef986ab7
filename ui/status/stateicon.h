#pragma once

#include "ui/status/traystate.h"

#include <QIcon>

namespace wsagent {

/// The sign of WsAgent with the state in its corner, by shape as well as by colour: empty ring (stopped),
/// disc (running), dotted ring (busy), triangle (warning), cross (error). Drawn anew at each size.
QIcon stateIcon(TrayState state);

/// The sign alone: of windows and of the program.
QIcon programIcon();

/// Only the mark in the corner, large: for lists.
QIcon markIcon(TrayState state);

} // namespace wsagent
