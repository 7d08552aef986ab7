#pragma once

#include "gateway/net/bytestream.h"

#include <QHostAddress>

#include <memory>

namespace wsagent {

class SocketPoll;

struct AcceptedStream
{
    std::unique_ptr<ByteStream> stream = {}; ///< null: the client has gone already
    QHostAddress peer = {};
};

/// Makes streams of accepted sockets, in the way that costs least on this system.
class StreamFactory
{
public:
    /// Takes the socket over.
    AcceptedStream accept(qintptr socket);

private:
    std::shared_ptr<SocketPoll> m_poll; ///< on Linux, since the first client
};

} // namespace wsagent
