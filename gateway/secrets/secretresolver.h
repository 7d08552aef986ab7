#pragma once

#include "gateway/config/configvariables.h"
#include "gateway/config/secretref.h"
#include "gateway/secrets/secretexec.h"
#include "gateway/secrets/secretstore.h"

#include <QJsonObject>
#include <QObject>

namespace wsagent {

/// Turns references into secrets (`config.md` 5.11). Nothing is kept: who wants a snapshot makes one.
class SecretResolver : public QObject
{
    Q_OBJECT

public:
    /// `section` is the effective `secrets` of the config; `store`, which is not owned and may be null,
    /// answers for the source keychain.
    SecretResolver(const QJsonObject &section, ConfigVariables variables, SecretStore *store,
                   QObject *parent = nullptr);

    /// The answer comes later, from the event loop; none comes after the resolver is gone.
    void resolve(const SecretRef &ref, SecretStore::Answer<QByteArray> answer);

    /// Whether the reference fits the config: its provider exists and is of its source. Reads nothing.
    Result<void> check(const SecretRef &ref) const;

private:
    QString providerName(const SecretRef &ref) const;
    QJsonObject provider(const SecretRef &ref) const;
    Result<QByteArray> fromEnvironment(const SecretRef &ref) const;
    Result<QByteArray> fromFile(const SecretRef &ref) const;
    void fromProgram(const SecretRef &ref, SecretStore::Answer<QByteArray> answer);
    SecretProgram program(const SecretRef &ref) const;

    QJsonObject m_section;
    ConfigVariables m_variables;
    SecretStore *m_store;
};

} // namespace wsagent
