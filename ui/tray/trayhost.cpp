#include "ui/tray/trayhost.h"

#include <QDBusConnection>
#include <QDBusConnectionInterface>
#include <QGuiApplication>
#include <QLibrary>
#include <QSystemTrayIcon>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

bool hasStatusNotifier()
{
    const QDBusConnection bus = QDBusConnection::sessionBus();
    return bus.isConnected() &&
           bus.interface()->isServiceRegistered(QLatin1StringView(statusNotifierWatcher)).value();
}

/// The older way of X11: a window owns a selection. The library is in the process already, or there is no
/// X11.
bool hasEmbedder()
{
#if QT_CONFIG(xcb)
    const auto *x11 = qGuiApp->nativeInterface<QNativeInterface::QX11Application>();
    if (!x11)
        return false;
    QLibrary library(u"X11"_s, 6);
    const auto atom =
        reinterpret_cast<unsigned long (*)(Display *, const char *, int)>(library.resolve("XInternAtom"));
    const auto owner =
        reinterpret_cast<unsigned long (*)(Display *, unsigned long)>(library.resolve("XGetSelectionOwner"));
    return atom && owner && owner(x11->display(), atom(x11->display(), "_NET_SYSTEM_TRAY_S0", 0)) != 0;
#else
    return false;
#endif
}

} // namespace

bool isTrayHostThere()
{
    if (hasStatusNotifier())
        return true;
    const QString platform = QGuiApplication::platformName();
    if (platform == "xcb"_L1)
        return hasEmbedder();
    return !platform.startsWith("wayland"_L1) && QSystemTrayIcon::isSystemTrayAvailable();
}

} // namespace wsagent
