#pragma once

#include "tests/support/cliprocess.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QProcess>
#include <QStandardPaths>

#include <memory>
#include <optional>
#include <vector>

namespace wsagent::test {

/// One item of a menu on the bus.
struct BusMenuItem
{
    int id = 0;
    QString label = {};
    bool enabled = true;
    bool visible = true;
    QList<BusMenuItem> children = {};

    const BusMenuItem *find(const QStringList &path) const;
};

/// A screen, a session bus and a panel of their own, until the end of the test.
class TrayDesktop
{
public:
    explicit TrayDesktop(CliHome &home);
    ~TrayDesktop();

    /// What is missing on this computer; empty: nothing.
    static QString missing();
    bool startScreenAndBus();
    bool startPanel();
    /// Everything on the screen, as a PNG.
    bool screenshot(const QString &file);

    QDBusConnection &bus() { return m_bus; }
    /// Bus name and object path of the icon of WsAgent; waits for it.
    std::optional<QPair<QString, QString>> trayItem();
    QVariant itemProperty(const QString &name);
    BusMenuItem menu();
    /// Whether there is such an item, and it can be chosen.
    bool offers(const QStringList &path);
    /// As a panel does when somebody clicks there.
    bool click(const QStringList &path);

private:
    bool start(const QString &program, const QStringList &arguments);
    QString menuPath();

    CliHome &m_home;
    std::vector<std::unique_ptr<QProcess>> m_processes;
    QDBusConnection m_bus{QString()};
    QString m_busName;
    std::optional<QPair<QString, QString>> m_item;
};

} // namespace wsagent::test
