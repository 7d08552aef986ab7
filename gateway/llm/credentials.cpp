#include "gateway/llm/credentials.h"

#include "gateway/base/jsontexts.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QPointer>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

Error addOne(const QString &provider, const QString &what)
{
    return {what, u"ws-agent models auth add --provider %1"_s.arg(provider), ErrorKind::NotFound};
}

} // namespace

QList<AuthProfile> accountsOf(const ModelProvider &provider, const AuthProfiles &stored,
                              const QJsonObject &auth, const ConfigVariables &environment)
{
    QList<AuthProfile> accounts = stored.of(provider.id);
    const QJsonObject configured = auth["profiles"_L1].toObject();
    const auto isConfigured = [&configured](const AuthProfile &account) {
        return configured.contains(account.id);
    };
    if (std::any_of(accounts.begin(), accounts.end(), isConfigured))
        accounts.removeIf([&isConfigured](const AuthProfile &account) { return !isConfigured(account); });

    if (!provider.apiKey.isUndefined()) {
        AuthProfile account{
            .id = provider.id + ":config"_L1, .provider = provider.id, .kind = provider.keyKind};
        const auto reference = secretRefFrom(provider.apiKey);
        if (reference && !*reference)
            account.secret = provider.apiKey.toString();
        else
            account.reference = provider.apiKey;
        accounts += account;
    }
    for (const QString &name : provider.keyVariables) {
        const QString value = environment.value(name).trimmed();
        if (value.isEmpty())
            continue;
        accounts += {.id = provider.id + ":env"_L1, .provider = provider.id, .secret = value};
        break;
    }
    return accounts;
}

QStringList decidedOrder(const QString &provider, const AuthProfiles &stored, const QJsonObject &auth)
{
    const QStringList ofAgent = stored.order.value(provider);
    return ofAgent.isEmpty() ? textsIn(auth["order"_L1][provider]) : ofAgent;
}

Credentials::Credentials(const QJsonObject &secretsSection, ConfigVariables environment,
                         std::function<SecretStore *()> store)
    : m_section(secretsSection)
    , m_environment(std::move(environment))
    , m_store(std::move(store))
{}

void Credentials::find(const AuthProfile &account, const Answer &answer)
{
    if (account.expires > 0 && account.expires <= QDateTime::currentMSecsSinceEpoch())
        return answer(addOne(account.provider, u"the account %1 has expired"_s.arg(account.id)));
    if (!account.reference.isUndefined()) {
        const auto reference = secretRefFrom(account.reference);
        if (!reference)
            return answer(reference.error());
        if (*reference)
            return ask(account, **reference, answer);
    }
    const QByteArray secret = account.secret.trimmed().toUtf8();
    if (secret.isEmpty())
        return answer(addOne(account.provider, u"the account %1 has no key"_s.arg(account.id)));
    answer(Credential{.kind = account.kind, .secret = secret});
}

void Credentials::ask(const AuthProfile &account, const SecretRef &reference, const Answer &answer)
{
    const QString key = account.id + u' ' +
                        QString::fromUtf8(QJsonDocument(toJson(reference)).toJson(QJsonDocument::Compact));
    if (const auto known = m_known.constFind(key); known != m_known.constEnd())
        return answer(*known);
    // The store is opened for who needs it: it may have to wake a keychain.
    std::unique_ptr<SecretResolver> &resolver =
        reference.source == SecretRef::Source::Keychain ? m_keychainResolver : m_resolver;
    if (!resolver) {
        SecretStore *store = &resolver == &m_keychainResolver && m_store ? m_store() : nullptr;
        resolver = std::make_unique<SecretResolver>(m_section, m_environment, store);
    }
    resolver->resolve(reference, [this, key, kind = account.kind, id = account.id,
                                  answer](const Result<QByteArray> &secret) {
        if (!secret)
            return answer(Error{u"the key of %1: %2"_s.arg(id, secret.error().message), secret.error().fix});
        const Credential credential{.kind = kind, .secret = secret->trimmed()};
        m_known.insert(key, credential);
        answer(credential);
    });
}

} // namespace wsagent
