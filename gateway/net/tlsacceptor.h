#pragma once

#include "gateway/net/streamfactory.h"

#include <QObject>
#include <QSslConfiguration>

#include <functional>
#include <list>

class QSslSocket;

namespace wsagent {

/// Agrees with clients on encryption before anything is read from them. Those who take long make room for
/// others.
class TlsAcceptor : public QObject
{
    Q_OBJECT

public:
    using Agreed = std::function<void(AcceptedStream)>;
    static constexpr size_t mostHandshakes = 128;

    TlsAcceptor(const QSslConfiguration &configuration, Agreed agreed);
    ~TlsAcceptor() override;

    /// For those who come from now on.
    void setConfiguration(const QSslConfiguration &configuration) { m_configuration = configuration; }
    /// Takes the socket over.
    void accept(qintptr socket);

private:
    void agreed(QSslSocket *socket);
    std::unique_ptr<QSslSocket> take(QSslSocket *socket);
    void drop(QSslSocket *socket);

    QSslConfiguration m_configuration;
    Agreed m_agreed;
    std::list<std::unique_ptr<QSslSocket>> m_handshakes; ///< oldest first
};

} // namespace wsagent
