#include "gateway/methods/sessionlookup.h"
#include "gateway/methods/sessionmethods.h"
#include "gateway/methods/sessionrow.h"
#include "gateway/methods/sessionshapes.h"
#include "gateway/methods/usagereport.h"

#include <QDateTime>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

class UsageMethods
{
public:
    explicit UsageMethods(SessionServices services)
        : m(std::move(services))
    {}

    void bySession(const MethodCall &call, Reply reply) const
    {
        const auto days = usageDays(call.params, QDateTime::currentDateTimeUtc());
        if (!days)
            return reply.fail(days.error());
        const auto subjects = subjectsOf(call.params);
        if (!subjects)
            return reply.fail(subjects.error());
        const int limit = call.params["limit"_L1].toInt(50);
        work([=] { return usageBySession(*subjects, *days, limit); }, std::move(reply));
    }

    void byDay(const MethodCall &call, Reply reply) const
    {
        const auto days = usageDays(call.params, QDateTime::currentDateTimeUtc());
        if (!days)
            return reply.fail(days.error());
        const auto subjects = subjectsOf(call.params);
        if (!subjects)
            return reply.fail(subjects.error());
        work([=] { return usageByDay(*subjects, *days); }, std::move(reply));
    }

    void timeseries(const MethodCall &call, Reply reply) const
    {
        const auto subjects = subjectsOf(call.params);
        if (!subjects)
            return reply.fail(subjects.error());
        const UsageSubject subject = subjects->value(0);
        work(
            [subject] {
                return QJsonObject{{"sessionId"_L1, subject.sessionId}, {"points"_L1, usageSeries(subject)}};
            },
            std::move(reply));
    }

    void log(const MethodCall &call, Reply reply) const
    {
        const auto subjects = subjectsOf(call.params);
        if (!subjects)
            return reply.fail(subjects.error());
        work(
            [subject = subjects->value(0)] {
                return QJsonObject{{"logs"_L1, usageLog(subject)}};
            },
            std::move(reply));
    }

    void status(const MethodCall &, Reply reply) const
    {
        reply.ok(QJsonObject{{"updatedAt"_L1, QDateTime::currentMSecsSinceEpoch()},
                             {"providers"_L1, m.runs->usageWindows ? m.runs->usageWindows() : QJsonArray()}});
    }

private:
    /// One session, those of an agent, or all.
    Result<QList<UsageSubject>, ProtocolError> subjectsOf(const QJsonObject &params) const
    {
        QString wanted;
        QString agent = params["agentId"_L1].toString().toLower();
        if (params.contains("key"_L1)) {
            const auto key = calledSession(*m.store, params);
            if (!key)
                return key.error();
            wanted = key->text();
            agent = key->agentId;
        }
        if (params.contains("agentScope"_L1))
            agent.clear();
        const auto all = m.store->sessions(agent);
        if (!all)
            return storeFailure(all.error());
        const SessionQuery query{
            .archived = SessionQuery::Archived::All, .includeGlobal = true, .includeUnknown = true};
        QList<UsageSubject> subjects;
        for (const SessionRef &session : selectSessions(*all, query).page) {
            if (!wanted.isEmpty() && session.key != wanted)
                continue;
            const SessionKey key = keyOf(session);
            subjects += {.key = key,
                         .sessionId = session.entry->sessionId,
                         .path = m.store->transcriptPath(key, *session.entry),
                         .channel = session.entry->channel,
                         .label = session.entry->label};
        }
        return subjects;
    }

    template <typename Job>
    void work(Job job, Reply reply) const
    {
        m.worker->run(std::move(job),
                      [later = std::make_shared<Reply>(std::move(reply))](QJsonObject answer) {
                          answer.insert("updatedAt"_L1, QDateTime::currentMSecsSinceEpoch());
                          later->ok(answer);
                      });
    }

    SessionServices m;
};

} // namespace

void addUsageMethods(MethodTable &table, const SessionServices &services)
{
    const auto methods = std::make_shared<const UsageMethods>(services);
    const auto add = [&](const QString &name, const ParamShape *shape,
                         void (UsageMethods::*run)(const MethodCall &, Reply) const) {
        table.add({.name = name,
                   .scope = u"operator.read"_s,
                   .shape = shape,
                   .run = [methods, run](const MethodCall &call, Reply reply) {
                       ((*methods).*run)(call, std::move(reply));
                   }});
    };
    add(u"sessions.usage"_s, &shapes::sessionsUsage, &UsageMethods::bySession);
    add(u"sessions.usage.timeseries"_s, &shapes::sessionsKey, &UsageMethods::timeseries);
    add(u"sessions.usage.logs"_s, &shapes::sessionsKey, &UsageMethods::log);
    add(u"usage.cost"_s, &shapes::usageCost, &UsageMethods::byDay);
    add(u"usage.status"_s, nullptr, &UsageMethods::status);
}

} // namespace wsagent
