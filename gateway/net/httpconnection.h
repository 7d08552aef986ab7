#pragma once

#include "gateway/net/bytestream.h"
#include "gateway/net/httpreader.h"
#include "gateway/net/httpservice.h"

#include <QBasicTimer>
#include <QDeadlineTimer>
#include <QObject>

#include <chrono>

namespace wsagent {

struct HttpTimeouts
{
    std::chrono::milliseconds head = std::chrono::seconds(10);
    std::chrono::milliseconds body = std::chrono::seconds(30); ///< for each 64 KiB of it
    std::chrono::milliseconds idle = std::chrono::seconds(5);  ///< between requests
    std::chrono::milliseconds taking =
        std::chrono::seconds(30); ///< for a client to take anything of an answer
    std::chrono::milliseconds linger = std::chrono::seconds(1);
};

/// One client that speaks HTTP/1.1: reads a request, hands it on, writes the answer, reads the next. Deletes
/// itself when the client is gone or is upgraded.
class HttpConnection : public QObject, private ByteStreamUser
{
    Q_OBJECT

public:
    /// Of a streamed answer that the client has not taken; then it is hung up on.
    static constexpr qint64 mostUnsent = 8 * 1024 * 1024;

    HttpConnection(std::unique_ptr<ByteStream> stream, HttpPeer peer, HttpService &service,
                   const HttpTimeouts &timeouts, QObject *parent);
    ~HttpConnection() override;

    /// Whether a request is being answered, other than by a refusal; else nothing is lost by closing.
    bool isServing() const { return m_phase == Phase::Serving; }
    /// Whether an answer is on its way that the client does not take at once.
    bool isSending() const { return m_phase == Phase::Sending; }
    /// Answers what is being answered, then closes. With patience, one whose first request is still on its
    /// way is given a moment.
    void finish(bool patient);
    void abort();

    // For HttpResponder.
    void respond(const HttpResponse &response);
    void beginStream(const HttpResponse &head);
    void writeStream(QByteArrayView data);
    void endStream();
    qint64 unsent() const { return m_stream->unsent(); }

signals:
    void gone();
    void finishing(); ///< the server closes: an answer without end has to be ended
    void taken();     ///< the client has taken everything of a streamed answer so far

protected:
    void timerEvent(QTimerEvent *event) override;

private:
    enum class Phase {
        Reading,     ///< a request is wanted
        Serving,     ///< somebody has the right to answer
        Sending,     ///< the answer is on its way
        HoldingBack, ///< a refusal is
        Lingering,   ///< all is said, and what comes is thrown away
        Gone
    };

    void bytesCame() override;
    void bytesLeft() override;
    void streamEnded() override;
    void process();
    void bodyCame(qsizetype size);
    void headRead();
    HttpFraming framing() const;
    void deny(HttpDenial denial);
    void answerDenied(const HttpResponse &response);
    void serve();
    void hand();
    void refuse(const HttpResponse &response);
    void sendMore();
    void answered();
    void linger();
    void enter(Phase phase);
    void armTimer();
    void startTimer(std::chrono::milliseconds time);
    void stopTimer() { m_deadline = QDeadlineTimer::Forever; }
    void wakeAt(const QDeadlineTimer &deadline);
    void watchTaking();
    void timeIsOver();
    void retire();

    std::unique_ptr<ByteStream> m_stream;
    HttpPeer m_peer;
    HttpService &m_service;
    const HttpTimeouts &m_timeouts;
    HttpReader m_reader;
    std::unique_ptr<Caller> m_caller; ///< of the request
    std::unique_ptr<HttpResponse> m_heldBack;
    HttpFile m_file; ///< what remains of it goes out
    QByteArray m_unread;
    // A deadline moves several times with each request, the timer only when it has to go off earlier.
    QDeadlineTimer m_deadline = QDeadlineTimer::Forever;
    QDeadlineTimer m_wakeAt = QDeadlineTimer::Forever;
    QBasicTimer m_timer;
    qint64 m_discarded = 0;
    qint64 m_sentBefore = 0; ///< when it was last looked whether the client takes anything
    qsizetype m_progress = 0;
    Phase m_phase = Phase::Reading;
    bool m_processing = false;
    bool m_bodyTimed = false;
    bool m_keepAlive = true;
    bool m_withoutBody = false;
    bool m_chunked = false;
    bool m_finishing = false;
    bool m_hasServed = false;
};

} // namespace wsagent
