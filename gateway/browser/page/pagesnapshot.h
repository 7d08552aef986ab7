#pragma once

#include "gateway/browser/page/pagenode.h"
#include "gateway/browser/page/snapshottext.h"

namespace wsagent {

/// Tells what a page shows, with all its frames, and gives refs to what can be acted on. They replace those
/// of the last snapshot of the tab.
QCoro::Task<BrowserResult<QJsonObject>> takeSnapshot(TabPtr tab, SnapshotOptions options);

} // namespace wsagent
