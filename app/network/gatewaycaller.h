#pragma once

#include "app/network/gatewayaccess.h"
#include "app/network/gatewaylink.h"

namespace wsagent {

/// Calls the gateway of a local profile now and then, wherever it runs at that moment; each call has a
/// connection of its own. Nobody is made to wait, and no answer comes after the object is gone.
class GatewayCaller : public QObject
{
public:
    using Answered = GatewayLink::Answered;

    /// `instance`: the selection of that profile.
    explicit GatewayCaller(InstanceSelection instance, QObject *parent = nullptr);
    ~GatewayCaller() override;

    /// One call after the other: what is still under way is answered with an error.
    void call(const QString &method, const QJsonObject &params, Answered answered,
              std::chrono::milliseconds patience = std::chrono::seconds(10));

private:
    void open(const GatewayTarget &target, const QString &method, const QJsonObject &params);
    void finish(const Result<QJsonValue> &answer);

    InstanceSelection m_instance;
    std::unique_ptr<GatewayAccess> m_access;
    std::unique_ptr<GatewayLink> m_link;
    Answered m_answered;
};

} // namespace wsagent
