#pragma once

#include "app/cli/secretaccess.h"

#include <QStringList>

#include <memory>

namespace wsagent {

/// Brings the secrets of a profile along when it gets another name, as the keychain keeps them by name:
/// copied before, so that nothing changes when the keychain refuses; taken away afterwards, from the one name
/// or the other. Does nothing for a profile without secrets in the keychain.
class KeychainMove
{
public:
    KeychainMove(const QString &stateDir, QString fromOwner, QString toOwner);
    Q_DISABLE_COPY_MOVE(KeychainMove)

    Result<void> copy();
    /// An error when something could not be taken away; that harms nobody.
    Result<void> finish(bool renamed);

private:
    Result<void> copyOne(const QString &id);

    QString m_stateDir;
    QString m_fromOwner;
    QString m_toOwner;
    QStringList m_copied;
    std::unique_ptr<CommandApplication> m_application;
};

} // namespace wsagent
