#pragma once

#include "gateway/browser/page/browsersession.h"

namespace wsagent {

/// Waits until all that is asked for holds, one after the other: timeMs, text, textGone, selector, url (with
/// "*"), loadState, fn (`browser.md` 6.3). 504 when the time is over.
QCoro::Task<BrowserResult<void>> waitFor(BrowserSessionPtr session, TabPtr tab, QJsonObject wanted);

/// "*" stands for anything but a slash, "**" for anything; a pattern without either is a part of the address.
bool matchesUrl(const QString &url, const QString &pattern);

} // namespace wsagent
