#include "gateway/net/portlisteners.h"

#include <QTcpServer>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// The kernel cuts it to net.core.somaxconn, 4096 by default. Where the queue is full, the next connection
/// waits a second for its second try, so a flood would keep the owner out that long.
constexpr int backlog = 4096;

} // namespace

class PortListeners::Listener : public QTcpServer
{
public:
    Listener() { setListenBacklogSize(backlog); }

    void setAccept(const Accept &accept)
    {
        m_accept = accept;
        if (m_accept)
            resumeAccepting();
        else
            pauseAccepting();
    }

protected:
    void incomingConnection(qintptr descriptor) override { m_accept(descriptor); }

private:
    Accept m_accept;
};

PortListeners::PortListeners() = default;
PortListeners::PortListeners(PortListeners &&other) noexcept = default;
PortListeners &PortListeners::operator=(PortListeners &&other) noexcept = default;
PortListeners::~PortListeners() = default;

Result<PortListeners> PortListeners::open(const QList<QHostAddress> &addresses, quint16 port)
{
    PortListeners listeners;
    listeners.m_wanted = addresses;
    for (const QHostAddress &address : addresses) {
        const auto listening = listeners.add(address, listeners.isOpen() ? listeners.port() : port);
        if (!listening && !listeners.isOpen())
            return listening.error();
        if (!listening)
            listeners.m_unavailable += listening.error().message;
    }
    return listeners;
}

Result<void> PortListeners::add(const QHostAddress &address, quint16 port)
{
    auto listener = std::make_unique<Listener>();
    if (!listener->listen(address, port)) {
        const bool taken = listener->serverError() == QAbstractSocket::AddressInUseError;
        return Error{taken ? u"port %1 already has a listener"_s.arg(port)
                           : u"%1 port %2 cannot be listened on: %3"_s.arg(address.toString())
                                 .arg(port)
                                 .arg(listener->errorString()),
                     {},
                     taken ? ErrorKind::Conflict : ErrorKind::Io};
    }
    listener->setAccept({});
    m_listeners.push_back(std::move(listener));
    return {};
}

void PortListeners::setAccept(const Accept &accept)
{
    for (const auto &listener : m_listeners)
        listener->setAccept(accept);
}

quint16 PortListeners::port() const
{
    return m_listeners.empty() ? 0 : m_listeners.front()->serverPort();
}

bool PortListeners::serve(const QList<QHostAddress> &addresses, quint16 wantedPort) const
{
    return isOpen() && m_wanted == addresses && (wantedPort == 0 || wantedPort == port());
}

} // namespace wsagent
