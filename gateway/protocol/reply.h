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

    Reply(QString requestId, Send send);
    Reply(Reply &&other) noexcept;
    Reply &operator=(Reply &&other) noexcept;
    Reply(const Reply &) = delete;
    Reply &operator=(const Reply &) = delete;
    ~Reply();

    void ok(const QJsonValue &payload);
    void fail(const ProtocolError &error);

private:
    QString m_requestId;
    Send m_send; ///< empty: answered
};

} // namespace wsagent
