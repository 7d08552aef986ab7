#pragma once

#include "gateway/net/httpreader.h"
#include "gateway/net/httpservice.h"

#include <QBasicTimer>
#include <QObject>

#include <chrono>

class QTcpSocket;

namespace wsagent {

struct HttpTimeouts
{
    std::chrono::milliseconds head = std::chrono::seconds(10);
    std::chrono::milliseconds body = std::chrono::seconds(30); ///< for each 64 KiB of it
    std::chrono::milliseconds idle = std::chrono::seconds(5);  ///< between requests
    std::chrono::milliseconds linger = std::chrono::seconds(1);
};

/// One client that speaks HTTP/1.1: reads a request, hands it on, writes the answer, reads the next. Deletes
/// itself when the client is gone or is upgraded.
class HttpConnection : public QObject
{
    Q_OBJECT

public:
    HttpConnection(std::unique_ptr<QTcpSocket> socket, HttpPeer peer, HttpService &service,
                   const HttpTimeouts &timeouts, QObject *parent);
    ~HttpConnection() override;

    /// Whether a request is being answered, other than by a refusal; else nothing is lost by closing.
    bool isServing() const { return m_phase == Phase::Serving; }
    /// Answers what is being answered, then closes. With patience, one whose first request is still on its
    /// way is given a moment.
    void finish(bool patient);
    void abort();

    // For HttpResponder.
    void respond(const HttpResponse &response);
    void beginStream(const HttpResponse &head);
    void writeStream(QByteArrayView data);
    void endStream();

signals:
    void gone();

protected:
    void timerEvent(QTimerEvent *event) override;

private:
    enum class Phase { Reading, Serving, HoldingBack, Lingering, Gone };

    void readSome();
    void process();
    void bodyCame(qsizetype size);
    void headRead();
    void deny(HttpDenial denial);
    void answerDenied(const HttpResponse &response);
    void serve();
    void hand();
    void refuse(const HttpResponse &response);
    void answered();
    void linger();
    void written();
    void armTimer();
    void startTimer(std::chrono::milliseconds time);
    void retire();

    std::unique_ptr<QTcpSocket> m_socket;
    HttpPeer m_peer;
    HttpService &m_service;
    const HttpTimeouts &m_timeouts;
    HttpReader m_reader;
    std::unique_ptr<Caller> m_caller; ///< of the request
    QByteArray m_unread;
    QBasicTimer m_timer;
    qint64 m_discarded = 0;
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
