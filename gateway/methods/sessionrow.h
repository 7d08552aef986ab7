#pragma once

#include "gateway/methods/sessionservices.h"

namespace wsagent {

/// What of a row is wanted, beyond what is always there.
struct RowOptions
{
    bool derivedTitle = false;
    bool lastMessage = false;
};

/// The row that clients see of a session (`gateway-methods.md` 4).
class SessionRows
{
public:
    /// `all`: the sessions among which children are looked for.
    SessionRows(const SessionServices &services, const QList<SessionRef> &all);

    QJsonObject row(const SessionKey &key, const SessionEntry &entry, const RowOptions &options = {}) const;
    QJsonObject row(const SessionRef &session, const RowOptions &options) const;

private:
    const SessionServices &m_services;
    QHash<QString, QStringList> m_children; ///< by the key of who spawned them
};

/// A canonical key, as the index has it, taken apart.
SessionKey keyOf(const SessionRef &session);
QStringList activeRuns(const SessionRuns &runs, const QString &sessionKey);
QJsonObject sessionDefaults(const SessionRuns &runs, const QString &agentId);
/// Which model answers in a session: its override, else the default.
QJsonObject resolvedModel(const SessionRuns &runs, const SessionKey &key, const SessionEntry &entry);

} // namespace wsagent
