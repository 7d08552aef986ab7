#pragma once

#include "gateway/llm/llmclient.h"
#include "gateway/llm/wireformat.h"

#include <QNetworkReply>
#include <QPointer>
#include <QTimer>

namespace wsagent {

/// One answer over HTTP: feeds what arrives to the decoder of its wire format, and ends it in every case:
/// complete, refused, cut off, too slow, too long, aborted.
class HttpStream : public LlmStream
{
    Q_OBJECT

public:
    static constexpr qint64 longestStream = 128 * 1024 * 1024;

    /// Takes the reply over.
    HttpStream(QNetworkReply *reply, std::unique_ptr<AnswerDecoder> decoder, ResolvedModel model,
               const LlmTimeouts &timeouts);
    ~HttpStream() override;

    void abort() override;

private:
    void onReadyRead();
    void onReplyFinished();
    void feed(const QByteArray &bytes);
    void decode(const Result<QList<SseEvent>> &events);
    void emitDeltas();
    bool isRefusal() const;
    bool isDocument() const;
    LlmFailure refusal() const;
    LlmFailure networkFailure() const;
    void endWith(FailureClass kind, const QString &message);
    void end();
    void letGoOfReply();

    QPointer<QNetworkReply> m_reply;
    std::unique_ptr<AnswerDecoder> m_decoder;
    ResolvedModel m_model;
    SseParser m_parser;
    AnswerBuilder m_answer;
    QByteArray m_document; ///< of a refusal, or of a server that knows no events
    QTimer m_idle;
    QTimer m_total;
    qint64 m_received = 0;
    bool m_ended = false;
};

} // namespace wsagent
