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
    AuthProfiles accounts = read ? *read : AuthProfiles();
    const auto changes = m_unwritten.value(agentId);
    for (const auto &change : changes)
        change(accounts);
    return accounts;
}

QList<AuthProfile> ModelService::accountsOf(const ModelProvider &provider, const AuthProfiles &stored) const
{
    return wsagent::accountsOf(provider, stored, authSection(), m_sources.environment());
}

Result<QString> ModelService::namedAccount(const ModelChoice &choice, const QString &agentId)
{
    if (choice.account.isEmpty())
        return QString();
    const auto provider = catalog().provider(choice.model.provider);
    QStringList ids;
    if (provider) {
        for (const AuthProfile &account : accountsOf(*provider, accounts(agentId)))
            ids += account.id;
    }
    for (const QString &id : {choice.account, choice.model.provider + u':' + choice.account}) {
        if (ids.contains(id))
            return id;
    }
    return Error{u"%1 has no account %2 here; there is %3"_s.arg(
                     choice.model.provider, choice.account, ids.isEmpty() ? u"none"_s : ids.join(u", "_s)),
                 u"ws-agent models auth list"_s, ErrorKind::NotFound};
}

void ModelService::changeAccounts(const QString &agentId, const std::function<void(AuthProfiles &)> &change,
                                  const std::function<void(const Result<void> &)> &done)
{
    struct Written
    {
        Result<void> result;
        QString putAside;
    };
    m_unwritten[agentId] += change;
    m_worker.run(
        [path = authProfilesPath(m_sources.stateDir, agentId), change] {
            Written written;
            written.result = changeAuthProfiles(path, change, &written.putAside);
            return written;
        },
        [this, agentId, log = m_sources.log, done](const Written &written) {
            m_unwritten[agentId].removeFirst(); // they are written in order
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
