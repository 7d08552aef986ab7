#pragma once

#include <QString>
#include <QStringList>

namespace wsagent {

/// How large the screen of a device is and how it is used, for pages that look at that.
struct Device
{
    const char *name;
    int width; ///< CSS pixels
    int height;
    double scale; ///< pixels of the screen for one of CSS
    bool isMobile;
    const char *userAgent; ///< "%1": major version of the browser; empty: the browser's own
};

/// By name, in any case of letters; null when it is not known.
const Device *findDevice(const QString &name);
QStringList deviceNames();

} // namespace wsagent
