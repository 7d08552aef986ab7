#include "gateway/net/httpconnection.h"

#include <QTcpSocket>
#include <QTimer>
#include <QTimerEvent>

#ifdef Q_OS_UNIX
#include <sys/socket.h>
#endif

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 readAtOnce = 64 * 1024;
constexpr qint64 mostDiscarded = 1024 * 1024; ///< of a request that was refused
constexpr auto firstRequest = std::chrono::milliseconds(500);
constexpr qsizetype progress = 64 * 1024; ///< what a slow body must bring to get more time

/// Says that nothing more comes, while what the client still sends can be read.
void closeForWriting(QTcpSocket &socket)
{
#ifdef Q_OS_UNIX
    if (!socket.inherits("QSslSocket")) {
        ::shutdown(int(socket.socketDescriptor()), SHUT_WR);
        return;
    }
#endif
    socket.disconnectFromHost();
}

} // namespace

HttpConnection::HttpConnection(std::unique_ptr<QTcpSocket> socket, HttpPeer peer, HttpService &service,
                               const HttpTimeouts &timeouts, QObject *parent)
    : QObject(parent)
    , m_socket(std::move(socket))
    , m_peer(std::move(peer))
    , m_service(service)
    , m_timeouts(timeouts)
{
    m_socket->setReadBufferSize(readAtOnce);
    connect(m_socket.get(), &QTcpSocket::readyRead, this, &HttpConnection::readSome);
    connect(m_socket.get(), &QTcpSocket::bytesWritten, this, &HttpConnection::written);
    connect(m_socket.get(), &QTcpSocket::disconnected, this, &HttpConnection::retire);
    startTimer(m_timeouts.head);
}

HttpConnection::~HttpConnection()
{
    if (m_socket)
        m_socket->disconnect(this); // its end is not ours to report any more
}

void HttpConnection::finish(bool patient)
{
    m_finishing = true;
    m_keepAlive = false;
    if (m_phase != Phase::Reading && m_phase != Phase::HoldingBack)
        return;
    if (patient && !m_hasServed)
        startTimer(firstRequest);
    else
        m_socket->disconnectFromHost();
}

void HttpConnection::abort()
{
    m_socket->abort();
}

void HttpConnection::readSome()
{
    if (m_phase == Phase::Lingering) {
        m_discarded += m_socket->readAll().size();
        if (m_discarded > mostDiscarded)
            m_socket->abort();
        return;
    }
    process();
}

/// Goes on as far as the bytes allow. While a request is answered, what follows stays in the socket, whose
/// buffer is bounded.
void HttpConnection::process()
{
    if (m_processing)
        return;
    m_processing = true;
    while (m_phase == Phase::Reading && m_socket) {
        if (m_unread.isEmpty())
            m_unread = m_socket->read(readAtOnce);
        if (m_unread.isEmpty())
            break;
        const bool wasIdle = m_reader.isIdle();
        const qsizetype before = m_unread.size();
        m_unread.remove(0, m_reader.feed(m_unread));
        if (wasIdle && !m_reader.isIdle())
            armTimer();
        if (m_reader.state() == HttpReader::State::Body)
            bodyCame(before - m_unread.size());
        if (m_reader.state() == HttpReader::State::HeadRead)
            headRead();
        if (m_socket && m_reader.state() == HttpReader::State::Complete)
            serve();
        if (m_reader.state() == HttpReader::State::Refused && m_phase == Phase::Reading)
            refuse(HttpResponse::refused(m_reader.refusal()));
    }
    m_processing = false;
}

void HttpConnection::bodyCame(qsizetype size)
{
    m_progress += size;
    if (m_progress < progress && m_bodyTimed)
        return;
    m_progress = 0;
    m_bodyTimed = true;
    armTimer();
}

void HttpConnection::headRead()
{
    const HttpRequest &request = m_reader.request();
    m_keepAlive = request.keepAlive && !m_finishing;
    m_withoutBody = request.isHead();
    HttpAdmission admission = m_service.admit(request, m_peer);
    if (admission.denial)
        return deny(*std::move(admission.denial));
    if (admission.upgrade)
        return hand();
    m_caller = std::move(admission.caller);
    m_reader.acceptBody(admission.bodyLimit);
    if (m_reader.state() != HttpReader::State::Body)
        return;
    m_bodyTimed = false;
    bodyCame(0);
    if (request.expectsContinue)
        m_socket->write("HTTP/1.1 100 Continue\r\n\r\n");
}

void HttpConnection::deny(HttpDenial denial)
{
    if (denial.delay.count() == 0)
        return answerDenied(denial.response);
    m_timer.stop();
    m_phase = Phase::HoldingBack;
    QTimer::singleShot(denial.delay, this, [this, response = std::move(denial.response)] {
        if (m_phase == Phase::HoldingBack)
            answerDenied(response);
    });
}

void HttpConnection::answerDenied(const HttpResponse &response)
{
    // A request without body ends here, so the connection can go on.
    if (m_reader.request().hasBody() || m_reader.request().has("upgrade"))
        return refuse(response);
    m_reader.acceptBody(0);
    (void)m_reader.take();
    m_phase = Phase::Serving;
    respond(response);
}

void HttpConnection::serve()
{
    m_timer.stop();
    m_hasServed = true;
    m_phase = Phase::Serving;
    HttpCall call{.request = m_reader.take(), .peer = m_peer};
    if (const auto caller = std::exchange(m_caller, nullptr))
        call.caller = *caller;
    m_service.serve(std::move(call), HttpResponder(this));
}

void HttpConnection::hand()
{
    m_timer.stop();
    m_socket->disconnect(this);
    m_reader.acceptBody(0);
    const HttpRequest request = m_reader.take();
    m_service.upgrade(request, m_peer, std::move(m_socket), m_unread);
    emit gone();
    deleteLater();
}

void HttpConnection::refuse(const HttpResponse &response)
{
    m_keepAlive = false;
    m_socket->write(toBytes(response, {.keepAlive = false, .withoutBody = m_withoutBody}));
    linger();
}

void HttpConnection::respond(const HttpResponse &response)
{
    if (m_phase != Phase::Serving)
        return;
    m_socket->write(toBytes(response, {.keepAlive = m_keepAlive, .withoutBody = m_withoutBody}));
    answered();
}

void HttpConnection::beginStream(const HttpResponse &head)
{
    if (m_phase != Phase::Serving)
        return;
    m_chunked = !m_withoutBody;
    m_socket->write(toBytes(head, {.keepAlive = m_keepAlive, .withoutBody = m_withoutBody, .chunked = true}));
}

void HttpConnection::writeStream(QByteArrayView data)
{
    if (m_chunked && m_phase == Phase::Serving)
        m_socket->write(httpChunk(data));
}

void HttpConnection::endStream()
{
    if (m_phase != Phase::Serving)
        return;
    if (m_chunked)
        m_socket->write(httpChunk({}));
    m_chunked = false;
    answered();
}

void HttpConnection::answered()
{
    if (!m_keepAlive) {
        linger();
        return;
    }
    m_phase = Phase::Reading;
    armTimer();
    // Not from here: this may be the end of a handler that the loop of process() has called.
    if (!m_processing && (!m_unread.isEmpty() || m_socket->bytesAvailable() > 0))
        QMetaObject::invokeMethod(this, &HttpConnection::process, Qt::QueuedConnection);
}

/// Closing a socket with unread bytes would reset the connection, and the client might lose the answer.
void HttpConnection::linger()
{
    m_phase = Phase::Lingering;
    m_unread.clear();
    startTimer(m_timeouts.linger);
    m_discarded += m_socket->readAll().size();
    written();
}

void HttpConnection::written()
{
    if (m_phase == Phase::Lingering && m_socket->bytesToWrite() == 0)
        closeForWriting(*m_socket);
}

void HttpConnection::armTimer()
{
    if (m_reader.state() == HttpReader::State::Body)
        startTimer(m_timeouts.body);
    else
        startTimer(m_reader.isIdle() ? m_timeouts.idle : m_timeouts.head);
}

void HttpConnection::startTimer(std::chrono::milliseconds time)
{
    m_timer.start(int(time.count()), Qt::CoarseTimer, this);
}

void HttpConnection::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_timer.timerId())
        return QObject::timerEvent(event);
    m_timer.stop();
    if (m_phase == Phase::Lingering || m_reader.state() == HttpReader::State::Head)
        m_socket->abort(); // a client that says nothing gets nothing
    else
        refuse(HttpResponse::error(408, "invalid_request_error"_L1, u"the body did not come in time"_s));
}

void HttpConnection::retire()
{
    m_timer.stop();
    m_phase = Phase::Gone;
    emit gone();
    deleteLater();
}

} // namespace wsagent
