#include "ui/desktop.h"

#include "gateway/base/version.h"

#include <QApplication>
#include <QLabel>

namespace wsagent {

int runDesktop(int argc, char **argv)
{
    QApplication application(argc, argv);
    QApplication::setApplicationDisplayName(QStringLiteral("WsAgent"));

    QLabel window(QApplication::translate(
                      "Desktop", "WsAgent %1\n\nThe tray and the settings dialog are not built yet.\n"
                                 "Use the command line: ws-agent --help")
                      .arg(QLatin1String(version)));
    window.setMargin(24);
    window.setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    window.show();
    return QApplication::exec();
}

} // namespace wsagent
