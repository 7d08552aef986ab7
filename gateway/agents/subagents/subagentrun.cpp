#include "gateway/agents/subagents/subagentrun.h"

#include "gateway/base/files.h"

#include <QFileInfo>
#include <QJsonDocument>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 largestFile = 16 * 1024 * 1024; // bytes
constexpr qsizetype longestResult = 20'000;      // characters of a report

QString seconds(qint64 milliseconds)
{
    return u"%1 s"_s.arg(double(milliseconds) / 1000, 0, 'f', 1);
}

} // namespace

QJsonObject toJson(const SubagentRun &run)
{
    return {{"runId"_L1, run.runId},
            {"childSessionKey"_L1, run.childKey},
            {"requesterSessionKey"_L1, run.requesterKey},
            {"task"_L1, run.task},
            {"label"_L1, run.label},
            {"isOwner"_L1, run.isOwner},
            {"cleanup"_L1, run.deletes ? u"delete"_s : u"keep"_s},
            {"createdAt"_L1, run.createdAt},
            {"endedAt"_L1, run.endedAt},
            {"archiveAt"_L1, run.archiveAt},
            {"status"_L1, run.status}};
}

SubagentRun subagentRunFrom(const QJsonObject &json)
{
    return {.runId = json["runId"_L1].toString(),
            .childKey = json["childSessionKey"_L1].toString(),
            .requesterKey = json["requesterSessionKey"_L1].toString(),
            .task = json["task"_L1].toString(),
            .label = json["label"_L1].toString(),
            .isOwner = json["isOwner"_L1].toBool(),
            .deletes = json["cleanup"_L1] == "delete"_L1,
            .createdAt = json["createdAt"_L1].toInteger(),
            .endedAt = json["endedAt"_L1].toInteger(),
            .archiveAt = json["archiveAt"_L1].toInteger(),
            .status = json["status"_L1].toString()};
}

QString subagentStatus(const RunOutcome &outcome)
{
    if (outcome.status == RunOutcome::Status::Ok)
        return u"success"_s;
    if (outcome.stopReason == "timeout"_L1)
        return u"timeout"_s;
    return outcome.status == RunOutcome::Status::Aborted ? u"stopped"_s : u"error"_s;
}

QString subagentReport(const SubagentRun &run, const QString &result, const LlmUsage &usage)
{
    const QString name = run.label.isEmpty() ? run.task.section(u'\n', 0, 0).left(100) : run.label;
    const QString said = result.size() > longestResult ? result.left(longestResult) + u'…' : result;
    QString report = u"[sub-agent] \"%1\" has finished.\n\nStatus: %2\n\nResult:\n%3\n\n"_s.arg(
        name, run.status, said.isEmpty() ? u"(nothing)"_s : said);
    report += u"Stats: %1, %2 tokens in, %3 out, session %4\n\n"_s.arg(seconds(run.endedAt - run.createdAt))
                  .arg(usage.input + usage.cacheRead + usage.cacheWrite)
                  .arg(usage.output)
                  .arg(run.childKey);
    return report +
           u"Tell the user what matters of it, in your own words. If nothing does, answer NO_REPLY."_s;
}

QString subagentPrompt(const SubagentRun &run)
{
    return u"# Sub-agent\n"
           "You are a sub-agent. Another agent (session %1) has given you one task; do it and nothing else. "
           "You have "
           "no user to ask. Your last message is the result that is reported: make it complete and short. If "
           "there is "
           "nothing to report, make it ANNOUNCE_SKIP."_s.arg(run.requesterKey);
}

bool mayStartAgent(const AgentProfile &agent, const QString &other)
{
    const QStringList &targets = agent.spawnTargets;
    return targets.contains("*"_L1) || targets.contains(other, Qt::CaseInsensitive);
}

bool SubagentFile::exists() const
{
    return QFileInfo::exists(m_path);
}

Result<QList<SubagentRun>> SubagentFile::read() const
{
    if (!exists())
        return QList<SubagentRun>();
    const auto content = readFile(m_path, largestFile);
    if (!content)
        return content.error();
    const QJsonDocument document = QJsonDocument::fromJson(*content);
    if (!document.isObject())
        return Error{u"%1 is damaged; move it away to begin anew"_s.arg(m_path), {}, ErrorKind::Io};
    QList<SubagentRun> runs;
    const QJsonArray rows = document["runs"_L1].toArray();
    for (const QJsonValue &row : rows)
        runs += subagentRunFrom(row.toObject());
    return runs;
}

Result<void> SubagentFile::write(const QList<SubagentRun> &runs) const
{
    QJsonArray rows;
    for (const SubagentRun &run : runs)
        rows += toJson(run);
    if (const auto made = makePrivateDirectory(QFileInfo(m_path).path()); !made)
        return made;
    return replaceFile(m_path, QJsonDocument(QJsonObject{{"version"_L1, 1}, {"runs"_L1, rows}}).toJson());
}

} // namespace wsagent
