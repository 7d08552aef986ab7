#include "gateway/net/tlsacceptor.h"

#include "gateway/net/socketstream.h"

#include <QPointer>
#include <QSslSocket>
#include <QTimer>

#include <algorithm>

namespace wsagent {

namespace {

constexpr auto patience = std::chrono::seconds(10);

} // namespace

TlsAcceptor::TlsAcceptor(const QSslConfiguration &configuration, Agreed agreed)
    : m_configuration(configuration)
    , m_agreed(std::move(agreed))
{}

TlsAcceptor::~TlsAcceptor()
{
    for (const auto &socket : m_handshakes)
        socket->disconnect(this); // its end is not ours to hear of any more
}

void TlsAcceptor::accept(qintptr descriptor)
{
    auto socket = std::make_unique<QSslSocket>();
    if (!socket->setSocketDescriptor(descriptor))
        return;
    if (m_handshakes.size() >= mostHandshakes)
        drop(m_handshakes.front().get());
    QSslSocket *waiting = socket.get();
    m_handshakes.push_back(std::move(socket));
    waiting->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    waiting->setSslConfiguration(m_configuration);
    connect(waiting, &QSslSocket::encrypted, this, [this, waiting] { agreed(waiting); });
    connect(waiting, &QSslSocket::disconnected, this, [this, waiting] { drop(waiting); });
    QTimer::singleShot(patience, this, [this, waiting = QPointer(waiting)] {
        if (waiting)
            drop(waiting);
    });
    waiting->startServerEncryption();
}

std::unique_ptr<QSslSocket> TlsAcceptor::take(QSslSocket *socket)
{
    const auto found = std::find_if(m_handshakes.begin(), m_handshakes.end(),
                                    [socket](const auto &each) { return each.get() == socket; });
    if (found == m_handshakes.end())
        return nullptr;
    auto taken = std::move(*found);
    m_handshakes.erase(found);
    taken->disconnect(this);
    return taken;
}

void TlsAcceptor::agreed(QSslSocket *socket)
{
    auto taken = take(socket);
    const QHostAddress peer = socket->peerAddress();
    m_agreed({.stream = std::make_unique<SocketStream>(std::move(taken)), .peer = peer});
}

/// The socket may be the one that calls: it goes when it has returned.
void TlsAcceptor::drop(QSslSocket *socket)
{
    if (auto taken = take(socket)) {
        taken->abort();
        taken.release()->deleteLater();
    }
}

} // namespace wsagent
