#include "gateway/llm/modelcatalog.h"

#include "gateway/llm/knownproviders.h"

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// `json` has what the schema says; members that are not there leave the model as it is.
ResolvedModel modelFrom(const QJsonValue &json, ResolvedModel model)
{
    model.id = json["id"_L1].toString(model.id);
    model.name = json["name"_L1].toString(model.name);
    if (const auto api = llmApiFromName(json["api"_L1].toString()))
        model.api = *api;
    model.reasoning = json["reasoning"_L1].toBool(model.reasoning);
    if (json["input"_L1].isArray()) {
        model.input.clear();
        const QJsonArray input = json["input"_L1].toArray();
        for (const QJsonValue &kind : input)
            model.input += kind.toString();
    }
    const QJsonValue cost = json["cost"_L1];
    model.cost = {cost["input"_L1].toDouble(model.cost.input), cost["output"_L1].toDouble(model.cost.output),
                  cost["cacheRead"_L1].toDouble(model.cost.cacheRead),
                  cost["cacheWrite"_L1].toDouble(model.cost.cacheWrite)};
    model.contextWindow = json["contextWindow"_L1].toInt(model.contextWindow);
    model.maxTokens = std::min(json["maxTokens"_L1].toInt(model.maxTokens), model.contextWindow);
    const QJsonObject headers = json["headers"_L1].toObject();
    for (auto it = headers.begin(); it != headers.end(); ++it)
        model.headers.insert(it.key(), it.value());
    const QJsonValue compat = json["compat"_L1];
    const auto flag = [&compat](QLatin1StringView name, std::optional<bool> &value) {
        if (compat[name].isBool())
            value = compat[name].toBool();
    };
    flag("supportsStore"_L1, model.compat.supportsStore);
    flag("supportsDeveloperRole"_L1, model.compat.supportsDeveloperRole);
    flag("supportsReasoningEffort"_L1, model.compat.supportsReasoningEffort);
    model.compat.maxTokensField = compat["maxTokensField"_L1].toString(model.compat.maxTokensField);
    return model;
}

/// A model of this provider of which nothing is known but its id.
ResolvedModel blankModel(const ModelProvider &provider, const QString &id)
{
    return {.provider = provider.id,
            .id = id,
            .name = id,
            .api = provider.api,
            .baseUrl = provider.baseUrl,
            .headers = provider.headers,
            .authHeader = provider.authHeader};
}

/// Where and how it is called is up to the provider, however well the model is known.
ResolvedModel placed(const ModelProvider &provider, ResolvedModel model)
{
    model.provider = provider.id;
    model.api = provider.api;
    model.baseUrl = provider.baseUrl;
    model.headers = provider.headers;
    model.authHeader = provider.authHeader;
    if (model.name.isEmpty())
        model.name = model.id;
    return model;
}

Credential::Kind keyKind(const QString &auth)
{
    return auth == "oauth"_L1   ? Credential::Kind::OAuth
           : auth == "token"_L1 ? Credential::Kind::Token
                                : Credential::Kind::ApiKey;
}

ModelProvider configured(const QString &id, const QJsonValue &json, ModelProvider provider)
{
    const bool isKnown = !provider.id.isEmpty();
    provider.id = id;
    provider.isConfigured = true;
    if (provider.name.isEmpty())
        provider.name = id;
    if (json["baseUrl"_L1].isString()) {
        provider.baseUrl = json["baseUrl"_L1].toString();
        provider.needsKey =
            provider.needsKey && isKnown; // whether a server of one's own wants one is not known
    }
    if (const auto api = llmApiFromName(json["api"_L1].toString()))
        provider.api = *api;
    provider.apiKey = json["apiKey"_L1];
    provider.keyKind = keyKind(json["auth"_L1].toString());
    provider.headers = json["headers"_L1].toObject();
    provider.authHeader = json["authHeader"_L1].toBool();
    const QList<ResolvedModel> known = std::exchange(provider.models, {});
    const QJsonArray models = json["models"_L1].toArray();
    for (const QJsonValue &model : models) {
        const QString modelId = model["id"_L1].toString();
        const auto same = std::find_if(known.begin(), known.end(),
                                       [&modelId](const ResolvedModel &each) { return each.id == modelId; });
        provider.models +=
            modelFrom(model, same == known.end() ? blankModel(provider, modelId) : placed(provider, *same));
    }
    if (models.isEmpty()) {
        for (const ResolvedModel &model : known)
            provider.models += placed(provider, model);
    }
    return provider;
}

QStringList chainFrom(const QJsonValue &model)
{
    if (model.isString())
        return {model.toString()};
    QStringList chain;
    if (!model["primary"_L1].toString().isEmpty())
        chain += model["primary"_L1].toString();
    const QJsonArray fallbacks = model["fallbacks"_L1].toArray();
    for (const QJsonValue &each : fallbacks)
        chain += each.toString();
    return chain;
}

} // namespace

ModelReference parseModelReference(const QString &text)
{
    const QString trimmed = text.trimmed();
    const qsizetype slash = trimmed.indexOf(u'/');
    const qsizetype at = trimmed.indexOf(u'@', slash + 2); // an account may hold another one
    const QString model = at < 0 ? trimmed : trimmed.first(at);
    return {.provider = slash > 0 ? model.first(slash).toLower() : QString(),
            .model = slash > 0 ? model.sliced(slash + 1) : model,
            .account = at < 0 ? QString() : trimmed.sliced(at + 1)};
}

ModelCatalog::ModelCatalog(const QJsonObject &effective)
    : m_agents(effective["agents"_L1].toObject())
{
    const QJsonValue section = effective["models"_L1];
    const bool only = section["mode"_L1] == "replace"_L1;
    const QList<ModelProvider> known = knownProviders();
    QMap<QString, ModelProvider> all;
    for (const ModelProvider &provider : known) {
        ModelProvider whole = provider;
        for (ResolvedModel &model : whole.models)
            model = placed(whole, model);
        all.insert(whole.id, whole);
        if (!only || whole.api == LlmApi::Builtin)
            m_providers.insert(whole.id, whole);
    }
    const QJsonObject providers = section["providers"_L1].toObject();
    for (auto it = providers.begin(); it != providers.end(); ++it) {
        const QString id = it.key().toLower();
        if (all.value(id).api != LlmApi::Builtin || !all.contains(id))
            m_providers.insert(id, configured(id, it.value(), all.value(id)));
    }
    m_chosen = m_agents["defaults"_L1]["models"_L1].toObject();
    for (auto it = m_chosen.begin(); it != m_chosen.end(); ++it) {
        if (const QString alias = it.value()["alias"_L1].toString(); !alias.isEmpty())
            m_aliases.insert(alias, it.key());
    }
    const QStringList looking = imageChain();
    for (const QString &each : looking) {
        if (const auto choice = resolve(each))
            m_imageModels += choice->model.reference();
    }
}

std::optional<ModelProvider> ModelCatalog::provider(const QString &id) const
{
    const auto found = m_providers.constFind(id.toLower());
    return found == m_providers.constEnd() ? std::nullopt : std::optional(*found);
}

ResolvedModel ModelCatalog::modelOf(const ModelProvider &provider, const QString &id) const
{
    for (const ResolvedModel &model : provider.models) {
        if (model.id == id)
            return model;
    }
    return blankModel(provider, id);
}

ModelChoice ModelCatalog::choiceOf(const ModelProvider &provider, const ModelReference &reference) const
{
    ResolvedModel model = modelOf(provider, reference.model);
    // Who lets a model look at images says that it can, also of one that is not known here.
    if (m_imageModels.contains(model.reference()) && !model.takesImages())
        model.input += u"image"_s;
    return {.model = model,
            .account = reference.account,
            .params = m_chosen[model.reference()]["params"_L1].toObject()};
}

Result<ModelChoice> ModelCatalog::resolve(const QString &text) const
{
    ModelReference reference = parseModelReference(text);
    for (auto it = m_aliases.begin(); it != m_aliases.end(); ++it) {
        const QString name = reference.provider.isEmpty() ? reference.model : QString();
        if (it.key().compare(name, Qt::CaseInsensitive) != 0)
            continue;
        const QString account = std::exchange(reference, parseModelReference(it.value())).account;
        if (!account.isEmpty())
            reference.account = account;
        break;
    }
    if (reference.model.isEmpty())
        return Error{u"no model is named"_s, u"ws-agent models list"_s, ErrorKind::Usage};
    if (reference.provider.isEmpty())
        return withoutProvider(reference);
    const auto known = provider(reference.provider);
    if (!known) {
        return Error{u"Unknown provider \"%1\". Known are %2."_s.arg(reference.provider,
                                                                     m_providers.keys().join(u", "_s)),
                     u"ws-agent config set models.providers.%1.baseUrl <URL>"_s.arg(reference.provider),
                     ErrorKind::NotFound};
    }
    if (known->baseUrl.isEmpty() && known->api != LlmApi::Builtin) {
        return Error{u"the provider %1 has no address"_s.arg(known->id),
                     u"ws-agent config set models.providers.%1.baseUrl <URL>"_s.arg(known->id)};
    }
    return choiceOf(*known, reference);
}

/// Of the provider that lists it, when there is only one; else of the provider of the default model. Said in
/// a warning, as it is a guess.
Result<ModelChoice> ModelCatalog::withoutProvider(const ModelReference &reference) const
{
    QStringList offering;
    for (const ModelProvider &each : m_providers) {
        for (const ResolvedModel &model : each.models) {
            if (model.id == reference.model)
                offering += each.id;
        }
    }
    const QString usual = parseModelReference(primary()).provider;
    const QString taken = offering.size() == 1 ? offering.first() : usual;
    const auto known = provider(taken);
    if (!known || known->api == LlmApi::Builtin) {
        return Error{u"\"%1\" does not say which provider it is of"_s.arg(reference.model),
                     u"write provider/%1"_s.arg(reference.model), ErrorKind::Usage};
    }
    ModelChoice choice = choiceOf(*known, reference);
    choice.warning = u"\"%1\" is taken for %2"_s.arg(reference.model, choice.model.reference());
    return choice;
}

QList<ResolvedModel> ModelCatalog::models(const QString &providerId) const
{
    QList<ResolvedModel> result;
    for (const ModelProvider &each : m_providers) {
        if (providerId.isEmpty() || each.id == providerId.toLower())
            result += each.models;
    }
    return result;
}

QList<ResolvedModel> ModelCatalog::configuredModels() const
{
    QList<ResolvedModel> result;
    const auto add = [&result](const ResolvedModel &model) {
        const QString reference = model.reference();
        const bool known = std::any_of(result.begin(), result.end(), [&reference](const ResolvedModel &each) {
            return each.reference() == reference;
        });
        if (!known)
            result += model;
    };
    const QStringList wanted = chain() + m_chosen.keys();
    for (const QString &reference : wanted) {
        if (const auto choice = resolve(reference))
            add(choice->model);
    }
    for (const ModelProvider &each : m_providers) {
        if (each.isConfigured)
            std::for_each(each.models.begin(), each.models.end(), add);
    }
    return result;
}

QStringList ModelCatalog::chain(const QString &agentId) const
{
    QStringList chain;
    const QJsonArray list = m_agents["list"_L1].toArray();
    for (const QJsonValue &agent : list) {
        if (!agentId.isEmpty() && agent["id"_L1].toString().toLower() == agentId)
            chain = chainFrom(agent["model"_L1]);
    }
    const QStringList usual = chainFrom(m_agents["defaults"_L1]["model"_L1]);
    if (chain.isEmpty())
        chain = usual;
    else if (chain.size() == 1)
        chain += usual.mid(1); // an agent with a model of its own keeps the common fallbacks
    if (chain.isEmpty())
        chain += builtinModel;
    return chain;
}

QStringList ModelCatalog::imageChain() const
{
    return chainFrom(m_agents["defaults"_L1]["imageModel"_L1]);
}

bool ModelCatalog::maySelect(const ResolvedModel &model, const QString &agentId) const
{
    return m_chosen.isEmpty() || selectable(agentId).contains(model.reference());
}

QStringList ModelCatalog::selectable(const QString &agentId) const
{
    QStringList references = m_chosen.keys();
    for (const QString &text : chain(agentId)) {
        const auto choice = resolve(text);
        references += choice ? choice->model.reference() : text;
    }
    references.removeDuplicates();
    return references;
}

} // namespace wsagent
