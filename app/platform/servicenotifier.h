#pragma once

#include <QByteArray>
#include <QObject>
#include <QTimer>

namespace wsagent {

/// Tells the service manager how this process does (sd_notify(3)), when there is one that listens; else
/// nothing. What the manager has put into the environment is taken out of it, so that no child speaks for
/// this process.
class ServiceNotifier : public QObject
{
    Q_OBJECT

public:
    explicit ServiceNotifier(QObject *parent = nullptr);

    bool isHeard() const { return !m_socket.isEmpty(); }
    bool givesSignsOfLife() const { return m_watchdog.isActive(); }
    void ready(const QString &status);
    void reloading();
    void stopping();

private:
    void send(const QByteArray &text) const;

    QByteArray m_socket; ///< a path, or with a leading '@' a name without one
    QTimer m_watchdog;   ///< runs only where the manager wants a sign of life
};

} // namespace wsagent
