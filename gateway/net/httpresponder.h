#pragma once

#include "gateway/net/httpresponse.h"

#include <QPointer>

namespace wsagent {

class HttpConnection;

/// The right to answer one request. Can be moved, kept and used later; one that dies unused answers
/// "internal error". Does nothing when the client has gone.
class HttpResponder
{
public:
    HttpResponder();
    explicit HttpResponder(HttpConnection *connection);
    HttpResponder(HttpResponder &&other) noexcept;
    HttpResponder &operator=(HttpResponder &&other) noexcept;
    HttpResponder(const HttpResponder &) = delete;
    HttpResponder &operator=(const HttpResponder &) = delete;
    ~HttpResponder();

    void send(const HttpResponse &response);

    /// Begins an answer that comes in pieces, such as server-sent events; `write` and `end` follow.
    void begin(const HttpResponse &head);
    void write(QByteArrayView data);
    void end();
    /// What the client has not taken yet of those pieces. Whoever has much to say waits for
    /// HttpConnection::taken; one who does not is cut off (HttpConnection::mostUnsent).
    qint64 unsent() const;

    /// Of the client, to stop work nobody waits for: emits `gone`. Null when it has gone already.
    HttpConnection *connection() const;

private:
    QPointer<HttpConnection> m_connection;
    bool m_begun = false;
};

} // namespace wsagent
