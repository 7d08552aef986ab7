#pragma once

#include "gateway/llm/modelservice.h"

namespace wsagent {

/// A service that turns texts into vectors, by the interface of OpenAI (`POST <base>/embeddings`).
struct EmbeddingEndpoint
{
    QString provider = {}; ///< of models.providers, whose accounts open it; empty: none does
    QString baseUrl = {};
    QString model = {};                        ///< empty: the server has only one
    QJsonValue apiKey = QJsonValue::Undefined; ///< instead of an account
    QJsonObject headers = {};

    /// Vectors of another name cannot be compared with those of this one.
    QString name() const { return baseUrl + u' ' + model; }
    bool operator==(const EmbeddingEndpoint &) const = default;
};

/// Those that a section `memorySearch` names, in the order in which they are tried; none without a provider.
QList<EmbeddingEndpoint> embeddingEndpoints(const QJsonObject &memorySearch, const ModelCatalog &catalog);

using EmbeddingVector = QList<float>; ///< of length 1

/// One for each text, in order.
using Embedded = std::function<void(const Result<QList<EmbeddingVector>> &)>;

constexpr qsizetype mostTextsAtOnce = 64;

/// Asks for the vectors of up to `mostTextsAtOnce` texts. The answer comes later, unless the service ends
/// before.
void embedTexts(ModelService &models, const EmbeddingEndpoint &endpoint, const QString &agentId,
                const QStringList &texts, const Embedded &done);

/// The vectors in an answer to a question for so many; pure.
Result<QList<EmbeddingVector>> vectorsIn(const QByteArray &body, qsizetype count);

} // namespace wsagent
