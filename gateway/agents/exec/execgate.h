#pragma once

#include "gateway/agents/exec/approvals.h"
#include "gateway/agents/exec/execapprovalsfile.h"
#include "gateway/agents/tool.h"

namespace wsagent {

/// A command that wants to run.
struct ExecRequest
{
    QString command = {};
    QString cwd = {};
    bool setsVariables = false; ///< of its own, which an allow-list cannot judge
    QJsonObject modes = {};     ///< `{security, ask}` of the call: they can only be stricter
    ToolContext context = {};
};

/// What came out.
struct ExecVerdict
{
    ExecStep step = ExecStep::Deny; ///< Ask: `approvalId` is open, and `decided` follows
    QString reason = {};            ///< of a denial
    QString approvalId = {};
    QString command = {}; ///< what to give to the shell
};

/// Stands before every command of an agent: modes, allow-list, a person.
class ExecGate
{
public:
    ExecGate(Approvals &approvals, ExecApprovalsFile &file)
        : m_approvals(approvals)
        , m_file(file)
    {}

    /// Whether a person could be asked now: a connected reviewer or a chat. Without: nobody can.
    std::function<bool(const ToolContext &)> hasReviewer = [](const ToolContext &) {
        return false;
    };
    /// `{security, ask}` of a session (`/exec`): they can only be stricter. May be empty.
    std::function<QJsonObject(const ToolContext &)> sessionModes = {};
    std::chrono::milliseconds timeout = std::chrono::seconds(120);

    ExecVerdict judge(const ExecRequest &request, const std::function<void(const ExecVerdict &)> &decided);
    /// How strict it is for this run, without a command: for `/exec` and status.
    ExecModes modes(const ExecRequest &request) const;

private:
    JudgeFacts facts(const ExecRequest &request) const;
    ExecVerdict settle(ExecStep step, const ExecRequest &request, const Judgement &judgement,
                       const QString &reason) const;
    ExecVerdict afterDecision(const Approval &approval, const ExecRequest &request, const ExecModes &modes,
                              const Judgement &judgement);

    Approvals &m_approvals;
    ExecApprovalsFile &m_file;
};

/// The program a shell would start for this name: by a path, or found in PATH.
QString lookUpProgram(const QString &name, const QString &cwd, const QString &path);

} // namespace wsagent
