#pragma once

#include "gateway/agents/exec/approvals.h"
#include "gateway/agents/exec/execapprovalsfile.h"
#include "gateway/agents/questions.h"
#include "gateway/methods/methodtable.h"

namespace wsagent {

struct ApprovalServices
{
    std::function<Approvals &()> approvals; ///< made when it is first needed
    std::function<ExecApprovalsFile &()> file;
    std::function<Questions &()> questions;
    /// Whether anybody but this connection could decide.
    std::function<bool(const QString &exceptConnection)> hasReviewer;
};

/// exec.approval.*, approval.*, exec.approvals.*, question.*; and the lists of approvals that there are none
/// of here.
void addApprovalMethods(MethodTable &table, const ApprovalServices &services);

/// As events and lists show one that waits.
QJsonObject approvalRow(const Approval &approval);

} // namespace wsagent
