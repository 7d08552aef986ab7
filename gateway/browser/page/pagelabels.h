#pragma once

#include "gateway/browser/page/mediafolder.h"
#include "gateway/browser/page/pagenode.h"

namespace wsagent {

/// A picture of what the page shows now, with a box and its name around each ref of the last snapshot that
/// can be seen: `{imagePath, imageType, labelsCount, labelsSkipped, annotations: [{ref, role, name?, box}]}`.
/// `refs`: as the snapshot tells them; at most `most` of them, in their order.
QCoro::Task<BrowserResult<QJsonObject>> labelledScreenshot(TabPtr tab, QJsonObject refs, int most,
                                                           MediaFolder folder);

} // namespace wsagent
