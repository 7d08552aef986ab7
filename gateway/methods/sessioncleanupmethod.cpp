#include "gateway/methods/sessionlookup.h"
#include "gateway/methods/sessionmethods.h"
#include "gateway/methods/sessionrow.h"
#include "gateway/methods/sessionshapes.h"
#include "gateway/sessions/sessioncleanup.h"

#include <QDateTime>
#include <QDir>
#include <QFileInfo>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

QList<SessionFile> filesIn(const QDir &directory)
{
    QList<SessionFile> files;
    const QFileInfoList found = directory.entryInfoList(QDir::Files);
    for (const QFileInfo &file : found)
        files += {.name = file.fileName(), .modifiedAt = file.lastModified().toMSecsSinceEpoch()};
    return files;
}

class Cleanup
{
public:
    Cleanup(const SessionServices &services, const QJsonObject &params)
        : m(services)
        , m_params(params)
    {}

    Result<QJsonObject> run(const QString &agentId) const
    {
        const auto sessions = m.store->sessions(agentId);
        if (!sessions)
            return sessions.error();
        const QDir directory = QFileInfo(m.store->indexPath(agentId)).absoluteDir();
        QStringList transcripts;
        for (const SessionRef &session : *sessions)
            transcripts += QFileInfo(m.store->transcriptPath(keyOf(session), *session.entry)).fileName();
        CleanupPlan plan =
            planCleanup(*sessions, transcripts, filesIn(directory), QDateTime::currentMSecsSinceEpoch());
        if (!m_params["fixMissing"_L1].toBool())
            plan.missing.clear();
        if (const auto active = m.store->resolve(m_params["activeKey"_L1].toString(), agentId))
            plan.missing.removeAll(active->text());
        if (m_params["enforce"_L1].toBool()) {
            if (const auto done = carryOut(plan, agentId, directory); !done)
                return done.error();
        }
        return QJsonObject{{"agentId"_L1, agentId},
                           {"missing"_L1, QJsonArray::fromStringList(plan.missing)},
                           {"orphans"_L1, QJsonArray::fromStringList(plan.orphans)},
                           {"expired"_L1, QJsonArray::fromStringList(plan.expired)}};
    }

private:
    Result<void> carryOut(const CleanupPlan &plan, const QString &agentId, const QDir &directory) const
    {
        for (const QString &text : plan.missing) {
            const auto key = m.store->resolve(text, agentId);
            if (!key)
                continue; // of an agent that is gone
            if (const auto removed = m.store->remove(*key); !removed)
                return removed.error();
        }
        const QString mark = u".deleted.%1"_s.arg(QDateTime::currentMSecsSinceEpoch());
        for (const QString &name : plan.orphans) {
            if (!QFile::rename(directory.filePath(name), directory.filePath(name + mark)))
                return cannot(directory.filePath(name), u"archived"_s);
        }
        for (const QString &name : plan.expired) {
            if (!QFile::remove(directory.filePath(name)))
                return cannot(directory.filePath(name), u"removed"_s);
        }
        return {};
    }

    static Error cannot(const QString &path, const QString &done)
    {
        return {u"%1 cannot be %2"_s.arg(path, done), u"ls -ld '%1'"_s.arg(path), ErrorKind::Io};
    }

    const SessionServices &m;
    const QJsonObject &m_params;
};

void cleanup(const SessionServices &services, const QJsonObject &params, Reply reply)
{
    const SessionKeyRules &rules = services.store->rules();
    QStringList agents = rules.agents;
    if (!params["allAgents"_L1].toBool())
        agents = {params["agent"_L1].toString(rules.defaultAgent).toLower()};
    QJsonArray found;
    for (const QString &agent : agents) {
        if (!rules.agents.contains(agent))
            return reply.fail(invalidRequest(u"Agent \"%1\" no longer exists in configuration"_s.arg(agent)));
        const auto one = Cleanup(services, params).run(agent);
        if (!one)
            return reply.fail(storeFailure(one.error()));
        found += *one;
    }
    const bool enforce = params["enforce"_L1].toBool();
    reply.ok(QJsonObject{{"ok"_L1, true}, {"dryRun"_L1, !enforce}, {"agents"_L1, found}});
}

} // namespace

void addSessionCleanupMethod(MethodTable &table, const SessionServices &services)
{
    table.add({.name = u"sessions.cleanup"_s,
               .scope = u"operator.admin"_s,
               .shape = &shapes::sessionsCleanup,
               .run = [services](const MethodCall &call, Reply reply) {
                   cleanup(services, call.params, std::move(reply));
               }});
}

} // namespace wsagent
