#include "gateway/llm/modelservice.h"

#include "gateway/llm/failoverstream.h"

namespace wsagent {

using namespace Qt::StringLiterals;

ModelService::ModelService(ModelSources sources, QObject *parent)
    : QObject(parent)
    , m_sources(std::move(sources))
    , m_operator(m_sources.facts)
{}

ModelService::~ModelService() = default;

std::unique_ptr<LlmStream> ModelService::start(const ModelCall &call)
{
    return std::make_unique<FailoverStream>(*this, call);
}

const ModelCatalog &ModelService::catalog()
{
    if (!m_catalog)
        m_catalog.emplace(m_sources.config());
    return *m_catalog;
}

void ModelService::configChanged()
{
    m_catalog.reset();
    if (m_credentials)
        m_credentials.release()->deleteLater(); // one of its answers may be what brought us here
}

QJsonObject ModelService::authSection() const
{
    return m_sources.config()["auth"_L1].toObject();
}

AuthProfiles ModelService::accounts(const QString &agentId) const
{
    const auto read = readAuthProfiles(authProfilesPath(m_sources.stateDir, agentId));
    if (!read && m_sources.log)
        m_sources.log(read.error().message);
    return read ? *read : AuthProfiles();
}

QList<AuthProfile> ModelService::accountsOf(const ModelProvider &provider, const AuthProfiles &stored) const
{
    return wsagent::accountsOf(provider, stored, authSection(), m_sources.environment());
}

void ModelService::changeAccounts(const QString &agentId, const std::function<void(AuthProfiles &)> &change,
                                  const std::function<void(const Result<void> &)> &done)
{
    struct Written
    {
        Result<void> result;
        QString putAside;
    };
    m_worker.run(
        [path = authProfilesPath(m_sources.stateDir, agentId), change] {
            Written written;
            written.result = changeAuthProfiles(path, change, &written.putAside);
            return written;
        },
        [log = m_sources.log, done](const Written &written) {
            if (log && !written.putAside.isEmpty())
                log(u"the accounts were damaged and have been put aside as %1"_s.arg(written.putAside));
            if (log && !written.result)
                log(written.result.error().message);
            if (done)
                done(written.result);
        });
}

void ModelService::credential(const AuthProfile &account, const Credentials::Answer &answer)
{
    if (!m_credentials) {
        m_credentials = std::make_unique<Credentials>(m_sources.config()["secrets"_L1].toObject(),
                                                      m_sources.environment(), m_sources.secretStore);
    }
    m_credentials->find(account, answer);
}

LlmClient &ModelService::clientFor(const ResolvedModel &model)
{
    return model.api == LlmApi::Builtin ? static_cast<LlmClient &>(m_operator) : m_http;
}

} // namespace wsagent
