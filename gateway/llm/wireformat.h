#pragma once

#include "gateway/llm/answerbuilder.h"
#include "gateway/llm/sse.h"

#include <QUrl>

#include <memory>

namespace wsagent {

/// A request as it goes over the wire.
struct WireRequest
{
    QUrl url = {};
    QList<std::pair<QByteArray, QByteArray>> headers = {}; ///< besides content type and those of the config
    QJsonObject body = {};
};

/// Reads the events of one answer. Knows no socket.
class AnswerDecoder
{
public:
    AnswerDecoder() = default;
    virtual ~AnswerDecoder() = default;
    Q_DISABLE_COPY_MOVE(AnswerDecoder)

    virtual void decode(const SseEvent &event, AnswerBuilder &answer) = 0;
    /// The connection has ended in good order.
    virtual void ended(AnswerBuilder &) {}
};

/// How to speak to a family of providers: two functions, one folder each.
struct WireFormat
{
    WireRequest (*request)(const LlmRequest &request) = nullptr;
    std::unique_ptr<AnswerDecoder> (*decoder)() = nullptr;
};

/// Not for LlmApi::Builtin, which has no wire.
const WireFormat &wireFormat(LlmApi api);

/// `base` with `path` below it, whether or not it ends with a slash or with the beginning of `path` already.
QUrl endpoint(const QString &base, const QString &path);

/// The data of an event as a JSON object; a failure in `answer` when it is none.
std::optional<QJsonObject> jsonOf(const SseEvent &event, AnswerBuilder &answer);

/// "Bearer …"; empty without a credential.
QByteArray bearer(const Credential &credential);

/// "data:image/png;base64,…"
QString dataUrl(const QJsonValue &image);

} // namespace wsagent
