#include "ui/settings/modelaccounts.h"

#include "app/cli/secretaccess.h"
#include "gateway/config/secretref.h"
#include "gateway/llm/authprofiles.h"

namespace wsagent {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto patience = 30s; ///< a model that has to be loaded first takes its time

/// Under which name the store has the key of an account.
QString secretId(const QString &agent, const QString &account)
{
    return u"models/%1/%2"_s.arg(agent, QString(account).replace(u':', u'/'));
}

} // namespace

ModelAccounts::ModelAccounts(InstanceSelection instance, QString agent, QObject *parent)
    : QObject(parent)
    , m_instance(std::move(instance))
    , m_agent(std::move(agent))
    , m_gateway(m_instance)
{}

ModelAccounts::~ModelAccounts() = default;

void ModelAccounts::list(Answer<AccountsByProvider> answer)
{
    m_worker.run(
        [path = authProfilesPath(m_instance.paths.stateDir, m_agent)]() -> Result<AccountsByProvider> {
            const auto stored = readAuthProfiles(path);
            if (!stored)
                return stored.error();
            AccountsByProvider accounts;
            for (const AuthProfile &account : stored->profiles)
                accounts[account.provider] += account.id;
            return accounts;
        },
        std::move(answer));
}

void ModelAccounts::keep(const QString &provider, const QByteArray &key, Answer<QString> answer)
{
    if (!m_store) {
        auto opened = openStore(m_instance);
        if (!opened)
            return answer(opened.error());
        m_store = *std::move(opened);
    }
    AuthProfile account{.id = provider + ":default"_L1, .provider = provider};
    const SecretRef reference{.source = SecretRef::Source::Keychain, .id = secretId(m_agent, account.id)};
    account.reference = toJson(reference);
    const auto note = [path = authProfilesPath(m_instance.paths.stateDir, m_agent), account] {
        return changeAuthProfiles(path, [&account](AuthProfiles &all) { all.put(account); });
    };
    m_store->write(reference.id, key, [this, note, answer = std::move(answer)](const Result<void> &written) {
        if (!written)
            return answer(written.error());
        m_worker.run(note, [this, answer](const Result<void> &noted) {
            if (!noted)
                return answer(noted.error());
            // A gateway that does not run reads it when it starts.
            m_gateway.call(u"secrets.reload"_s, {},
                           [this, answer](const Result<QJsonValue> &) { answer(m_store->describe()); });
        });
    });
}

void ModelAccounts::probe(const QString &provider, const QString &model,
                          Answer<std::chrono::milliseconds> answer)
{
    const QJsonObject question{{"provider"_L1, provider},
                               {"model"_L1, model},
                               {"agentId"_L1, m_agent},
                               {"timeoutMs"_L1, qint64(std::chrono::milliseconds(patience).count())}};
    m_gateway.call(
        u"models.probe"_s, question,
        [answer = std::move(answer)](const Result<QJsonValue> &payload) {
            if (!payload)
                return answer(payload.error());
            if (!(*payload)["ok"_L1].toBool())
                return answer(Error{(*payload)["error"_L1]["message"_L1].toString()});
            answer(std::chrono::milliseconds((*payload)["latencyMs"_L1].toInteger()));
        },
        patience + 5s); // the gateway itself says first that a model does not answer
}

} // namespace wsagent
