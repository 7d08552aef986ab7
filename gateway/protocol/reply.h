#pragma once

#include "gateway/protocol/protocolerror.h"

#include <QJsonValue>

#include <functional>

namespace wsagent {

/// The right to answer one request. Can be moved, kept and used later; one that dies unused answers "internal
/// error". Does nothing when the client has gone.
class Reply
{
public:
    using Send = std::function<void(const QByteArray &frame)>;

    /// `sendFirst`: for the first of two responses, when that is another thing than the last; else `send`.
    explicit Reply(QString requestId, Send send, Send sendFirst = {});
    Reply(Reply &&other) noexcept;
    Reply &operator=(Reply &&other) noexcept;
    Reply(const Reply &) = delete;
    Reply &operator=(const Reply &) = delete;
    ~Reply();

    /// The first of two responses (`gateway-protocol.md` 7.1); `ok` or `fail` follows. Only where the method
    /// is known for it.
    void accepted(const QJsonValue &payload);
    void ok(const QJsonValue &payload);
    void fail(const ProtocolError &error);

private:
    QString m_requestId;
    Send m_send; ///< empty: answered
    Send m_sendFirst;
};

} // namespace wsagent
