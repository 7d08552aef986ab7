#include "gateway/llm/httpclient.h"

#include "gateway/base/version.h"
#include "gateway/llm/httpstream.h"
#include "gateway/llm/wireformat.h"

#include <QJsonDocument>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// A line break in a key or header of the config would be a header of its own.
QByteArray oneLine(QByteArray value)
{
    value = value.trimmed();
    value.replace('\r', ' ').replace('\n', ' ');
    return value;
}

QNetworkRequest networkRequest(const WireRequest &wire, const QJsonObject &extra)
{
    QNetworkRequest request(wire.url);
    request.setRawHeader("Content-Type", "application/json");
    request.setRawHeader("Accept", "text/event-stream");
    request.setRawHeader("User-Agent", QByteArray("WsAgent/") + version);
    for (const auto &[name, value] : wire.headers)
        request.setRawHeader(name, oneLine(value));
    for (auto it = extra.begin(); it != extra.end(); ++it)
        request.setRawHeader(oneLine(it.key().toLatin1()), oneLine(it.value().toString().toUtf8()));
    return request;
}

} // namespace

std::unique_ptr<LlmStream> HttpClient::start(const LlmRequest &request)
{
    const WireFormat &format = wireFormat(request.model.api);
    const WireRequest wire = format.request(request);
    QNetworkReply *reply = m_network.post(networkRequest(wire, request.model.headers),
                                          QJsonDocument(wire.body).toJson(QJsonDocument::Compact));
    return std::make_unique<HttpStream>(reply, format.decoder(), request.model, request.timeouts);
}

} // namespace wsagent
