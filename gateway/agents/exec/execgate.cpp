#include "gateway/agents/exec/execgate.h"

#include "gateway/agents/exec/safebins.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonArray>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

QStringList safeBins(const QJsonObject &settings)
{
    const QJsonValue listed = settings["exec"_L1]["safeBins"_L1];
    if (!listed.isArray())
        return defaultSafeBins();
    QStringList names;
    const QJsonArray array = listed.toArray();
    for (const QJsonValue &each : array)
        names += each.toString();
    return names;
}

std::optional<qint64> grantEnd(const Approval &approval)
{
    constexpr qint64 day = 24 * 3600 * 1000;
    return approval.grantDays > 0 ? std::optional(approval.resolvedAtMs + approval.grantDays * day)
                                  : std::nullopt;
}

} // namespace

QString lookUpProgram(const QString &name, const QString &cwd, const QString &path)
{
    const auto isProgram = [](const QString &file) {
        const QFileInfo info(file);
        return info.isFile() && info.isExecutable();
    };
    if (name.isEmpty())
        return {};
    if (name.contains(u'/')) {
        const QString full = QDir::cleanPath(name.startsWith(u'/') ? name : cwd + u'/' + name);
        return isProgram(full) ? full : QString();
    }
    for (const QString &directory : path.split(u':')) {
        // An empty or relative place means the current directory, where anybody may have put something.
        const QString full =
            QDir::cleanPath((directory.startsWith(u'/') ? directory : cwd + u'/' + directory) + u'/' + name);
        if (isProgram(full))
            return full;
    }
    return {};
}

/// The config of the instance, what the session and the call want stricter, and the document of this host.
ExecModes ExecGate::modes(const ExecRequest &request) const
{
    const ToolContext &context = request.context;
    // What the kernel confines needs no list; an owner who wants one there says so, in the config or in the
    // document of the host.
    const bool isConfined = context.reach != Reach::Host;
    const ExecModes base = isConfined
                               ? ExecModes{.security = ExecModes::Security::Full, .ask = ExecModes::Ask::Off}
                               : ExecModes{.askFallback = ExecModes::Security::Full};
    ExecModes modes = withWords(base, context.settings["exec"_L1].toObject());
    for (const QJsonObject &words : {sessionModes ? sessionModes(context) : QJsonObject(), request.modes})
        modes = stricter(modes, withWords(modes, words));
    return stricter(modes, m_file.modes(context.agentId));
}

JudgeFacts ExecGate::facts(const ExecRequest &request) const
{
    const QString path = request.context.environment.value(u"PATH"_s);
    return {
        .entries = m_file.entries(request.context.agentId),
        .safeBins = safeBins(request.context.settings),
        .cwd = request.cwd,
        .home = request.context.environment.value(u"HOME"_s, QDir::homePath()),
        .lookUp = [cwd = request.cwd, path](const QString &name) { return lookUpProgram(name, cwd, path); },
        .resolve =
            [](const QString &file) {
                return QFileInfo(file).canonicalFilePath();
            }};
}

ExecVerdict ExecGate::settle(ExecStep step, const ExecRequest &request, const Judgement &judgement,
                             const QString &reason) const
{
    ExecVerdict verdict{.step = step, .reason = reason};
    if (step == ExecStep::Run)
        verdict.command = judgement.allowed ? judgement.sealed : request.command;
    if (step == ExecStep::Run && judgement.allowed) {
        for (qsizetype i = 0; i < judgement.entryIds.size(); ++i)
            m_file.noteUse(request.context.agentId, judgement.entryIds[i], request.command,
                           judgement.programs.value(i));
    }
    return verdict;
}

ExecVerdict ExecGate::judge(const ExecRequest &request,
                            const std::function<void(const ExecVerdict &)> &decided)
{
    const ExecModes effective = modes(request);
    if (effective.security == ExecModes::Security::Deny)
        return {.reason = u"commands are denied here (security: deny)"_s};
    Judgement judgement;
    if (effective.security == ExecModes::Security::Allowlist ||
        effective.askFallback == ExecModes::Security::Allowlist)
        judgement = judgeCommand(request.command, facts(request));
    if (request.setsVariables && judgement.allowed)
        judgement = {.reason = u"it sets variables"_s};
    const ExecStep step = firstStep(effective, judgement.allowed);
    if (step != ExecStep::Ask)
        return settle(step, request, judgement, u"the command is not allowed: %1"_s.arg(judgement.reason));
    const ToolContext &context = request.context;
    const QJsonObject asked{
        {"command"_L1, request.command},
        {"cwd"_L1, request.cwd},
        {"host"_L1, u"gateway"_s},
        {"agentId"_L1, context.agentId},
        {"sessionKey"_L1, context.sessionKey},
        {"runId"_L1, context.runId},
        {"toolCallId"_L1, context.toolCallId},
        {"resolvedPath"_L1, judgement.programs.value(0)},
        {"security"_L1, word(effective.security)},
        {"ask"_L1, word(effective.ask)},
        {"warningText"_L1, judgement.reason},
        {"allowedDecisions"_L1, QJsonArray{u"allow-once"_s, u"allow-always"_s, u"deny"_s}}};
    if (!hasReviewer(context)) {
        (void)m_approvals.withoutRoute(asked, timeout);
        return settle(
            fallbackStep(effective, judgement.allowed), request, judgement,
            u"nobody can be asked for approval now: open the Control UI, or put the program on the list "
            "(ws-agent approvals allowlist add)"_s);
    }
    const Approval approval = m_approvals.open(
        asked, timeout, [this, request, effective, judgement, decided](const Approval &over) {
            decided(afterDecision(over, request, effective, judgement));
        });
    return {.step = ExecStep::Ask, .approvalId = approval.id};
}

ExecVerdict ExecGate::afterDecision(const Approval &approval, const ExecRequest &request,
                                    const ExecModes &modes, const Judgement &judgement)
{
    if (approval.status == Approval::Status::Denied)
        return {.reason = u"the owner said no"_s, .approvalId = approval.id};
    if (approval.status == Approval::Status::Cancelled)
        return {.reason = u"the question was withdrawn: %1"_s.arg(approval.reason),
                .approvalId = approval.id};
    ExecVerdict verdict;
    if (approval.status == Approval::Status::Expired) {
        verdict =
            settle(fallbackStep(modes, judgement.allowed), request, judgement, u"nobody answered in time"_s);
    } else {
        verdict = {.step = ExecStep::Run, .command = request.command};
        if (approval.decision == "allow-always"_L1) {
            if (const auto entry = entryFor(request.command, facts(request)))
                (void)m_file.addEntry(request.context.agentId, *entry, u"allow-always"_s, grantEnd(approval));
        }
    }
    verdict.approvalId = approval.id;
    return verdict;
}

} // namespace wsagent
