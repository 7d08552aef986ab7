#pragma once

#include "gateway/instances/hostfacts.h"

namespace wsagent {

/// What listens, asked of lsof; sees only the processes of this user, unless root asks. Empty without lsof.
QList<Listener> lsofListeners();

/// The full command line of a process, asked of ps.
QString psCommandLine(qint64 pid);

} // namespace wsagent
