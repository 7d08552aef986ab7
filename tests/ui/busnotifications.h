#pragma once

#include <QDBusConnection>
#include <QDBusContext>
#include <QDBusMessage>
#include <QObject>
#include <QVariantMap>

namespace wsagent::test {

/// The notification server of a desktop: remembers what it is to show.
class BusNotifications : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Notifications")

public:
    struct Shown
    {
        uint id = 0;
        QString summary = {};
        QString body = {};
        QStringList actions = {};
    };

    explicit BusNotifications(QDBusConnection bus)
        : m_bus(std::move(bus))
    {
        m_bus.registerObject(QStringLiteral("/org/freedesktop/Notifications"), this,
                             QDBusConnection::ExportAllSlots | QDBusConnection::ExportAllSignals);
        m_bus.registerService(QStringLiteral("org.freedesktop.Notifications"));
    }
    ~BusNotifications() override
    {
        m_bus.unregisterService(QStringLiteral("org.freedesktop.Notifications"));
        m_bus.unregisterObject(QStringLiteral("/org/freedesktop/Notifications"));
    }

    QList<Shown> shown = {};
    QList<uint> closed = {};

    void press(uint id, const QString &action) { emit ActionInvoked(id, action); }

public slots:
    uint Notify(const QString &, uint, const QString &, const QString &summary, const QString &body,
                const QStringList &actions, const QVariantMap &, int)
    {
        shown += {uint(shown.size()) + 1, summary, body, actions};
        return shown.last().id;
    }
    void CloseNotification(uint id)
    {
        closed += id;
        emit NotificationClosed(id, 3);
    }
    QStringList GetCapabilities() const { return {QStringLiteral("actions"), QStringLiteral("body")}; }

signals:
    void ActionInvoked(uint id, const QString &action);
    void NotificationClosed(uint id, uint reason);

private:
    QDBusConnection m_bus;
};

} // namespace wsagent::test
