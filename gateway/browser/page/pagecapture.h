#pragma once

#include "gateway/browser/page/mediafolder.h"
#include "gateway/browser/page/pagenode.h"

namespace wsagent {

struct ScreenshotRequest
{
    bool fullPage = false;
    QString ref = {};
    QString selector = {};
    bool asJpeg = false;
};

/// What is asked for; an error for what does not go together.
BrowserResult<ScreenshotRequest> screenshotRequest(const BrowserRequest &request);

/// At most 2000 pixels on the long side and 5 MB: `{path, targetId, url}`.
QCoro::Task<BrowserResult<QJsonObject>> takeScreenshot(TabPtr tab, ScreenshotRequest request,
                                                       MediaFolder folder);

/// `{path, targetId, url}`
QCoro::Task<BrowserResult<QJsonObject>> printPdf(TabPtr tab, MediaFolder folder);

} // namespace wsagent
