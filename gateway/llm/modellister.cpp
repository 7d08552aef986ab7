#include "gateway/llm/modellister.h"

#include "gateway/llm/failure.h"
#include "gateway/llm/wireformat.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QNetworkReply>
#include <QTimer>

namespace wsagent {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

namespace {

constexpr qint64 largestList = 8 * 1024 * 1024;
constexpr milliseconds localPatience = std::chrono::seconds(1);

QNetworkRequest listRequest(const ModelProvider &provider, const Credential &credential)
{
    const bool anthropic = provider.api == LlmApi::AnthropicMessages;
    QNetworkRequest request(endpoint(provider.baseUrl, anthropic ? u"v1/models"_s : u"models"_s));
    const bool plain = credential.kind != Credential::Kind::ApiKey || provider.authHeader;
    if (anthropic)
        request.setRawHeader("anthropic-version", "2023-06-01");
    if (!credential.secret.isEmpty()) {
        if (anthropic && !plain)
            request.setRawHeader("x-api-key", credential.secret);
        else if (provider.api == LlmApi::GoogleGenerativeAi && !plain)
            request.setRawHeader("x-goog-api-key", credential.secret);
        else
            request.setRawHeader("Authorization", bearer(credential));
    }
    for (auto it = provider.headers.begin(); it != provider.headers.end(); ++it)
        request.setRawHeader(it.key().toLatin1(), it.value().toString().toUtf8().simplified());
    return request;
}

Result<QStringList> answerOf(QNetworkReply &reply)
{
    const int status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (status == 200)
        return modelIds(reply.read(largestList));
    if (status > 0) {
        const LlmFailure failure =
            failureOf({.status = status, .body = reply.read(64 * 1024)}, QDateTime::currentDateTimeUtc());
        return Error{failure.message};
    }
    return Error{u"%1 cannot be reached: %2"_s.arg(reply.url().authority(), reply.errorString()),
                 {},
                 ErrorKind::Unreachable};
}

} // namespace

Result<QStringList> modelIds(const QByteArray &body)
{
    const QJsonObject json = QJsonDocument::fromJson(body).object();
    if (!json["data"_L1].isArray() && !json["models"_L1].isArray())
        return Error{u"the answer is no list of models"_s};
    QStringList ids;
    const QJsonArray list =
        json["data"_L1].isArray() ? json["data"_L1].toArray() : json["models"_L1].toArray();
    for (const QJsonValue &each : list) {
        QString id = each["id"_L1].toString(each["name"_L1].toString());
        if (id.startsWith("models/"_L1))
            id = id.sliced(7);
        if (!id.isEmpty())
            ids += id;
    }
    return ids;
}

void listModels(NetworkPool &network, const ModelProvider &provider, const Credential &credential,
                milliseconds patience, const std::function<void(const ListedModels &)> &done)
{
    QNetworkReply *reply = network.get(listRequest(provider, credential));
    reply->setReadBufferSize(largestList);
    QTimer::singleShot(patience, reply, &QNetworkReply::abort);
    QObject::connect(reply, &QNetworkReply::finished, reply, [reply, id = provider.id, done] {
        reply->deleteLater();
        done({.provider = id, .models = answerOf(*reply)});
    });
}

void findLocalServers(NetworkPool &network, const QList<ModelProvider> &providers,
                      const std::function<void(const QList<ListedModels> &)> &done)
{
    struct Search
    {
        qsizetype waiting = 0;
        QList<ListedModels> found;
    };
    QList<ModelProvider> local;
    for (const ModelProvider &provider : providers) {
        if (provider.api != LlmApi::Builtin && !provider.needsKey && isLoopback(QUrl(provider.baseUrl)))
            local += provider;
    }
    if (local.isEmpty())
        return done({});
    const auto search = std::make_shared<Search>(Search{.waiting = local.size(), .found = {}});
    for (const ModelProvider &provider : std::as_const(local)) {
        listModels(network, provider, {}, localPatience, [search, done](const ListedModels &listed) {
            if (listed.models)
                search->found += listed;
            if (--search->waiting == 0)
                done(search->found);
        });
    }
}

} // namespace wsagent
