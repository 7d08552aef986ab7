#include "gateway/llm/embeddings.h"

#include "gateway/llm/failure.h"
#include "gateway/llm/wireformat.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QNetworkReply>
#include <QPointer>
#include <QTimer>

#include <cmath>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 largestAnswer = 32 * 1024 * 1024;
constexpr qsizetype longestVector = 16'384;
constexpr std::chrono::seconds patience{30};

/// What is known of the word in `memorySearch.provider`.
struct Known
{
    QLatin1StringView word;
    QLatin1StringView provider; ///< of the catalog
    QLatin1StringView path;     ///< of its interface, below the base URL of the provider
    QLatin1StringView model;
};

constexpr Known known[] = {
    {"openai"_L1, "openai"_L1, ""_L1, "text-embedding-3-small"_L1},
    {"gemini"_L1, "google"_L1, "/openai"_L1, "gemini-embedding-001"_L1},
    {"local"_L1, "llamacpp"_L1, ""_L1, ""_L1},
};

std::optional<EmbeddingEndpoint> usual(const QString &word, const ModelCatalog &catalog)
{
    for (const Known &each : known) {
        const auto provider = catalog.provider(each.provider);
        if (each.word == word && provider)
            return EmbeddingEndpoint{.provider = provider->id,
                                     .baseUrl = provider->baseUrl + each.path,
                                     .model = each.model,
                                     .headers = provider->headers};
    }
    return std::nullopt;
}

/// The account that opens it; nothing when it is open.
Result<std::optional<AuthProfile>> accountFor(const ModelService &models, const ModelCatalog &catalog,
                                              const EmbeddingEndpoint &endpoint, const QString &agentId)
{
    if (!endpoint.apiKey.isUndefined()) {
        const ModelProvider own{.id = u"memorySearch.remote"_s, .apiKey = endpoint.apiKey};
        return std::optional(accountsOf(own, {}, {}, {}).first());
    }
    const auto provider = catalog.provider(endpoint.provider);
    if (!provider)
        return std::optional<AuthProfile>();
    const AuthProfiles stored = models.accounts(agentId);
    const QList<AuthProfile> accounts = models.accountsOf(*provider, stored);
    const QStringList order = accountOrder(accounts, decidedOrder(provider->id, stored, models.authSection()),
                                           stored.usage, QDateTime::currentMSecsSinceEpoch());
    for (const AuthProfile &account : accounts) {
        if (!order.isEmpty() && account.id == order.first())
            return std::optional(account);
    }
    if (provider->needsKey)
        return Error{u"%1 has no account: ws-agent models auth add --provider %1"_s.arg(provider->id)};
    return std::optional<AuthProfile>();
}

Result<QList<EmbeddingVector>> answerOf(QNetworkReply &reply, qsizetype count)
{
    const int status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (status == 200 && reply.error() == QNetworkReply::NoError)
        return vectorsIn(reply.read(largestAnswer), count);
    if (status > 0 && status != 200)
        return Error{
            failureOf({.status = status, .body = reply.read(64 * 1024)}, QDateTime::currentDateTimeUtc())
                .message};
    return Error{u"%1 did not answer: %2"_s.arg(reply.url().authority(), reply.errorString()),
                 {},
                 ErrorKind::Unreachable};
}

void ask(NetworkPool &network, const EmbeddingEndpoint &to, const Credential &credential,
         const QStringList &texts, const Embedded &done)
{
    QNetworkRequest request(endpoint(to.baseUrl, u"embeddings"_s));
    request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
    if (!credential.secret.isEmpty())
        request.setRawHeader("Authorization", bearer(credential));
    for (auto it = to.headers.begin(); it != to.headers.end(); ++it)
        request.setRawHeader(it.key().toLatin1(), it.value().toString().toUtf8().simplified());
    QJsonObject body{{"input"_L1, QJsonArray::fromStringList(texts)}, {"encoding_format"_L1, u"float"_s}};
    if (!to.model.isEmpty())
        body.insert("model"_L1, to.model);
    QNetworkReply *reply = network.post(request, QJsonDocument(body).toJson(QJsonDocument::Compact));
    reply->setReadBufferSize(largestAnswer);
    QTimer::singleShot(patience, reply, &QNetworkReply::abort);
    QObject::connect(reply, &QNetworkReply::finished, reply, [reply, count = texts.size(), done] {
        reply->deleteLater();
        done(answerOf(*reply, count));
    });
}

EmbeddingVector normalized(EmbeddingVector vector)
{
    double squares = 0;
    for (const float each : std::as_const(vector))
        squares += double(each) * double(each);
    if (squares <= 0 || !std::isfinite(squares))
        return {};
    for (float &each : vector)
        each = float(double(each) / std::sqrt(squares));
    return vector;
}

} // namespace

QList<EmbeddingEndpoint> embeddingEndpoints(const QJsonObject &memorySearch, const ModelCatalog &catalog)
{
    QList<EmbeddingEndpoint> found;
    if (auto first = usual(memorySearch["provider"_L1].toString(), catalog)) {
        const QJsonValue remote = memorySearch["remote"_L1];
        if (const QString url = remote["baseUrl"_L1].toString(); !url.isEmpty()) {
            first->baseUrl = url;
            first->provider.clear(); // a key goes where it was meant to go
            first->headers = {};
        }
        first->model = memorySearch["model"_L1].toString(first->model);
        first->apiKey = remote["apiKey"_L1];
        const QJsonObject headers = remote["headers"_L1].toObject();
        for (auto it = headers.begin(); it != headers.end(); ++it)
            first->headers.insert(it.key(), it.value());
        found += *first;
        const auto second = usual(memorySearch["fallback"_L1].toString(), catalog);
        if (second && second->name() != first->name())
            found += *second;
    }
    return found;
}

void embedTexts(ModelService &models, const EmbeddingEndpoint &endpoint, const QString &agentId,
                const QStringList &texts, const Embedded &done)
{
    const auto account = accountFor(models, models.catalog(), endpoint, agentId);
    if (!account)
        return done(account.error());
    if (!*account)
        return ask(models.network(), endpoint, {}, texts, done);
    models.credential(
        **account, [models = QPointer(&models), endpoint, texts, done](const Result<Credential> &credential) {
            if (!credential)
                return done(credential.error());
            if (models)
                ask(models->network(), endpoint, *credential, texts, done);
        });
}

Result<QList<EmbeddingVector>> vectorsIn(const QByteArray &body, qsizetype count)
{
    const QJsonArray data = QJsonDocument::fromJson(body).object()["data"_L1].toArray();
    QList<EmbeddingVector> vectors(count);
    for (qsizetype i = 0; i < data.size(); ++i) {
        const qsizetype place = data[i]["index"_L1].toInteger(i);
        const QJsonArray numbers = data[i]["embedding"_L1].toArray();
        if (place < 0 || place >= count || numbers.size() > longestVector)
            return Error{u"the answer is no list of vectors"_s};
        EmbeddingVector vector;
        vector.reserve(numbers.size());
        for (const QJsonValue &number : numbers)
            vector += float(number.toDouble());
        vectors[place] = normalized(std::move(vector));
    }
    for (const EmbeddingVector &vector : std::as_const(vectors)) {
        if (vector.isEmpty() || vector.size() != vectors.first().size())
            return Error{u"the answer has not a vector for each text"_s};
    }
    return vectors;
}

} // namespace wsagent
