#pragma once

#include "gateway/base/result.h"

#include <QString>

namespace wsagent {

/// What a browser finds in its own directory before its first start: its name, its colour, and that it went
/// down in order.
struct BrowserLook
{
    QString name = {};
    QString color = {}; ///< "#RRGGBB"
};

/// Makes the directory (0700) and writes what is missing into `Local State` and `Default/Preferences`. What
/// the browser or its user has put there stays. A lock that a killed browser has left behind goes.
///
/// The files are written before the first start, so that no browser has to be started twice.
Result<void> prepareUserData(const QString &directory, const BrowserLook &look);

/// Takes away the lock of a browser that does not run any more: a link "<host>-<pid>". Whether it is gone.
bool dropStaleLock(const QString &directory);

} // namespace wsagent
