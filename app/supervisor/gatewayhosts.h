#pragma once

#include "app/supervisor/gatewayprocess.h"
#include "app/supervisor/supervisor.h"
#include "gateway/instances/instancepaths.h"

#include <QHash>

namespace wsagent {

/// How the gateways of a user are started: as a child of this process, or by the system where a service is
/// installed.
class GatewayHosts
{
public:
    /// `user`: home and environment; the profile of it does not matter.
    GatewayHosts(InstanceSelection user, QString program);

    std::unique_ptr<GatewayHost> make(const RosterEntry &entry) const;

    /// What was shown of the instances; each proof is good for one start. See `isolationProof`.
    void setProofs(const QHash<QString, QString> &proofs) { *m_proofs = proofs; }

    GatewayProgram gatewayProgram(const RosterEntry &entry) const;
    GatewayProgram serviceProgram(const RosterEntry &entry, const QString &verb) const;

private:
    InstanceSelection m_user;
    QString m_program;
    std::shared_ptr<QHash<QString, QString>> m_proofs = std::make_shared<QHash<QString, QString>>();
};

} // namespace wsagent
