#pragma once

#include "gateway/base/worker.h"
#include "gateway/llm/credentials.h"
#include "gateway/llm/failoverpolicy.h"
#include "gateway/llm/httpclient.h"
#include "gateway/llm/operator/operatorclient.h"

namespace wsagent {

/// What the models of one instance need to know of it.
struct ModelSources
{
    QString stateDir = {};
    std::function<QJsonObject()> config = {}; ///< effective
    std::function<ConfigVariables()> environment = {};
    std::function<SecretStore *()> secretStore = {}; ///< opened when it is needed; may answer null
    std::function<void(const QString &message)> log = {};
    OperatorFacts facts = {};
};

/// A question to whichever model is to answer it.
struct ModelCall
{
    QStringList models = {}; ///< tried in order; empty: as the config says for the agent
    QString agentId = QStringLiteral("main");
    QString account = {}; ///< the one the session used last: tried first
    bool mayTakeAnother =
        true;                ///< model or account; false once this turn has shown text or changed something
    LlmRequest request = {}; ///< model and credential are filled in
};

/// The models of one instance, each with what opens it. Nothing is loaded and no connection made before the
/// first call.
class ModelService : public QObject
{
    Q_OBJECT

public:
    explicit ModelService(ModelSources sources, QObject *parent = nullptr);
    ~ModelService() override;

    /// Tries models and accounts until one answers, as long as nothing has been shown (`agents.md` 6).
    std::unique_ptr<LlmStream> start(const ModelCall &call);

    const ModelCatalog &catalog();
    /// Forgets what was taken from the config and all secrets.
    void configChanged();

    QJsonObject authSection() const;
    /// What is in the agent's file, or will be in a moment; when it is damaged, nothing, and the log says so.
    AuthProfiles accounts(const QString &agentId) const;
    QList<AuthProfile> accountsOf(const ModelProvider &provider, const AuthProfiles &stored) const;
    /// Writes to the agent's file, later and in order; `done`, if given, is told how it went.
    void changeAccounts(const QString &agentId, const std::function<void(AuthProfiles &)> &change,
                        const std::function<void(const Result<void> &)> &done = {});
    /// The id of the account that a reference names; empty when it names none, an error when there is none.
    Result<QString> namedAccount(const ModelChoice &choice, const QString &agentId);
    void credential(const AuthProfile &account, const Credentials::Answer &answer);

    /// Who is asked: over HTTP, or the built-in one.
    LlmClient &clientFor(const ResolvedModel &model);
    NetworkPool &network() { return m_http.network(); }

private:
    ModelSources m_sources;
    std::optional<ModelCatalog> m_catalog;
    std::unique_ptr<Credentials> m_credentials;
    HttpClient m_http;
    OperatorClient m_operator;
    QHash<QString, QList<std::function<void(AuthProfiles &)>>> m_unwritten; ///< changes, by agent
    Worker m_worker; ///< last: it ends before anything that its jobs report to
};

} // namespace wsagent
