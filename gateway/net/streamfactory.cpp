#include "gateway/net/streamfactory.h"

#include "gateway/net/socketstream.h"

namespace wsagent {

AcceptedStream StreamFactory::accept(qintptr socket)
{
    auto accepted = std::make_unique<QTcpSocket>();
    if (!accepted->setSocketDescriptor(socket))
        return {};
    accepted->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    const QHostAddress peer = accepted->peerAddress();
    return {.stream = std::make_unique<SocketStream>(std::move(accepted)), .peer = peer};
}

} // namespace wsagent
