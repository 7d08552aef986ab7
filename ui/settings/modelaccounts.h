#pragma once

#include "app/network/gatewaycaller.h"
#include "gateway/base/worker.h"

#include <QMap>

#include <chrono>

namespace wsagent {

class SecretStore;

/// What opens the models of one profile, and whether they answer. None of this is part of a draft: a key is
/// kept as soon as it is given, and a model is asked by the gateway as it runs. Nobody is made to wait; no
/// answer comes after the object is gone.
class ModelAccounts : public QObject
{
public:
    using AccountsByProvider = QMap<QString, QStringList>; ///< names such as "openai:default", no secrets
    template <typename T>
    using Answer = std::function<void(const Result<T> &)>;

    /// `agent`: whose accounts they are.
    ModelAccounts(InstanceSelection instance, QString agent, QObject *parent = nullptr);
    ~ModelAccounts() override;

    void list(Answer<AccountsByProvider> answer);
    /// Puts the key into the keychain, or into the sealed file where there is none; what the agent keeps is
    /// where to find it. The answer tells where it is; a running gateway uses it from then on.
    void keep(const QString &provider, const QByteArray &key, Answer<QString> answer);
    /// Lets the running gateway ask the model a short question: how long the answer took.
    void probe(const QString &provider, const QString &model, Answer<std::chrono::milliseconds> answer);

private:
    InstanceSelection m_instance;
    QString m_agent;
    GatewayCaller m_gateway;
    std::unique_ptr<SecretStore> m_store;
    Worker m_worker;
};

} // namespace wsagent
