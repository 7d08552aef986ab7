#pragma once

#include "gateway/config/configvariables.h"
#include "gateway/llm/authprofiles.h"
#include "gateway/llm/modelcatalog.h"
#include "gateway/secrets/secretresolver.h"

#include <QHash>
#include <QObject>

#include <memory>

namespace wsagent {

/// The accounts that may open a provider: those of the agent, and what the config or the environment has as
/// "provider:config" and "provider:env".
QList<AuthProfile> accountsOf(const ModelProvider &provider, const AuthProfiles &stored,
                              const QJsonObject &auth, const ConfigVariables &environment);

/// What somebody has decided on the order of a provider's accounts; empty: nobody has.
QStringList decidedOrder(const QString &provider, const AuthProfiles &stored, const QJsonObject &auth);

/// Turns accounts into credentials; asks for what is kept elsewhere, and remembers the answer as long as it
/// lives.
class Credentials : public QObject
{
public:
    using Answer = std::function<void(const Result<Credential> &)>;

    /// `store`, which opens the secret store when it is needed, may answer null.
    Credentials(const QJsonObject &secretsSection, ConfigVariables environment,
                std::function<SecretStore *()> store);

    /// The answer comes from the event loop, or at once when nothing has to be asked for.
    void find(const AuthProfile &account, const Answer &answer);

private:
    void ask(const AuthProfile &account, const SecretRef &reference, const Answer &answer);

    QJsonObject m_section;
    ConfigVariables m_environment;
    std::function<SecretStore *()> m_store;
    std::unique_ptr<SecretResolver> m_resolver;
    std::unique_ptr<SecretResolver> m_keychainResolver;
    QHash<QString, Credential> m_known; ///< by account and reference
};

} // namespace wsagent
