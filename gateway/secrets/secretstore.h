#pragma once

#include "gateway/base/result.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <functional>
#include <memory>

namespace wsagent {

/// Named secrets of one profile, in the keychain of the desktop session or in a sealed file. Answers come
/// later, from the event loop, exactly once, in the thread of the caller; a store that dies takes its answers
/// with it.
class SecretStore
{
public:
    template <typename T>
    using Answer = std::function<void(const Result<T> &)>;

    SecretStore() = default;
    virtual ~SecretStore() = default;
    Q_DISABLE_COPY_MOVE(SecretStore)

    virtual QString describe() const = 0; ///< "the keychain", "the sealed file /…/secrets.sealed"
    virtual void read(const QString &id, Answer<QByteArray> answer) = 0; ///< kind NotFound when there is none
    virtual void write(const QString &id, const QByteArray &secret, Answer<void> answer) = 0;
    virtual void remove(const QString &id, Answer<void> answer) = 0; ///< kind NotFound when there is none
    virtual void list(Answer<QStringList> answer) = 0;               ///< ids, sorted
};

struct SecretStoreOptions
{
    QString profile; ///< display name; prefix of keychain accounts
    QString stateDir;
    /// WS_AGENT_SECRET_STORE: "keychain" or "file"; empty: the one that holds secrets already, else the
    /// keychain when there is a session bus, else the sealed file.
    QString choice = {};
    bool hasSessionBus = false;
};

/// What the keychain cannot hold for want of a service goes to the sealed file.
Result<std::unique_ptr<SecretStore>> openSecretStore(const SecretStoreOptions &options);

} // namespace wsagent
