#include "app/platform/servicenotifier.h"

#include "app/platform/servicenotify.h"

#include <QCoreApplication>

#include <ctime>

namespace wsagent {

namespace {

QByteArray takeVariable(const char *name)
{
    const QByteArray value = qgetenv(name);
    qunsetenv(name);
    return value;
}

/// Half of the time in which a sign of life has to come; nothing when none is wanted of this process.
std::chrono::milliseconds watchdogInterval()
{
    const qint64 microseconds = takeVariable("WATCHDOG_USEC").toLongLong();
    const QByteArray pid = takeVariable("WATCHDOG_PID");
    const bool forOther = !pid.isEmpty() && pid.toLongLong() != QCoreApplication::applicationPid();
    return std::chrono::milliseconds(forOther ? 0 : microseconds / 2000);
}

qint64 monotonicMicroseconds()
{
    timespec now = {};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return qint64(now.tv_sec) * 1'000'000 + now.tv_nsec / 1000;
}

} // namespace

ServiceNotifier::ServiceNotifier(QObject *parent)
    : QObject(parent)
    , m_socket(takeVariable("NOTIFY_SOCKET"))
{
    const auto interval = watchdogInterval();
    if (m_socket.isEmpty() || interval.count() <= 0)
        return;
    m_watchdog.setInterval(interval);
    connect(&m_watchdog, &QTimer::timeout, this, [this] { send("WATCHDOG=1"); });
    m_watchdog.start();
}

void ServiceNotifier::ready(const QString &status)
{
    send("READY=1\nMAINPID=" + QByteArray::number(QCoreApplication::applicationPid()) +
         "\nSTATUS=" + status.toUtf8().replace('\n', ' '));
}

void ServiceNotifier::reloading()
{
    send("RELOADING=1\nMONOTONIC_USEC=" + QByteArray::number(monotonicMicroseconds()));
}

void ServiceNotifier::stopping()
{
    send("STOPPING=1");
}

void ServiceNotifier::send(const QByteArray &text) const
{
    notifyServiceManager(m_socket, text);
}

} // namespace wsagent
