#pragma once

#include "gateway/browser/page/browsersession.h"

namespace wsagent {

/// What a trace holds besides the usual timeline.
struct TraceOptions
{
    bool screenshots = false;
    bool snapshots = false; ///< of what is painted, and the layers it is painted on
};

/// Writes down what the browser does from now on (the domain Tracing of CDP). One trace at a time in a
/// browser: 409 while there is another one.
QCoro::Task<BrowserResult<void>> startTrace(TabPtr tab, TraceOptions options);

/// Ends it and puts it below `root`, at most 512 MiB of it: the path. For chrome://tracing, the panel
/// Performance of the developer tools, or https://ui.perfetto.dev.
QCoro::Task<BrowserResult<QString>> stopTrace(BrowserSessionPtr session, TabPtr tab, QString root,
                                              QString wanted);

} // namespace wsagent
