#pragma once

#include "gateway/base/result.h"

#include <QHostAddress>
#include <QList>
#include <QStringList>

#include <functional>
#include <memory>
#include <vector>

namespace wsagent {

/// The sockets that listen on one port, on each address it is bound to. Can be handed from one server to the
/// next: whoever connects in between waits, and nobody is refused.
class PortListeners
{
public:
    using Accept = std::function<void(qintptr descriptor)>;

    PortListeners();
    PortListeners(PortListeners &&other) noexcept;
    PortListeners &operator=(PortListeners &&other) noexcept;
    ~PortListeners();

    /// Listens on all of the addresses, of which the first must do; with port 0 it picks one for all. The
    /// error is of kind Conflict when somebody else listens there.
    static Result<PortListeners> open(const QList<QHostAddress> &addresses, quint16 port);

    /// From now on connections go there; to nobody: they wait.
    void setAccept(const Accept &accept);

    quint16 port() const;
    bool isOpen() const { return !m_listeners.empty(); }
    /// Whether they are what `open` would make of these.
    bool serve(const QList<QHostAddress> &addresses, quint16 port) const;
    /// The other addresses that could not be bound; only told.
    const QStringList &unavailable() const { return m_unavailable; }

private:
    class Listener;
    Result<void> add(const QHostAddress &address, quint16 port);

    std::vector<std::unique_ptr<Listener>> m_listeners;
    QList<QHostAddress> m_wanted;
    QStringList m_unavailable;
};

} // namespace wsagent
