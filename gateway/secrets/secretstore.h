#pragma once

#include "gateway/base/result.h"

#include <QByteArray>
#include <QMap>
#include <QString>

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
    using Places = QMap<QString, QString>; ///< by id, what `describe` says of where it is kept

    SecretStore() = default;
    virtual ~SecretStore() = default;
    Q_DISABLE_COPY_MOVE(SecretStore)

    virtual QString describe() const = 0; ///< "the keychain", "the sealed file /…/secrets.sealed"
    virtual void read(const QString &id, Answer<QByteArray> answer) = 0; ///< kind NotFound when there is none
    virtual void write(const QString &id, const QByteArray &secret, Answer<void> answer) = 0;
    virtual void remove(const QString &id, Answer<void> answer) = 0; ///< kind NotFound when there is none
    virtual void list(Answer<Places> answer) = 0;
};

struct SecretStoreOptions
{
    QString owner; ///< prefix of keychain accounts: the profile's name, unless its place is not the usual one
    QString stateDir;
    /// WS_AGENT_SECRET_STORE: "keychain" or "file", where new secrets go; empty: where there are some
    /// already, else the keychain when there is a session bus, else the sealed file.
    QString choice = {};
    bool hasSessionBus = false;
};

/// What the keychain cannot hold for want of a service goes to the sealed file. Both leave a trace in the
/// state directory, and a secret is found wherever an earlier process has put it.
Result<std::unique_ptr<SecretStore>> openSecretStore(const SecretStoreOptions &options);

} // namespace wsagent
