#include "gateway/config/redaction.h"
#include "gateway/gateway.h"
#include "gateway/gatewaysettings.h"
#include "gateway/instancemodels.h"
#include "gateway/secrets/secretreferences.h"
#include "gateway/secrets/secretresolver.h"

#include <QTimer>

namespace wsagent {

using namespace Qt::StringLiterals;

/// The only secret a gateway holds is the one that opens it. One that is kept elsewhere is asked for by the
/// next gateway in this process.
Result<int> Gateway::reloadSecrets()
{
    const LoadedConfig next = m_options.readConfig();
    if (!next.isValid())
        return Error{u"the config is not valid: %1"_s.arg(toString(next.errors.first()))};
    const auto secret = heldSecret(next);
    if (!secret)
        QTimer::singleShot(0, this, [this] { emit restartWanted({u"gateway.auth"_s}); });
    else if (!m_clients->isSecret(*secret))
        m_clients->setSecret(*secret);
    if (m_models)
        m_models->service().configChanged();
    m_log.info("config"_L1, u"secrets are read anew"_s);
    return int(next.unresolved.size() + secretReferenceIssues(next.effective).size());
}

/// Of a reference in the config that this gateway goes by; nothing is kept.
void Gateway::resolveSecret(const SecretRef &reference,
                            const std::function<void(const Result<QByteArray> &)> &done)
{
    SecretStore *store = nullptr;
    if (reference.source == SecretRef::Source::Keychain) {
        models(); // where the store is
        store = m_models->secretStore();
    }
    auto *resolver = new SecretResolver(m_options.config.effective["secrets"_L1].toObject(),
                                        m_options.config.environment, store, this);
    resolver->resolve(reference, [resolver, done](const Result<QByteArray> &secret) {
        resolver->deleteLater();
        done(secret);
    });
}

void Gateway::changeSkillEntry(const QString &key, const QJsonObject &entry,
                               const std::function<void(const Result<QJsonObject> &)> &done)
{
    const QJsonObject entries{{"entries"_L1, QJsonObject{{key, entry}}}};
    patchConfig({{"skills"_L1, entries}}, {},
                [this, key, done](const Result<ConfigWriteResult, ConfigRefusal> &result) {
                    if (!result)
                        return done(Error{result.error().message});
                    const QJsonObject shown = redacted(m_options.readConfig().effective, *m_options.schema);
                    done(shown["skills"_L1]["entries"_L1][key].toObject());
                });
}

} // namespace wsagent
