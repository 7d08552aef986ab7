#pragma once

#include "gateway/sessions/sessionentry.h"

namespace wsagent {

/// The model that a person has chosen for the session, and perhaps the account; nothing: the usual one.
void chooseModel(SessionEntry &entry, const QString &provider, const QString &model, const QString &account);
/// The same as "provider/model@account"; empty: the usual one.
QString chosenModel(const SessionEntry &entry);

} // namespace wsagent
