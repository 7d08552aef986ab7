#pragma once

#include "gateway/base/result.h"
#include "gateway/config/secretref.h"

#include <QByteArray>
#include <QJsonObject>
#include <QProcessEnvironment>
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
    using Answer = std::function<void(Result<T>)>;

    virtual ~SecretStore() = default;

    virtual QString describe() const = 0; ///< "system keychain", "sealed file ~/.ws-agent/credentials/…"
    virtual void read(const QString &id, Answer<QByteArray> answer) = 0; ///< kind NotFound when there is none
    virtual void write(const QString &id, const QByteArray &secret, Answer<void> answer) = 0;
    virtual void remove(const QString &id, Answer<void> answer) = 0;
    virtual void list(Answer<QStringList> answer) = 0; ///< ids, sorted
};

struct SecretStoreOptions
{
    QString profile; ///< display name; prefix of keychain accounts
    QString stateDir;
    QProcessEnvironment environment;
};

/// The keychain when there is a session bus with a secret service and the keychain module is installed, else
/// the sealed file. WS_AGENT_SECRET_STORE=keychain|file chooses.
std::unique_ptr<SecretStore> openSecretStore(const SecretStoreOptions &options);

} // namespace wsagent
