#pragma once

#include "gateway/secrets/secretstore.h"

#include <QObject>

namespace wsagent {

/// The keychain, through the module that speaks to it: loaded when it is first needed, as most processes
/// never need it. Nothing when the module is not installed.
std::unique_ptr<SecretStore> loadKeychain(const QString &owner);

/// A keychain with a list of what is in it, as keychains cannot be asked. The list holds ids, no secrets.
class KeychainStore : public SecretStore
{
public:
    KeychainStore(std::unique_ptr<SecretStore> keychain, const QString &stateDir);

    /// Where the list of a profile is; there is one as soon as a secret of it is in the keychain.
    static QString listPath(const QString &stateDir);

    QString describe() const override;
    void read(const QString &id, Answer<QByteArray> answer) override;
    void write(const QString &id, const QByteArray &secret, Answer<void> answer) override;
    void remove(const QString &id, Answer<void> answer) override;
    void list(Answer<Places> answer) override;

private:
    Result<QStringList> listed() const;
    Result<void> changeList(const std::function<void(QStringList &)> &change) const;

    std::unique_ptr<SecretStore> m_keychain;
    QString m_listPath;
    QObject m_alive;
};

} // namespace wsagent
