#pragma once

#include "gateway/net/httprequest.h"

#include <memory>

namespace wsagent {

class ChunkedBody;

/// Turns the bytes of a connection into requests, one after the other. Knows no socket: bytes may come in any
/// pieces, and what belongs to the next request is left alone. An idle reader holds no memory.
class HttpReader
{
public:
    static constexpr qsizetype largestHead = 16 * 1024; ///< request line and fields

    enum class State {
        Head,     ///< bytes are wanted
        HeadRead, ///< acceptBody() is wanted
        Body,     ///< bytes are wanted
        Complete, ///< take() is wanted
        Refused   ///< the connection is of no more use
    };

    HttpReader();
    ~HttpReader();
    Q_DISABLE_COPY_MOVE(HttpReader)

    /// Returns how many bytes were used; stops at each change of the state.
    qsizetype feed(QByteArrayView bytes);
    /// Goes on to the body, which may have `limit` bytes; a longer one is refused with 413.
    void acceptBody(qint64 limit);
    /// The complete request; the reader is ready for the next one.
    HttpRequest take();

    State state() const { return m_state; }
    /// Whether nothing of the next request has come yet.
    bool isIdle() const { return m_state == State::Head && m_head.isEmpty(); }
    const HttpRequest &request() const { return *m_request; } ///< since HeadRead
    const HttpRejection &refusal() const { return m_refusal; }

private:
    qsizetype feedHead(QByteArrayView bytes);
    qsizetype feedBody(QByteArrayView bytes);
    void refuse(HttpRejection refusal);

    State m_state = State::Head;
    QByteArray m_head;
    std::unique_ptr<HttpRequest> m_request;
    std::unique_ptr<ChunkedBody> m_chunks;
    HttpRejection m_refusal;
};

} // namespace wsagent
