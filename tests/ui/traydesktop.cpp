#include "tests/ui/traydesktop.h"

#include <QDBusArgument>
#include <QDBusConnectionInterface>
#include <QDBusVariant>
#include <QTest>

namespace wsagent::test {

using namespace Qt::StringLiterals;

namespace {

const QString watcher = u"org.kde.StatusNotifierWatcher"_s;
const QString itemInterface = u"org.kde.StatusNotifierItem"_s;
const QString menuInterface = u"com.canonical.dbusmenu"_s;

QDBusMessage propertyCall(const QString &service, const QString &path, const QString &interface,
                          const QString &name)
{
    QDBusMessage call =
        QDBusMessage::createMethodCall(service, path, u"org.freedesktop.DBus.Properties"_s, u"Get"_s);
    call << interface << name;
    return call;
}

/// (ia{sv}av)
BusMenuItem readItem(const QDBusArgument &argument)
{
    BusMenuItem item;
    QVariantMap properties;
    argument.beginStructure();
    argument >> item.id >> properties;
    argument.beginArray();
    while (!argument.atEnd()) {
        QDBusVariant child;
        argument >> child;
        item.children += readItem(child.variant().value<QDBusArgument>());
    }
    argument.endArray();
    argument.endStructure();
    item.label = properties.value(u"label"_s).toString().remove(u'_');
    item.enabled = properties.value(u"enabled"_s, true).toBool();
    item.visible = properties.value(u"visible"_s, true).toBool();
    return item;
}

} // namespace

const BusMenuItem *BusMenuItem::find(const QStringList &path) const
{
    if (path.isEmpty())
        return this;
    for (const BusMenuItem &child : children) {
        if (child.label == path.first())
            return child.find(path.mid(1));
    }
    return nullptr;
}

TrayDesktop::TrayDesktop(CliHome &home)
    : m_home(home)
{}

TrayDesktop::~TrayDesktop()
{
    QDBusConnection::disconnectFromBus(m_busName);
    while (!m_processes.empty()) {
        m_processes.back()->terminate();
        if (!m_processes.back()->waitForFinished(5000))
            m_processes.back()->kill();
        m_processes.back()->waitForFinished();
        m_processes.pop_back();
    }
}

QString TrayDesktop::missing()
{
    for (const QString &program : {u"Xvfb"_s, u"dbus-daemon"_s, u"xfce4-panel"_s, u"import"_s}) {
        if (QStandardPaths::findExecutable(program).isEmpty())
            return program;
    }
    return {};
}

bool TrayDesktop::start(const QString &program, const QStringList &arguments)
{
    m_processes.push_back(std::make_unique<QProcess>());
    QProcess &process = *m_processes.back();
    process.setProcessEnvironment(m_home.environment);
    process.setStandardErrorFile(QProcess::nullDevice());
    process.start(program, arguments);
    return process.waitForStarted();
}

bool TrayDesktop::startScreenAndBus()
{
    if (!start(u"Xvfb"_s,
               {u"-displayfd"_s, u"1"_s, u"-screen"_s, u"0"_s, u"1280x800x24"_s, u"-nolisten"_s, u"tcp"_s}) ||
        !m_processes.back()->waitForReadyRead(20'000))
        return false;
    m_home.environment.insert(u"DISPLAY"_s,
                              u':' + QString::fromLatin1(m_processes.back()->readLine()).trimmed());
    if (!start(u"dbus-daemon"_s, {u"--session"_s, u"--nofork"_s, u"--print-address"_s}) ||
        !m_processes.back()->waitForReadyRead(20'000))
        return false;
    const QString address = QString::fromLatin1(m_processes.back()->readLine()).trimmed();
    m_home.environment.insert(u"DBUS_SESSION_BUS_ADDRESS"_s, address);
    m_home.environment.insert(u"XDG_CURRENT_DESKTOP"_s, u"XFCE"_s);
    m_busName = u"desktop-%1"_s.arg(quintptr(this));
    m_bus = QDBusConnection::connectToBus(address, m_busName);
    return m_bus.isConnected();
}

bool TrayDesktop::startPanel()
{
    return start(u"xfce4-panel"_s, {}) &&
           QTest::qWaitFor([this] { return m_bus.interface()->isServiceRegistered(watcher).value(); },
                           60'000);
}

bool TrayDesktop::screenshot(const QString &file)
{
    return m_home.runProgram(u"import"_s, {u"-window"_s, u"root"_s, file}, m_home.environment).exitCode == 0;
}

std::optional<QPair<QString, QString>> TrayDesktop::trayItem()
{
    if (m_item)
        return m_item;
    const bool found = QTest::qWaitFor(
        [this] {
            const QDBusMessage reply = m_bus.call(propertyCall(watcher, u"/StatusNotifierWatcher"_s, watcher,
                                                               u"RegisteredStatusNotifierItems"_s));
            const QStringList items =
                reply.arguments().value(0).value<QDBusVariant>().variant().toStringList();
            if (items.isEmpty())
                return false;
            const qsizetype slash = items.first().indexOf(u'/');
            m_item = {items.first().left(slash), items.first().mid(slash)};
            return true;
        },
        60'000);
    return found ? m_item : std::nullopt;
}

QVariant TrayDesktop::itemProperty(const QString &name)
{
    if (!trayItem())
        return {};
    const QDBusMessage reply = m_bus.call(propertyCall(m_item->first, m_item->second, itemInterface, name));
    return reply.arguments().value(0).value<QDBusVariant>().variant();
}

QString TrayDesktop::menuPath()
{
    return itemProperty(u"Menu"_s).value<QDBusObjectPath>().path();
}

BusMenuItem TrayDesktop::menu()
{
    QDBusMessage call =
        QDBusMessage::createMethodCall(m_item->first, menuPath(), menuInterface, u"GetLayout"_s);
    call << 0 << -1 << QStringList();
    const QDBusMessage reply = m_bus.call(call);
    if (reply.arguments().size() != 2)
        return {};
    return readItem(reply.arguments().at(1).value<QDBusArgument>());
}

bool TrayDesktop::offers(const QStringList &path)
{
    const BusMenuItem root = menu();
    const BusMenuItem *item = root.find(path);
    return item && item->enabled;
}

bool TrayDesktop::click(const QStringList &path)
{
    const BusMenuItem root = menu();
    const BusMenuItem *item = root.find(path);
    if (!item || !item->enabled)
        return false;
    QDBusMessage call = QDBusMessage::createMethodCall(m_item->first, menuPath(), menuInterface, u"Event"_s);
    call << item->id << u"clicked"_s << QVariant::fromValue(QDBusVariant(QString())) << 0U;
    return m_bus.call(call).type() == QDBusMessage::ReplyMessage;
}

} // namespace wsagent::test
