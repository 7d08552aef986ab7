#include "gateway/methods/sessionlookup.h"
#include "gateway/methods/sessionmethods.h"
#include "gateway/methods/sessionpatch.h"
#include "gateway/methods/sessionrow.h"
#include "gateway/methods/sessionshapes.h"
#include "gateway/protocol/scopes.h"

#include <QDateTime>
#include <QUuid>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

const QString admin = u"operator.admin"_s;

qint64 now()
{
    return QDateTime::currentMSecsSinceEpoch();
}

QString newUuid()
{
    return QUuid::createUuid().toString(QUuid::WithoutBraces);
}

bool isAdmin(const MethodCall &call)
{
    return grants(call.caller.scopes, admin);
}

class SessionChangeMethods
{
public:
    explicit SessionChangeMethods(SessionServices services)
        : m(std::move(services))
    {}

    void create(const MethodCall &call, Reply reply) const
    {
        const QJsonObject &params = call.params;
        if (const auto refused = refusedCreation(call))
            return reply.fail(*refused);
        const auto key = newKey(params);
        if (!key)
            return reply.fail(key.error());
        const auto patch = checkedPatch(settingsOf(params), key->agentId, *m.runs);
        if (!patch)
            return reply.fail(patch.error());
        const auto made = m.store->change(*key, [&](SessionEntry &entry) { fill(entry, params, *patch); },
                                          {.reason = u"create"_s});
        if (!made)
            return reply.fail(storeFailure(made.error()));
        QJsonObject answer{{"ok"_L1, true},
                           {"key"_L1, key->text()},
                           {"sessionId"_L1, made->sessionId},
                           {"entry"_L1, toJson(*made)},
                           {"resolved"_L1, resolvedModel(*m.runs, *key, *made)},
                           {"runStarted"_L1, false}};
        startFirstTurn(params, call.caller, *key, answer);
        reply.ok(answer);
    }

    void patch(const MethodCall &call, Reply reply) const
    {
        const auto done = patched(call, call.params);
        done ? reply.ok(*done) : reply.fail(done.error());
    }

    void patchMany(const MethodCall &call, Reply reply) const
    {
        QJsonArray outcomes;
        const QJsonArray targets = call.params["targets"_L1].toArray();
        for (const QJsonValue &target : targets) {
            QJsonObject one = call.params["patch"_L1].toObject();
            const QJsonObject members = target.toObject();
            for (auto it = members.begin(); it != members.end(); ++it)
                one.insert(it.key(), it.value());
            const auto done = patched(call, one);
            QJsonObject outcome{{"ok"_L1, bool(done)},
                                {"key"_L1, done ? (*done)["key"_L1] : target["key"_L1]}};
            if (!done)
                outcome.insert("error"_L1, toJson(done.error()));
            outcomes += outcome;
        }
        reply.ok(QJsonObject{{"outcomes"_L1, outcomes}});
    }

    void reset(const MethodCall &call, Reply reply) const
    {
        const auto key = calledSession(*m.store, call.params);
        if (!key)
            return reply.fail(key.error());
        if (const auto broken = failedGuard(call.params, *key))
            return reply.fail(*broken);
        if (m.runs->abort)
            m.runs->abort(key->text());
        const auto entry = m.store->reset(*key, call.params["reason"_L1].toString(u"reset"_s));
        if (!entry)
            return reply.fail(storeFailure(entry.error()));
        reply.ok(QJsonObject{{"ok"_L1, true},
                             {"key"_L1, key->text()},
                             {"entry"_L1, toJson(*entry)},
                             {"resolved"_L1, resolvedModel(*m.runs, *key, *entry)}});
    }

    void remove(const MethodCall &call, Reply reply) const
    {
        const auto key = calledSession(*m.store, call.params);
        if (!key)
            return reply.fail(key.error());
        if (isMainSession(*key, m.store->rules()))
            return reply.fail(invalidRequest(u"Cannot delete the main session (%1)."_s.arg(key->text())));
        const auto entry = m.store->find(*key);
        if (!entry)
            return reply.fail(storeFailure(entry.error()));
        if (const auto refused = refusedRemoval(call, *entry))
            return reply.fail(*refused);
        if (m.runs->abort && *entry)
            m.runs->abort(key->text());
        const auto archived = m.store->remove(*key, call.params["deleteTranscript"_L1].toBool(true));
        if (!archived)
            return reply.fail(storeFailure(archived.error()));
        reply.ok(QJsonObject{{"ok"_L1, true},
                             {"key"_L1, key->text()},
                             {"deleted"_L1, entry->has_value()},
                             {"archived"_L1, QJsonArray::fromStringList(*archived)}});
    }

    void compact(const MethodCall &call, Reply reply) const
    {
        const auto key = calledSession(*m.store, call.params);
        if (!key)
            return reply.fail(key.error());
        if (!activeRuns(*m.runs, key->text()).isEmpty())
            return reply.fail({.code = ProtocolError::Code::Unavailable,
                               .message = u"a run is active in %1; abort it first"_s.arg(key->text()),
                               .retryable = true});
        if (call.params.contains("maxLines"_L1))
            return keepLines(*key, call.params["maxLines"_L1].toInt(), std::move(reply));
        if (!m.runs->compact)
            return reply.fail({.code = ProtocolError::Code::Unavailable,
                               .message = u"there is no model to summarise with; use maxLines"_s});
        summarise(*key, std::move(reply));
    }

private:
    /// What this gateway cannot do must not look as if it had been done.
    static std::optional<ProtocolError> refusedCreation(const MethodCall &call)
    {
        const QJsonObject &params = call.params;
        for (const auto name : {"cwd"_L1, "execNode"_L1}) {
            if (params.contains(name) && !isAdmin(call))
                return missingScope(admin);
        }
        for (const auto name : {"worktree"_L1, "projectGitUrl"_L1, "repository"_L1, "catalogId"_L1}) {
            if (params.contains(name) && params[name] != false)
                return invalidRequest(u"%1 is not supported by this gateway"_s.arg(name));
        }
        if (params["fork"_L1].toBool() || params.contains("forkFrom"_L1))
            return invalidRequest(u"fork is not supported by this gateway"_s);
        return std::nullopt;
    }

    Result<SessionKey, ProtocolError> newKey(const QJsonObject &params) const
    {
        if (params.contains("key"_L1))
            return calledSession(*m.store, params);
        // The same request again is the same session.
        const QString idempotencyKey = params["idempotencyKey"_L1].toString();
        const QUuid space(u"{8f0a3c52-6c0b-4d57-9a9e-1d3f0a5b7c11}"_s);
        const QString id = idempotencyKey.isEmpty()
                               ? newUuid()
                               : QUuid::createUuidV5(space, idempotencyKey).toString(QUuid::WithoutBraces);
        QJsonObject made = params;
        made.insert("key"_L1, "dashboard:"_L1 + id);
        return calledSession(*m.store, made);
    }

    static QJsonObject settingsOf(const QJsonObject &params)
    {
        QJsonObject settings;
        for (const auto name : {"label"_L1, "category"_L1, "model"_L1, "thinkingLevel"_L1, "fastMode"_L1,
                                "permissionMode"_L1, "toolOverrides"_L1, "contextWindow"_L1, "execNode"_L1}) {
            if (params.contains(name))
                settings.insert(name, params[name]);
        }
        return settings;
    }

    void fill(SessionEntry &entry, const QJsonObject &params, const SessionPatch &patch) const
    {
        patch.apply(entry, now());
        entry.set("createdVia"_L1, u"client"_s);
        if (params.contains("displayName"_L1))
            entry.displayName = params["displayName"_L1].toString();
        if (const QString title = params["titleSource"_L1].toString(); !title.isEmpty())
            entry.set("derivedTitle"_L1, title.simplified().left(80));
        for (const auto name : {"cwd"_L1, "spawnDepth"_L1, "visibility"_L1, "incognito"_L1, "projectId"_L1}) {
            if (params.contains(name))
                entry.set(name, params[name]);
        }
        if (const QString parent = params["parentSessionKey"_L1].toString(); !parent.isEmpty()) {
            const auto key = m.store->resolve(parent);
            entry.set("parentSessionKey"_L1, key ? key->text() : parent);
        }
    }

    void startFirstTurn(const QJsonObject &params, const Caller &caller, const SessionKey &key,
                        QJsonObject &answer) const
    {
        QString message = params["message"_L1].toString();
        if (message.isEmpty())
            message = params["task"_L1].toString();
        if (message.isEmpty() && params["attachments"_L1].toArray().isEmpty())
            return;
        QJsonObject turn{{"sessionKey"_L1, key.text()},
                         {"message"_L1, message},
                         {"deliver"_L1, false},
                         {"idempotencyKey"_L1, params["idempotencyKey"_L1].toString(newUuid())}};
        for (const auto name : {"attachments"_L1, "timeoutMs"_L1, "mentions"_L1}) {
            if (params.contains(name))
                turn.insert(name, params[name]);
        }
        const auto started =
            m.runs->start ? m.runs->start(turn, caller)
                          : Result<QJsonObject, ProtocolError>(invalidRequest(u"no agent can run yet"_s));
        if (!started) {
            answer.insert("runError"_L1, toJson(started.error()));
            return;
        }
        answer.insert("runStarted"_L1, true);
        for (const auto name : {"runId"_L1, "status"_L1, "messageSeq"_L1}) {
            if (started->contains(name))
                answer.insert(name, (*started)[name]);
        }
    }

    Result<QJsonObject, ProtocolError> patched(const MethodCall &call, const QJsonObject &params) const
    {
        if (needsAdmin(params) && !isAdmin(call))
            return missingScope(admin);
        const auto key = calledSession(*m.store, params);
        if (!key)
            return key.error();
        const auto patch = checkedPatch(params, key->agentId, *m.runs);
        if (!patch)
            return patch.error();
        const auto before = m.store->find(*key);
        if (!before)
            return storeFailure(before.error());
        if (const auto broken = brokenPatchGuard(params, before->value_or(SessionEntry())))
            return *broken;
        const auto entry = m.store->change(
            *key, [&patch](SessionEntry &changed) { patch->apply(changed, now()); }, {.reason = u"patch"_s});
        if (!entry)
            return storeFailure(entry.error());
        return QJsonObject{{"ok"_L1, true},
                           {"path"_L1, m.store->indexPath(key->agentId)},
                           {"key"_L1, key->text()},
                           {"entry"_L1, toJson(*entry)},
                           {"resolved"_L1, resolvedModel(*m.runs, *key, *entry)}};
    }

    std::optional<ProtocolError> failedGuard(const QJsonObject &params, const SessionKey &key) const
    {
        const auto entry = m.store->find(key);
        return entry ? brokenGuard(params, entry->value_or(SessionEntry())) : storeFailure(entry.error());
    }

    /// An archived session may go by whoever may write; a living one takes an administrator.
    static std::optional<ProtocolError> refusedRemoval(const MethodCall &call,
                                                       const std::optional<SessionEntry> &entry)
    {
        const bool archivedOnly = call.params["archivedOnly"_L1].toBool();
        const SessionEntry known = entry.value_or(SessionEntry());
        if (!isAdmin(call) && !(archivedOnly && known.archived))
            return missingScope(admin);
        if (entry && archivedOnly && !known.archived)
            return sessionChanged();
        const QJsonValue updatedAt = call.params["expectedSessionUpdatedAt"_L1];
        if (!updatedAt.isUndefined() && updatedAt.toInteger() != known.updatedAt)
            return sessionChanged();
        return brokenGuard(call.params, known);
    }

    void keepLines(const SessionKey &key, int lines, Reply reply) const
    {
        const auto archive = m.store->keepLastRows(key, lines);
        if (!archive)
            return reply.fail(storeFailure(archive.error()));
        if (archive->isEmpty())
            return reply.ok(QJsonObject{{"ok"_L1, true},
                                        {"key"_L1, key.text()},
                                        {"compacted"_L1, false},
                                        {"reason"_L1, u"nothing to compact"_s}});
        const auto noted =
            m.store->change(key, [](SessionEntry &entry) { entry.set("totalTokensFresh"_L1, QJsonValue()); },
                            {.reason = u"compact"_s});
        const auto kept = m.store->transcript(key);
        if (!noted || !kept)
            return reply.fail(storeFailure(noted ? kept.error() : noted.error()));
        reply.ok(QJsonObject{{"ok"_L1, true},
                             {"key"_L1, key.text()},
                             {"compacted"_L1, true},
                             {"kept"_L1, (*kept)->rowCount()},
                             {"archived"_L1, *archive}});
    }

    void announceCompaction(const SessionKey &key, const QString &id, QJsonObject more) const
    {
        more.insert("operationId"_L1, id);
        more.insert("operation"_L1, u"compact"_s);
        more.insert("sessionKey"_L1, key.text());
        more.insert("agentId"_L1, key.agentId);
        more.insert("ts"_L1, now());
        m.announce("session.operation"_L1, key.text(), more);
    }

    void summarise(const SessionKey &key, Reply reply) const
    {
        const QString id = newUuid();
        announceCompaction(key, id, {{"phase"_L1, u"start"_s}});
        const auto later = std::make_shared<Reply>(std::move(reply));
        const auto done = [methods = *this, key, id, later](const Result<CompactOutcome> &outcome) {
            const QString reason = outcome ? outcome->reason : outcome.error().message;
            methods.announceCompaction(key, id,
                                       {{"phase"_L1, u"end"_s},
                                        {"completed"_L1, outcome && outcome->compacted},
                                        {"reason"_L1, reason}});
            if (!outcome)
                return later->fail(storeFailure(outcome.error()));
            QJsonObject answer{{"ok"_L1, true}, {"key"_L1, key.text()}, {"compacted"_L1, outcome->compacted}};
            if (!reason.isEmpty())
                answer.insert("reason"_L1, reason);
            if (!outcome->result.isEmpty())
                answer.insert("result"_L1, outcome->result);
            later->ok(answer);
        };
        m.runs->compact(key, {}, done);
    }

    SessionServices m;
};

} // namespace

void addSessionChangeMethods(MethodTable &table, const SessionServices &services)
{
    const auto methods = std::make_shared<const SessionChangeMethods>(services);
    const auto add = [&](const QString &name, const QString &scope, const ParamShape &shape,
                         void (SessionChangeMethods::*run)(const MethodCall &, Reply) const) {
        table.add({.name = name,
                   .scope = scope,
                   .shape = &shape,
                   .run = [methods, run](const MethodCall &call, Reply reply) {
                       ((*methods).*run)(call, std::move(reply));
                   }});
    };
    // More than writing is asked for where the parameters say so.
    const QString write = u"operator.write"_s;
    add(u"sessions.create"_s, write, shapes::sessionsCreate, &SessionChangeMethods::create);
    add(u"sessions.patch"_s, write, shapes::sessionsPatch, &SessionChangeMethods::patch);
    add(u"sessions.patchMany"_s, write, shapes::sessionsPatchMany, &SessionChangeMethods::patchMany);
    add(u"sessions.delete"_s, write, shapes::sessionsDelete, &SessionChangeMethods::remove);
    add(u"sessions.reset"_s, admin, shapes::sessionsReset, &SessionChangeMethods::reset);
    add(u"sessions.compact"_s, admin, shapes::sessionsCompact, &SessionChangeMethods::compact);
}

} // namespace wsagent
