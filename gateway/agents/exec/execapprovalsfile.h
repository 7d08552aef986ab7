#pragma once

#include "gateway/agents/exec/allowlist.h"
#include "gateway/agents/exec/execmodes.h"
#include "gateway/base/result.h"

namespace wsagent {

/// `exec-approvals.json` (0600) of one instance: how strict this host is, and what may run without being
/// asked about. Read anew whenever it has changed; damage in it makes everything stricter, never laxer.
class ExecApprovalsFile
{
public:
    explicit ExecApprovalsFile(const QString &stateDir);

    QString path() const { return m_path; }
    bool exists() const;
    /// Of its bytes; of nothing when it is missing.
    QString hash() const;
    /// `{version, defaults, agents}`; an error when it is damaged.
    Result<QJsonObject> read() const;
    /// Checks the document first. An error of kind Conflict when it is no longer the one with that hash.
    Result<void> write(const QJsonObject &document, const QString &baseHash);

    ExecModes modes(const QString &agentId) const;
    QList<AllowEntry> entries(const QString &agentId) const;
    Result<void> addEntry(const QString &agentId, const AllowEntry &entry, const QString &source,
                          std::optional<qint64> expiresAtMs = {});
    Result<bool> removeEntry(const QString &entryId); ///< false: there is none
    /// When and for what an entry was used, for whoever looks through them.
    void noteUse(const QString &agentId, const QString &entryId, const QString &command,
                 const QString &program);

private:
    QString m_path;
};

/// What is wrong with such a document; empty when nothing is.
QString execApprovalsObjection(const QJsonObject &document);

} // namespace wsagent
