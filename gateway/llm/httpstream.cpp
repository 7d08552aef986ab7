#include "gateway/llm/httpstream.h"

#include "gateway/llm/failure.h"

#include <QDateTime>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longestRefusal = 64 * 1024;
constexpr auto farewell = std::chrono::seconds(2);

int statusOf(const QNetworkReply &reply)
{
    return reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
}

QString placeOf(const QUrl &url)
{
    return url.port() > 0 ? u"%1:%2"_s.arg(url.host()).arg(url.port()) : url.host();
}

FailureClass kindOf(QNetworkReply::NetworkError error)
{
    return error == QNetworkReply::TimeoutError || error == QNetworkReply::ProxyTimeoutError
               ? FailureClass::Timeout
               : FailureClass::Server;
}

QString seconds(const QTimer &timer)
{
    return QString::number(double(timer.interval()) / 1000);
}

} // namespace

HttpStream::HttpStream(QNetworkReply *reply, std::unique_ptr<AnswerDecoder> decoder, ResolvedModel model,
                       const LlmTimeouts &timeouts)
    : m_reply(reply)
    , m_decoder(std::move(decoder))
    , m_model(std::move(model))
{
    m_idle.setSingleShot(true);
    m_total.setSingleShot(true);
    m_idle.setInterval(timeouts.idle);
    m_total.setInterval(timeouts.total);
    connect(&m_idle, &QTimer::timeout, this, [this] {
        endWith(FailureClass::Timeout,
                u"%1 timed out: nothing came for %2 s"_s.arg(m_model.reference(), seconds(m_idle)));
    });
    connect(&m_total, &QTimer::timeout, this, [this] {
        endWith(FailureClass::Timeout, u"%1 timed out: the answer was not complete after %2 s"_s.arg(
                                           m_model.reference(), seconds(m_total)));
    });
    connect(reply, &QNetworkReply::readyRead, this, &HttpStream::onReadyRead);
    connect(reply, &QNetworkReply::finished, this, &HttpStream::onReplyFinished);
    m_idle.start();
    m_total.start();
}

HttpStream::~HttpStream()
{
    if (!m_reply)
        return;
    m_reply->disconnect(this);
    m_reply->abort();
    m_reply->deleteLater();
}

void HttpStream::abort()
{
    endWith(FailureClass::Aborted, u"aborted"_s);
}

void HttpStream::onReadyRead()
{
    m_idle.start();
    while (!m_ended && m_reply && m_reply->bytesAvailable() > 0)
        feed(m_reply->readAll());
}

void HttpStream::feed(const QByteArray &bytes)
{
    m_received += bytes.size();
    if (isRefusal() || isDocument()) {
        m_document += bytes.first(std::min(bytes.size(), longestRefusal - m_document.size()));
        if (m_document.size() >= longestRefusal)
            onReplyFinished();
        return;
    }
    if (m_received > longestStream) {
        return endWith(FailureClass::Other,
                       u"%1 sent more than %2 MB without coming to an end"_s.arg(m_model.reference())
                           .arg(longestStream / (1024 * 1024)));
    }
    decode(m_parser.feed(bytes));
}

void HttpStream::decode(const Result<QList<SseEvent>> &events)
{
    if (!events)
        return endWith(FailureClass::Server, u"%1: %2"_s.arg(m_model.reference(), events.error().message));
    for (const SseEvent &event : *events) {
        m_decoder->decode(event, m_answer);
        if (m_answer.isComplete() || m_answer.hasFailed())
            break;
    }
    emitDeltas();
    if (m_answer.isComplete() || m_answer.hasFailed())
        end();
}

/// Pieces that arrived together are shown together.
void HttpStream::emitDeltas()
{
    const QList<LlmDelta> deltas = m_answer.takeDeltas();
    for (qsizetype i = 0; i < deltas.size() && !m_ended;) {
        LlmDelta delta = deltas[i++];
        if (delta.kind == LlmDelta::Kind::ToolCall) {
            emit toolCallStarted(delta.text, delta.name);
            continue;
        }
        for (; i < deltas.size() && deltas[i].kind == delta.kind; ++i)
            delta.text += deltas[i].text;
        if (delta.kind == LlmDelta::Kind::Text)
            emit textDelta(delta.text);
        else
            emit thinkingDelta(delta.text);
    }
}

bool HttpStream::isRefusal() const
{
    const int status = m_reply ? statusOf(*m_reply) : 0;
    return status != 0 && (status < 200 || status > 299);
}

/// Some servers answer with one document, whatever was asked for.
bool HttpStream::isDocument() const
{
    return m_reply &&
           m_reply->header(QNetworkRequest::ContentTypeHeader).toString().startsWith("application/json"_L1);
}

void HttpStream::onReplyFinished()
{
    if (m_ended)
        return;
    if (isRefusal()) {
        m_answer.fail(refusal());
        return end();
    }
    if (isDocument()) {
        LlmFailure failure = failureFromStream(u"no events"_s, refusalText(m_document));
        failure.message =
            u"%1 answered with a document instead of events: %2"_s.arg(m_model.reference(), failure.message);
        m_answer.fail(failure);
        return end();
    }
    const bool cut = m_reply->error() != QNetworkReply::NoError;
    if (!cut) {
        feed(m_reply->readAll());
        if (m_ended)
            return;
        decode(m_parser.finish());
        if (m_ended)
            return;
        m_decoder->ended(m_answer);
    }
    if (!m_answer.isComplete())
        m_answer.fail(networkFailure());
    end();
}

LlmFailure HttpStream::refusal() const
{
    const int status = statusOf(*m_reply);
    if (status < 400) {
        const QUrl target = m_reply->attribute(QNetworkRequest::RedirectionTargetAttribute).toUrl();
        return {.kind = FailureClass::Other,
                .message = u"%1 redirects to %2: set models.providers.%3.baseUrl to where it is"_s.arg(
                    m_model.reference(), placeOf(m_reply->url().resolved(target)), m_model.provider),
                .httpStatus = status};
    }
    LlmFailure failure = failureOf({.status = status,
                                    .body = m_document,
                                    .retryAfter = m_reply->rawHeader("retry-after"),
                                    .retryAfterMs = m_reply->rawHeader("retry-after-ms")},
                                   QDateTime::currentDateTimeUtc());
    failure.message = u"%1: %2"_s.arg(m_model.reference(), failure.message);
    return failure;
}

LlmFailure HttpStream::networkFailure() const
{
    const QNetworkReply::NetworkError error = m_reply->error();
    if (m_received > 0) {
        return {.kind = FailureClass::Server,
                .message =
                    u"%1: the connection was cut in the middle of the answer"_s.arg(m_model.reference())};
    }
    if (error == QNetworkReply::NoError) {
        return {.kind = FailureClass::Server,
                .message = u"%1: the connection ended without an answer"_s.arg(m_model.reference())};
    }
    return {.kind = kindOf(error),
            .message = u"%1 cannot be reached at %2: %3"_s.arg(m_model.reference(), placeOf(m_reply->url()),
                                                               m_reply->errorString())};
}

void HttpStream::endWith(FailureClass kind, const QString &message)
{
    if (m_ended)
        return;
    m_answer.fail({.kind = kind, .message = message});
    end();
}

void HttpStream::end()
{
    if (std::exchange(m_ended, true))
        return;
    m_idle.stop();
    m_total.stop();
    letGoOfReply();
    LlmOutcome outcome = m_answer.outcome();
    outcome.model = m_model;
    emit finished(outcome);
}

/// A complete answer is followed by a few bytes that end it; once they are read, the connection serves the
/// next call. Anything else is cut.
void HttpStream::letGoOfReply()
{
    QNetworkReply *reply = m_reply;
    m_reply = nullptr;
    if (!reply)
        return;
    reply->disconnect(this);
    if (reply->isFinished() || !m_answer.isComplete()) {
        reply->abort();
        reply->deleteLater();
        return;
    }
    connect(reply, &QNetworkReply::readyRead, reply, [reply] { reply->readAll(); });
    connect(reply, &QNetworkReply::finished, reply, &QObject::deleteLater);
    QTimer::singleShot(farewell, reply, &QNetworkReply::abort);
}

} // namespace wsagent
