#pragma once

#include "ui/notices/notice.h"

#include <QObject>

#include <memory>

namespace wsagent {

/// Shows notices beside what the user is doing.
class DesktopNotifier : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    virtual void show(const Notice &notice) = 0;
    /// Decided, or over.
    virtual void withdraw(const Notice &notice) = 0;

signals:
    void answered(const wsagent::Notice &notice, wsagent::Notice::Answer answer);
    void clicked(const wsagent::Notice &notice);
    /// Nobody shows such things on this desktop, so that another way is needed.
    void unavailable(const wsagent::Notice &notice);
};

/// By org.freedesktop.Notifications on the session bus. Without a bus every notice is `unavailable`.
std::unique_ptr<DesktopNotifier> sessionBusNotifier();

} // namespace wsagent
