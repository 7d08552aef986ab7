#pragma once

#include "gateway/methods/approvalmethods.h"

namespace wsagent {

/// question.list, get, request, waitAnswer, resolve.
void addQuestionMethods(MethodTable &table, const ApprovalServices &services);

} // namespace wsagent
