#include "gateway/methods/cronmethods.h"

#include "gateway/methods/methodfamily.h"

#include <QJsonArray>

#include <algorithm>
#include <array>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

using Kind = ParamShape::Kind;

constexpr ParamShape anything{};
constexpr ParamShape flag{.kind = Kind::Boolean};
constexpr ParamShape text{.kind = Kind::String};
constexpr ParamShape word{.kind = Kind::String, .least = 1};
constexpr ParamShape count{.kind = Kind::Integer};
constexpr ParamShape pageSize{.kind = Kind::Integer, .least = 1, .most = 200};
constexpr ParamShape openObject{.kind = Kind::Object, .open = true};

constexpr std::array listMembers = {ParamMember{"includeDisabled", &flag},
                                    ParamMember{"enabled", &text},
                                    ParamMember{"limit", &pageSize},
                                    ParamMember{"offset", &count},
                                    ParamMember{"query", &text},
                                    ParamMember{"scheduleKind", &text},
                                    ParamMember{"lastRunStatus", &text},
                                    ParamMember{"trigger", &anything},
                                    ParamMember{"sortBy", &text},
                                    ParamMember{"sortDir", &text},
                                    ParamMember{"agentId", &text},
                                    ParamMember{"sessionKey", &text},
                                    ParamMember{"sessionAgentId", &text},
                                    ParamMember{"compact", &flag},
                                    ParamMember{"includeDeliveryPreviews", &flag}};
constexpr ParamShape listShape{.kind = Kind::Object, .members = listMembers};
constexpr std::array idMembers = {ParamMember{"id", &word}, ParamMember{"jobId", &word}};
constexpr ParamShape idShape{.kind = Kind::Object, .members = idMembers};
constexpr std::array addMembers = {
    ParamMember{"name", &word, true},     ParamMember{"schedule", &openObject, true},
    ParamMember{"sessionTarget", &word},  ParamMember{"wakeMode", &word},
    ParamMember{"payload", &openObject},  ParamMember{"agentId", &anything},
    ParamMember{"sessionKey", &anything}, ParamMember{"description", &text},
    ParamMember{"enabled", &flag},        ParamMember{"deleteAfterRun", &flag},
    ParamMember{"delivery", &openObject}, ParamMember{"failureAlert", &anything},
    ParamMember{"trigger", &anything},    ParamMember{"pacing", &anything},
    ParamMember{"declarationKey", &text}, ParamMember{"displayName", &text},
    ParamMember{"owner", &anything},      ParamMember{"isolation", &openObject}};
constexpr ParamShape addShape{.kind = Kind::Object, .members = addMembers};
constexpr std::array updateMembers = {ParamMember{"id", &word}, ParamMember{"jobId", &word},
                                      ParamMember{"patch", &openObject, true},
                                      ParamMember{"expectedConfigRevision", &count}};
constexpr ParamShape updateShape{.kind = Kind::Object, .members = updateMembers};
constexpr std::array<const char *, 3> runModes = {"due", "force", "if-enabled"};
constexpr ParamShape runMode{.kind = Kind::String, .allowed = runModes};
constexpr std::array runMembers = {ParamMember{"id", &word}, ParamMember{"jobId", &word},
                                   ParamMember{"mode", &runMode},
                                   ParamMember{"expectedProcessInstanceId", &text}};
constexpr ParamShape runShape{.kind = Kind::Object, .members = runMembers};
constexpr std::array runsMembers = {ParamMember{"scope", &text},
                                    ParamMember{"id", &word},
                                    ParamMember{"jobId", &word},
                                    ParamMember{"runId", &word},
                                    ParamMember{"limit", &pageSize},
                                    ParamMember{"offset", &count},
                                    ParamMember{"statuses", &anything},
                                    ParamMember{"status", &text},
                                    ParamMember{"deliveryStatuses", &anything},
                                    ParamMember{"deliveryStatus", &text},
                                    ParamMember{"query", &text},
                                    ParamMember{"sortDir", &text},
                                    ParamMember{"agentId", &text}};
constexpr ParamShape runsShape{.kind = Kind::Object, .members = runsMembers};

constexpr int usualPage = 50;

QString idOf(const QJsonObject &params)
{
    return params["id"_L1].toString(params["jobId"_L1].toString());
}

ProtocolError notFound(const QString &id)
{
    return invalidRequest(u"cron job not found: %1"_s.arg(id),
                          {{"code"_L1, u"CRON_JOB_NOT_FOUND"_s}, {"jobId"_L1, id}});
}

ProtocolError failure(const Error &error)
{
    if (error.kind == ErrorKind::Usage)
        return invalidRequest(error.message);
    return {.code = ProtocolError::Code::Unavailable, .message = error.message};
}

bool isWanted(const CronJob &job, const QJsonObject &params)
{
    const QString enabled =
        params["enabled"_L1].toString(params["includeDisabled"_L1].toBool() ? u"all"_s : u"enabled"_s);
    if (enabled != "all"_L1 && job.isEnabled() != (enabled == "enabled"_L1))
        return false;
    const QString query = params["query"_L1].toString();
    if (!query.isEmpty() && !job.name().contains(query, Qt::CaseInsensitive))
        return false;
    const QString kind = params["scheduleKind"_L1].toString();
    if (!kind.isEmpty() && toJson(job.schedule)["kind"_L1] != kind)
        return false;
    const QString status = params["lastRunStatus"_L1].toString();
    if (!status.isEmpty() && job.state.lastStatus != status)
        return false;
    const QString agent = params["agentId"_L1].toString();
    return agent.isEmpty() || job.json["agentId"_L1].toString() == agent;
}

bool isBefore(const CronJob &one, const CronJob &other, const QString &sortBy)
{
    if (sortBy == "name"_L1)
        return one.name() < other.name();
    if (sortBy == "updatedAtMs"_L1)
        return one.json["updatedAtMs"_L1].toInteger() < other.json["updatedAtMs"_L1].toInteger();
    constexpr qint64 never = std::numeric_limits<qint64>::max();
    return one.state.nextRunAtMs.value_or(never) < other.state.nextRunAtMs.value_or(never);
}

/// The part of a list that was asked for, as all lists of this family are given.
QJsonObject page(const QJsonArray &all, const QString &name, const QJsonObject &params)
{
    const qsizetype offset = std::max(0, params["offset"_L1].toInt());
    const qsizetype limit = params["limit"_L1].toInt(usualPage);
    QJsonArray rows;
    for (qsizetype i = offset; i < std::min(offset + limit, all.size()); ++i)
        rows += all[i];
    const bool hasMore = offset + rows.size() < all.size();
    return {{name, rows},
            {"total"_L1, all.size()},
            {"offset"_L1, offset},
            {"limit"_L1, limit},
            {"hasMore"_L1, hasMore},
            {"nextOffset"_L1, hasMore ? QJsonValue(offset + rows.size()) : QJsonValue()}};
}

class CronMethods
{
public:
    explicit CronMethods(CronServices services)
        : m(std::move(services))
    {}

    void list(const MethodCall &call, Reply reply) const
    {
        const QString sortBy = call.params["sortBy"_L1].toString();
        QList<CronJob> jobs = m.cron().store().jobs();
        jobs.removeIf([&call](const CronJob &job) { return !isWanted(job, call.params); });
        std::stable_sort(jobs.begin(), jobs.end(), [&sortBy](const CronJob &one, const CronJob &other) {
            return isBefore(one, other, sortBy);
        });
        if (call.params["sortDir"_L1] == "desc"_L1)
            std::reverse(jobs.begin(), jobs.end());
        QJsonArray rows;
        for (const CronJob &job : std::as_const(jobs))
            rows += toJson(job);
        QJsonObject answer = page(rows, u"jobs"_s, call.params);
        answer.insert("snapshotRevision"_L1, QString::number(qHash(rows), 16));
        reply.ok(answer);
    }

    void status(const MethodCall &, Reply reply) const
    {
        CronService &cron = m.cron();
        const auto next = cron.nextWake();
        reply.ok(QJsonObject{{"enabled"_L1, cron.settings().enabled},
                             {"triggersEnabled"_L1, false},
                             {"storePath"_L1, cron.store().path()},
                             {"storage"_L1, u"file"_s},
                             {"jobs"_L1, cron.store().jobs().size()},
                             {"nextWakeAtMs"_L1, next ? QJsonValue(*next) : QJsonValue()}});
    }

    void get(const MethodCall &call, Reply reply) const
    {
        const CronJob *job = m.cron().store().find(idOf(call.params));
        if (!job)
            return reply.fail(notFound(idOf(call.params)));
        reply.ok(toJson(*job));
    }

    void add(const MethodCall &call, Reply reply) const
    {
        const auto job = m.cron().add(call.params);
        if (!job)
            return reply.fail(failure(job.error()));
        reply.ok(toJson(*job));
    }

    void update(const MethodCall &call, Reply reply) const
    {
        const CronJob *job = m.cron().store().find(idOf(call.params));
        if (!job)
            return reply.fail(notFound(idOf(call.params)));
        const int revision = job->json["configRevision"_L1].toInt();
        const QJsonValue expected = call.params["expectedConfigRevision"_L1];
        if (expected.isDouble() && expected.toInt() != revision)
            return reply.fail(invalidRequest(u"cron job changed since it was read"_s,
                                             {{"code"_L1, u"CRON_JOB_CHANGED"_s},
                                              {"expectedConfigRevision"_L1, expected},
                                              {"actualConfigRevision"_L1, revision}}));
        const auto changed = m.cron().update(job->id, call.params["patch"_L1].toObject());
        if (!changed)
            return reply.fail(failure(changed.error()));
        reply.ok(toJson(*changed));
    }

    void remove(const MethodCall &call, Reply reply) const
    {
        const QString id = idOf(call.params);
        if (!m.cron().store().find(id))
            return reply.fail(notFound(id));
        if (const auto removed = m.cron().remove(id); !removed)
            return reply.fail(failure(removed.error()));
        reply.ok(QJsonObject{{"ok"_L1, true}, {"removed"_L1, true}});
    }

    void run(const MethodCall &call, Reply reply) const
    {
        const CronJob *job = m.cron().store().find(idOf(call.params));
        if (!job)
            return reply.fail(notFound(idOf(call.params)));
        const QString mode = call.params["mode"_L1].toString(u"force"_s);
        const bool force = mode == "force"_L1 || (mode == "if-enabled"_L1 && job->isEnabled());
        const auto runId = m.cron().runNow(job->id, force);
        if (!runId)
            return reply.ok(QJsonObject{{"ok"_L1, true},
                                        {"ran"_L1, false},
                                        {"reason"_L1, u"not-due"_s},
                                        {"processInstanceId"_L1, m.processId}});
        reply.ok(QJsonObject{{"ok"_L1, true},
                             {"enqueued"_L1, true},
                             {"runId"_L1, *runId},
                             {"processInstanceId"_L1, m.processId}});
    }

    void runs(const MethodCall &call, Reply reply) const
    {
        const CronStore &store = m.cron().store();
        const QString id = idOf(call.params);
        const QString runId = call.params["runId"_L1].toString();
        const QString status = call.params["status"_L1].toString();
        QList<QJsonObject> entries;
        for (const CronJob &job : store.jobs()) {
            if (!id.isEmpty() && job.id != id)
                continue;
            const QList<QJsonObject> ofJob = store.runs(job.id);
            for (QJsonObject entry : ofJob) {
                const bool wanted = (runId.isEmpty() || entry["runId"_L1] == runId) &&
                                    (status.isEmpty() || entry["status"_L1] == status);
                entry.insert("jobName"_L1, job.name());
                if (wanted)
                    entries += entry;
            }
        }
        std::stable_sort(entries.begin(), entries.end(),
                         [](const QJsonObject &one, const QJsonObject &other) {
                             return one["ts"_L1].toInteger() > other["ts"_L1].toInteger();
                         });
        if (call.params["sortDir"_L1] == "asc"_L1)
            std::reverse(entries.begin(), entries.end());
        QJsonArray rows;
        for (const QJsonObject &entry : std::as_const(entries))
            rows += entry;
        reply.ok(page(rows, u"entries"_s, call.params));
    }

private:
    CronServices m;
};

} // namespace

void addCronMethods(MethodTable &table, const CronServices &services)
{
    const auto methods = std::make_shared<const CronMethods>(services);
    const auto add = [&](const QString &name, const ParamShape *shape,
                         void (CronMethods::*run)(const MethodCall &, Reply) const, bool changes = false) {
        table.add({.name = name,
                   .scope = changes ? u"operator.admin"_s : u"operator.read"_s,
                   .controlPlane = changes,
                   .shape = shape,
                   .run = methodOf(methods, run)});
    };
    add(u"cron.list"_s, &listShape, &CronMethods::list);
    add(u"cron.status"_s, nullptr, &CronMethods::status);
    add(u"cron.get"_s, &idShape, &CronMethods::get);
    add(u"cron.runs"_s, &runsShape, &CronMethods::runs);
    add(u"cron.add"_s, &addShape, &CronMethods::add, true);
    add(u"cron.update"_s, &updateShape, &CronMethods::update, true);
    add(u"cron.remove"_s, &idShape, &CronMethods::remove, true);
    add(u"cron.run"_s, &runShape, &CronMethods::run, true);
}

} // namespace wsagent
