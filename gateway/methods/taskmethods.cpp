#include "gateway/methods/taskmethods.h"

#include "gateway/base/jsontexts.h"

#include <QJsonArray>

#include <algorithm>
#include <array>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

using Kind = ParamShape::Kind;

constexpr ParamShape anything{};
constexpr ParamShape word{.kind = Kind::String, .least = 1};
constexpr ParamShape text{.kind = Kind::String};
constexpr ParamShape count{.kind = Kind::Integer, .least = 1, .most = 500};
constexpr std::array listMembers = {ParamMember{"status", &anything}, ParamMember{"agentId", &word},
                                    ParamMember{"sessionKey", &word}, ParamMember{"limit", &count},
                                    ParamMember{"cursor", &text},     ParamMember{"sortBy", &text}};
constexpr ParamShape listShape{.kind = Kind::Object, .members = listMembers};
constexpr std::array oneMembers = {ParamMember{"taskId", &word, true}, ParamMember{"reason", &text}};
constexpr ParamShape oneShape{.kind = Kind::Object, .members = oneMembers};

constexpr int usualPage = 100;

QString statusOf(const SubagentRun &run)
{
    if (!run.isOver())
        return u"running"_s;
    if (run.status == "success"_L1)
        return u"completed"_s;
    if (run.status == "timeout"_L1)
        return u"timed_out"_s;
    return run.status == "stopped"_L1 ? u"cancelled"_s : u"failed"_s;
}

QString agentOf(const SubagentRun &run)
{
    return run.childKey.section(u':', 1, 1);
}

QJsonObject taskOf(const SubagentRun &run)
{
    QJsonObject task{{"id"_L1, run.runId},
                     {"kind"_L1, u"subagent"_s},
                     {"status"_L1, statusOf(run)},
                     {"title"_L1, run.label.isEmpty() ? run.task.simplified().left(200) : run.label},
                     {"agentId"_L1, agentOf(run)},
                     {"sessionKey"_L1, run.requesterKey},
                     {"childSessionKey"_L1, run.childKey},
                     {"runId"_L1, run.runId},
                     {"createdAt"_L1, run.createdAt},
                     {"startedAt"_L1, run.createdAt}};
    if (run.isOver())
        task.insert("endedAt"_L1, run.endedAt);
    return task;
}

bool isWanted(const SubagentRun &run, const QJsonObject &params)
{
    const QJsonValue status = params["status"_L1];
    const QStringList statuses = status.isString() ? QStringList{status.toString()} : textsIn(status);
    const QString agent = params["agentId"_L1].toString();
    const QString session = params["sessionKey"_L1].toString();
    return (statuses.isEmpty() || statuses.contains(statusOf(run))) &&
           (agent.isEmpty() || agentOf(run) == agent) && (session.isEmpty() || run.requesterKey == session);
}

/// The newest first.
void list(const TaskServices &services, const QJsonObject &params, Reply reply)
{
    QList<SubagentRun> runs = services.runs();
    runs.removeIf([&params](const SubagentRun &run) { return !isWanted(run, params); });
    const bool isByEnd = params["sortBy"_L1] == "endedAt"_L1;
    std::stable_sort(runs.begin(), runs.end(), [isByEnd](const SubagentRun &a, const SubagentRun &b) {
        const auto time = [isByEnd](const SubagentRun &run) {
            return isByEnd ? run.endedAt : std::max(run.endedAt, run.createdAt);
        };
        return time(a) > time(b);
    });
    const qsizetype first = std::clamp<qsizetype>(params["cursor"_L1].toString().toInt(), 0, runs.size());
    const qsizetype limit = params["limit"_L1].toInt(usualPage);
    QJsonArray tasks;
    for (const SubagentRun &run : runs.mid(first, limit))
        tasks += taskOf(run);
    QJsonObject answer{{"tasks"_L1, tasks}};
    if (first + limit < runs.size())
        answer.insert("nextCursor"_L1, QString::number(first + limit));
    reply.ok(answer);
}

std::optional<SubagentRun> find(const TaskServices &services, const QString &id)
{
    const QList<SubagentRun> runs = services.runs();
    const auto found =
        std::find_if(runs.begin(), runs.end(), [&id](const SubagentRun &run) { return run.runId == id; });
    return found == runs.end() ? std::nullopt : std::optional(*found);
}

void get(const TaskServices &services, const QJsonObject &params, Reply reply)
{
    const QString id = params["taskId"_L1].toString();
    const auto run = find(services, id);
    if (!run)
        return reply.fail(invalidRequest(u"task not found: %1"_s.arg(id)));
    reply.ok(QJsonObject{{"task"_L1, taskOf(*run)}});
}

void cancel(const TaskServices &services, const QJsonObject &params, Reply reply)
{
    const QString id = params["taskId"_L1].toString();
    if (!find(services, id))
        return reply.ok(QJsonObject{
            {"found"_L1, false}, {"cancelled"_L1, false}, {"reason"_L1, u"task not found: %1"_s.arg(id)}});
    QJsonObject answer{{"found"_L1, true}, {"cancelled"_L1, services.stop(id)}};
    if (const auto run = find(services, id))
        answer.insert("task"_L1, taskOf(*run));
    reply.ok(answer);
}

} // namespace

void addTaskMethods(MethodTable &table, const TaskServices &services)
{
    const auto add = [&](const QString &name, const QString &scope, const ParamShape &shape,
                         void (*run)(const TaskServices &, const QJsonObject &, Reply)) {
        table.add({.name = name,
                   .scope = scope,
                   .shape = &shape,
                   .run = [services, run](const MethodCall &call, Reply reply) {
                       run(services, call.params, std::move(reply));
                   }});
    };
    add(u"tasks.list"_s, u"operator.read"_s, listShape, list);
    add(u"tasks.get"_s, u"operator.read"_s, oneShape, get);
    add(u"tasks.cancel"_s, u"operator.write"_s, oneShape, cancel);
}

} // namespace wsagent
