#pragma once

#include "app/network/gatewayclient.h"
#include "app/profiles/fleet.h"
#include "gateway/base/worker.h"

namespace wsagent {

class SecretResolver;
class SecretStore;

/// Finds out how to reach the running gateway of a local profile, without making anybody wait: its config is
/// read on another thread, its secret comes when the store answers.
class GatewayAccess : public QObject
{
    Q_OBJECT

public:
    using Found = std::function<void(const Result<GatewayTarget> &target)>;

    /// `instance`: the selection of that profile.
    explicit GatewayAccess(InstanceSelection instance, QObject *parent = nullptr);
    ~GatewayAccess() override;

    /// Once per object; the answer comes later, and none after the object is gone.
    void find(Found found);

private:
    void loaded(const LoadedConfig &config);
    void finish(const QString &secret);

    InstanceSelection m_instance;
    Found m_found;
    GatewayTarget m_target;
    bool m_isPassword = false;
    std::unique_ptr<SecretStore> m_store;
    std::unique_ptr<SecretResolver> m_resolver;
    Worker m_worker;
};

} // namespace wsagent
