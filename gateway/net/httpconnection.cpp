#include "gateway/net/httpconnection.h"

#include "gateway/net/openfile.h"

#include <QTimerEvent>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 mostDiscarded = 1024 * 1024; ///< of a request that was refused
constexpr qint64 sentAtOnce = 64 * 1024;      ///< of a file
constexpr auto firstRequest = std::chrono::milliseconds(500);
constexpr qsizetype progress = 64 * 1024; ///< what a slow body must bring to get more time

} // namespace

HttpConnection::HttpConnection(std::unique_ptr<ByteStream> stream, HttpPeer peer, HttpService &service,
                               const HttpTimeouts &timeouts, QObject *parent)
    : QObject(parent)
    , m_stream(std::move(stream))
    , m_peer(std::move(peer))
    , m_service(service)
    , m_timeouts(timeouts)
{
    startTimer(m_timeouts.head);
    m_stream->setUser(this);
}

HttpConnection::~HttpConnection() = default;

void HttpConnection::finish(bool patient)
{
    m_finishing = true;
    m_keepAlive = false;
    if (m_phase == Phase::Serving)
        emit finishing();
    if (m_phase != Phase::Reading && m_phase != Phase::HoldingBack)
        return;
    if (patient && !m_hasServed)
        startTimer(firstRequest);
    else if (m_stream->unsent() > 0)
        linger();
    else
        abort();
}

void HttpConnection::abort()
{
    m_stream->abort();
    retire();
}

void HttpConnection::bytesCame()
{
    if (m_phase != Phase::Lingering)
        return process();
    for (QByteArray bytes = m_stream->read(); !bytes.isEmpty(); bytes = m_stream->read())
        m_discarded += bytes.size();
    if (m_discarded > mostDiscarded)
        abort();
}

/// Goes on as far as the bytes allow. While a request is answered, what follows stays in the socket.
void HttpConnection::process()
{
    if (m_processing)
        return;
    m_processing = true;
    while (m_phase == Phase::Reading) {
        if (m_unread.isEmpty())
            m_unread = m_stream->read();
        if (m_unread.isEmpty())
            break;
        const bool wasIdle = m_reader.isIdle();
        const qsizetype used = m_reader.feed(m_unread);
        m_unread.remove(0, used);
        if (wasIdle && !m_reader.isIdle())
            armTimer();
        if (m_reader.state() == HttpReader::State::Body)
            bodyCame(used);
        if (m_reader.state() == HttpReader::State::HeadRead)
            headRead();
        if (m_phase == Phase::Reading && m_reader.state() == HttpReader::State::Complete)
            serve();
        if (m_phase == Phase::Reading && m_reader.state() == HttpReader::State::Refused)
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
        m_stream->write("HTTP/1.1 100 Continue\r\n\r\n");
}

void HttpConnection::deny(HttpDenial denial)
{
    if (denial.delay.count() == 0)
        return answerDenied(denial.response);
    enter(Phase::HoldingBack);
    m_heldBack = std::make_unique<HttpResponse>(std::move(denial.response));
    startTimer(denial.delay);
}

void HttpConnection::answerDenied(const HttpResponse &response)
{
    // A request without body ends here, so the connection can go on.
    if (m_reader.request().hasBody() || m_reader.request().has("upgrade"))
        return refuse(response);
    m_reader.acceptBody(0);
    (void)m_reader.take();
    enter(Phase::Serving);
    respond(response);
}

void HttpConnection::serve()
{
    enter(Phase::Serving);
    m_hasServed = true;
    HttpCall call{.request = m_reader.take(), .peer = m_peer};
    if (const auto caller = std::exchange(m_caller, nullptr))
        call.caller = *caller;
    m_service.serve(std::move(call), HttpResponder(this));
}

void HttpConnection::hand()
{
    enter(Phase::Gone);
    m_stream->setUser(nullptr);
    m_reader.acceptBody(0);
    const HttpRequest request = m_reader.take();
    m_service.upgrade(request, m_peer, std::move(m_stream), m_unread);
    emit gone();
    deleteLater();
}

HttpFraming HttpConnection::framing() const
{
    return {.keepAlive = m_keepAlive,
            .withoutBody = m_withoutBody,
            .strictTransport = m_service.strictTransport()};
}

void HttpConnection::refuse(const HttpResponse &response)
{
    m_keepAlive = false;
    m_stream->write(toBytes(response, framing()));
    linger();
}

void HttpConnection::respond(const HttpResponse &response)
{
    if (m_phase != Phase::Serving)
        return;
    m_stream->write(toBytes(response, framing()));
    enter(Phase::Sending);
    if (!m_withoutBody)
        m_file = response.file;
    sendMore();
}

void HttpConnection::beginStream(const HttpResponse &head)
{
    if (m_phase != Phase::Serving)
        return;
    m_chunked = !m_withoutBody;
    HttpFraming inChunks = framing();
    inChunks.chunked = true;
    m_stream->write(toBytes(head, inChunks));
}

void HttpConnection::writeStream(QByteArrayView data)
{
    if (!m_chunked || m_phase != Phase::Serving)
        return;
    if (m_stream->unsent() > mostUnsent) {
        // Not from here: this is the middle of somebody's work.
        QMetaObject::invokeMethod(this, &HttpConnection::abort, Qt::QueuedConnection);
        return;
    }
    m_stream->write(httpChunk(data));
    if (m_deadline.isForever())
        watchTaking();
}

void HttpConnection::endStream()
{
    if (m_phase != Phase::Serving)
        return;
    if (m_chunked)
        m_stream->write(httpChunk({}));
    m_chunked = false;
    enter(Phase::Sending);
    sendMore();
}

/// A file goes out in pieces, each when the one before has been taken; an answer that is small does not keep
/// the next request waiting.
void HttpConnection::sendMore()
{
    while (m_file.size > 0 && m_stream->unsent() < sentAtOnce) {
        const QByteArray piece = m_file.file->read(std::min(m_file.size, sentAtOnce));
        if (piece.isEmpty()) // it has become shorter, and the length has been told
            return abort();
        m_stream->write(piece);
        m_file.size -= piece.size();
    }
    if (m_file.size > 0 || m_stream->unsent() > sentAtOnce)
        return watchTaking();
    m_file = {};
    answered();
}

void HttpConnection::bytesLeft()
{
    if (m_phase == Phase::Sending)
        sendMore();
    else if (m_phase == Phase::Lingering)
        startTimer(m_timeouts.linger);
    else if (m_phase == Phase::Reading && m_reader.isIdle())
        armTimer();
    else if (m_phase == Phase::Serving && m_chunked)
        emit taken();
}

void HttpConnection::answered()
{
    if (!m_keepAlive)
        return linger();
    enter(Phase::Reading);
    watchTaking();
    // Not from here: this may be the end of a handler that the loop of process() has called.
    if (!m_processing && !m_unread.isEmpty())
        QMetaObject::invokeMethod(this, &HttpConnection::process, Qt::QueuedConnection);
}

/// Closing a socket with unread bytes would reset the connection, and the client might lose the answer.
void HttpConnection::linger()
{
    enter(Phase::Lingering);
    m_unread.clear();
    m_file = {};
    watchTaking();
    m_stream->finish();
}

/// What follows a request stays in the socket until the request is answered.
void HttpConnection::enter(Phase phase)
{
    m_phase = phase;
    stopTimer();
    if (phase != Phase::Gone)
        m_stream->setReading(phase == Phase::Reading || phase == Phase::Lingering);
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
    m_deadline = QDeadlineTimer(time);
    if (m_deadline < m_wakeAt)
        wakeAt(m_deadline);
}

void HttpConnection::wakeAt(const QDeadlineTimer &deadline)
{
    m_wakeAt = deadline;
    m_timer.start(int(deadline.remainingTime()), Qt::CoarseTimer, this);
}

void HttpConnection::watchTaking()
{
    m_sentBefore = m_stream->sent();
    startTimer(m_timeouts.taking);
}

void HttpConnection::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_timer.timerId())
        return QObject::timerEvent(event);
    m_timer.stop();
    m_wakeAt = QDeadlineTimer::Forever;
    if (m_deadline.isForever())
        return;
    if (!m_deadline.hasExpired())
        return wakeAt(m_deadline);
    stopTimer();
    timeIsOver();
}

void HttpConnection::timeIsOver()
{
    if (m_phase == Phase::HoldingBack)
        return answerDenied(*std::exchange(m_heldBack, nullptr));
    const bool takes = m_phase != Phase::Reading || m_reader.isIdle();
    if (takes && m_stream->unsent() > 0 && m_stream->sent() > m_sentBefore)
        return watchTaking();
    if ((isServing() || isSending()) && m_stream->unsent() == 0)
        return; // whoever answers takes the time it needs
    if (m_phase == Phase::Reading && m_reader.state() == HttpReader::State::Body)
        return refuse(
            HttpResponse::error(408, "invalid_request_error"_L1, u"the body did not come in time"_s));
    abort(); // a client that says nothing, or takes nothing, gets nothing
}

/// One that has hung up gets no answer; one that only has nothing more to ask gets what is on its way.
void HttpConnection::streamEnded()
{
    if (m_stream->isBroken() || m_phase == Phase::Serving || m_stream->unsent() == 0)
        return abort();
    if (m_phase == Phase::Sending)
        m_keepAlive = false;
    else if (m_phase != Phase::Lingering)
        linger();
}

void HttpConnection::retire()
{
    if (m_phase == Phase::Gone)
        return;
    enter(Phase::Gone);
    emit gone();
    deleteLater();
}

} // namespace wsagent
