#pragma once

#include "gateway/base/result.h"
#include "gateway/llm/llmtypes.h"

#include <QMap>

namespace wsagent {

/// Whoever offers models: a service, a server on this machine, or what is built in.
struct ModelProvider
{
    QString id = {};
    QString name = {}; ///< for people
    QString baseUrl = {};
    LlmApi api = LlmApi::OpenAiCompletions;
    QJsonValue apiKey = QJsonValue::Undefined; ///< of the config: a text or a reference
    Credential::Kind keyKind = Credential::Kind::ApiKey;
    QStringList keyVariables = {}; ///< where the environment may have a key
    bool needsKey = true;
    bool isConfigured = false; ///< `models.providers` has it
    QJsonObject headers = {};
    bool authHeader = false;
    QList<ResolvedModel> models = {}; ///< those that are known; others can be called all the same
};

/// "provider/model@account", taken apart. An account is "provider:name".
struct ModelReference
{
    QString provider = {}; ///< empty: not said
    QString model = {};
    QString account = {};

    bool operator==(const ModelReference &) const = default;
};

ModelReference parseModelReference(const QString &text);

/// A model somebody has asked for.
struct ModelChoice
{
    ResolvedModel model = {};
    QString account = {};    ///< the only one to be used; empty: any of the provider
    QJsonObject params = {}; ///< of `agents.defaults.models`: temperature, maxTokens …
    QString warning = {};    ///< what had to be guessed
};

/// What models there are, by the config and by what is known of common providers. A value: made anew when the
/// config changes.
class ModelCatalog
{
public:
    /// `effective` has passed the schema.
    explicit ModelCatalog(const QJsonObject &effective = {});

    QList<ModelProvider> providers() const { return m_providers.values(); }
    std::optional<ModelProvider> provider(const QString &id) const;

    /// An alias, "provider/model[@account]", or a model without its provider.
    Result<ModelChoice> resolve(const QString &text) const;
    /// All that are listed, of one provider or of all.
    QList<ResolvedModel> models(const QString &provider = {}) const;
    /// Those the config names: listed under a configured provider, chosen, or with an alias.
    QList<ResolvedModel> configuredModels() const;

    /// What an agent uses: the primary model and its fallbacks. "builtin/operator" when nothing is set.
    QStringList chain(const QString &agentId = {}) const;
    QString primary(const QString &agentId = {}) const { return chain(agentId).first(); }
    /// Those that look at images, `agents.defaults.imageModel`; none when nothing is set.
    QStringList imageChain() const;
    /// Whether users may choose it: with a list in `agents.defaults.models` only what is there.
    bool maySelect(const ResolvedModel &model, const QString &agentId = {}) const;
    /// What there is to choose from then.
    QStringList selectable(const QString &agentId = {}) const;

    /// Alias → reference.
    QMap<QString, QString> aliases() const { return m_aliases; }
    QString aliasOf(const QString &reference) const { return m_aliases.key(reference); }

    static constexpr QLatin1StringView builtinModel{"builtin/operator"};

private:
    ResolvedModel modelOf(const ModelProvider &provider, const QString &id) const;
    Result<ModelChoice> withoutProvider(const ModelReference &reference) const;
    ModelChoice choiceOf(const ModelProvider &provider, const ModelReference &reference) const;

    QMap<QString, ModelProvider> m_providers;
    QMap<QString, QString> m_aliases;
    QStringList m_imageModels; ///< references of the image chain
    QJsonObject m_chosen;      ///< agents.defaults.models
    QJsonObject m_agents;
};

} // namespace wsagent
