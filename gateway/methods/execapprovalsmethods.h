#pragma once

#include "gateway/methods/approvalmethods.h"

namespace wsagent {

/// exec.approvals.get and set: the document; exec.approval.grants.list and revoke: what "always" has allowed.
void addExecApprovalsMethods(MethodTable &table, const ApprovalServices &services);

} // namespace wsagent
