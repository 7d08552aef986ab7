#include "gateway/methods/chathistory.h"
#include "gateway/methods/sessionlookup.h"
#include "gateway/methods/sessionmethods.h"
#include "gateway/methods/sessionrow.h"
#include "gateway/methods/sessionshapes.h"

#include <QDateTime>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr auto sessionKey = "sessionKey"_L1;

QJsonObject foundMessage(const QString &path, const QString &id, int maxChars)
{
    constexpr qint64 mostBytes = 20 * 1024 * 1024;
    const auto unavailable = [](const QString &reason) {
        return QJsonObject{{"ok"_L1, false}, {"unavailableReason"_L1, reason}};
    };
    const auto transcript = Transcript::openToRead(path);
    if (!transcript)
        return unavailable(u"not_found"_s);
    const auto entry = transcript->find(id);
    if (!entry || !*entry)
        return unavailable(u"not_found"_s);
    if ((*entry)->seq == 0)
        return unavailable(u"not_visible"_s);
    const QJsonObject row = boundedRow(**entry, maxChars, mostBytes);
    if (row["__openclaw"_L1]["oversized"_L1].toBool())
        return unavailable(u"oversized"_s);
    return {{"ok"_L1, true}, {"message"_L1, row}};
}

class ChatHistoryMethods
{
public:
    explicit ChatHistoryMethods(SessionServices services)
        : m(std::move(services))
    {}

    void history(const MethodCall &call, Reply reply) const
    {
        const auto key = calledSession(*m.store, call.params, sessionKey);
        if (!key)
            return reply.fail(key.error());
        const auto answer = ChatHistory(m).answer(*key, call.params);
        answer ? reply.ok(*answer) : reply.fail(answer.error());
    }

    void startup(const MethodCall &call, Reply reply) const
    {
        const auto key = startSession(call.params);
        if (!key)
            return reply.fail(key.error());
        const auto answer = ChatHistory(m).answer(*key, call.params);
        if (!answer)
            return reply.fail(answer.error());
        QJsonObject started = *answer;
        started.insert("metadata"_L1, metadataOf(key->agentId));
        if (m.runs->agentsList)
            started.insert("agentsList"_L1, m.runs->agentsList());
        reply.ok(started);
    }

    void metadata(const MethodCall &call, Reply reply) const
    {
        QString agent = call.params["agentId"_L1].toString().toLower();
        if (call.params.contains(sessionKey)) {
            const auto key = calledSession(*m.store, call.params, sessionKey);
            if (!key)
                return reply.fail(key.error());
            agent = key->agentId;
        }
        reply.ok(metadataOf(agent.isEmpty() ? m.store->rules().defaultAgent : agent));
    }

    /// It may stand anywhere, so that the search has a thread of its own.
    void message(const MethodCall &call, Reply reply) const
    {
        const auto key = calledSession(*m.store, call.params, sessionKey);
        if (!key)
            return reply.fail(key.error());
        const auto entry = m.store->find(*key);
        if (!entry)
            return reply.fail(storeFailure(entry.error()));
        const QString path = m.store->transcriptPath(*key, entry->value_or(SessionEntry()));
        const QString id = call.params["messageId"_L1].toString();
        const int maxChars = call.params["maxChars"_L1].toInt();
        m.worker->run([path, id, maxChars] { return foundMessage(path, id, maxChars); },
                      [later = std::make_shared<Reply>(std::move(reply))](const QJsonObject &answer) {
                          later->ok(answer);
                      });
    }

    void inject(const MethodCall &call, Reply reply) const
    {
        const auto key = calledSession(*m.store, call.params, sessionKey);
        if (!key)
            return reply.fail(key.error());
        const auto row = m.store->append(*key, injected(call.params), {}, Durable::Yes);
        if (!row)
            return reply.fail(storeFailure(row.error()));
        m.announce("chat"_L1, key->text(),
                   {{"runId"_L1, "inject-"_L1 + row->id},
                    {"sessionKey"_L1, key->text()},
                    {"agentId"_L1, key->agentId},
                    {"seq"_L1, 0},
                    {"state"_L1, u"final"_s},
                    {"stopReason"_L1, u"stop"_s},
                    {"message"_L1, messageRow(*row)}});
        reply.ok(QJsonObject{{"ok"_L1, true}, {"messageId"_L1, row->id}});
    }

private:
    /// A client may know no more of a session than how its id begins, from an address it was given.
    Result<SessionKey, ProtocolError> startSession(const QJsonObject &params) const
    {
        const QString start = params["shortId"_L1].toString();
        if (start.isEmpty()) {
            QJsonObject asked = params;
            if (!asked.contains(sessionKey))
                asked.insert(sessionKey, u"main"_s);
            return calledSession(*m.store, asked, sessionKey);
        }
        const auto all = m.store->sessions(params["agentId"_L1].toString().toLower());
        if (!all)
            return storeFailure(all.error());
        for (const SessionRef &session : *all) {
            if (session.entry->sessionId.startsWith(start))
                return keyOf(session);
        }
        return invalidRequest(u"No session found: "_s + start);
    }

    QJsonObject metadataOf(const QString &agentId) const
    {
        return {{"commands"_L1, m.runs->commands ? m.runs->commands(agentId) : QJsonArray()},
                {"models"_L1, m.runs->models ? m.runs->models(agentId) : QJsonArray()}};
    }

    static QJsonObject injected(const QJsonObject &params)
    {
        const QString label = params["label"_L1].toString().trimmed();
        const QString message = params["message"_L1].toString();
        const QString text = label.isEmpty() ? message : u"[%1]\n\n%2"_s.arg(label, message);
        const QJsonObject usage{{"input"_L1, 0},
                                {"output"_L1, 0},
                                {"cacheRead"_L1, 0},
                                {"cacheWrite"_L1, 0},
                                {"totalTokens"_L1, 0}};
        return {{"role"_L1, u"assistant"_s},
                {"content"_L1, QJsonArray{QJsonObject{{"type"_L1, u"text"_s}, {"text"_L1, text}}}},
                {"provider"_L1, u"gateway"_s},
                {"model"_L1, u"injected"_s},
                {"usage"_L1, usage},
                {"stopReason"_L1, u"stop"_s},
                {"timestamp"_L1, QDateTime::currentMSecsSinceEpoch()}};
    }

    SessionServices m;
};

} // namespace

void addChatHistoryMethods(MethodTable &table, const SessionServices &services)
{
    const auto methods = std::make_shared<const ChatHistoryMethods>(services);
    const auto add = [&](const QString &name, const QString &scope, const ParamShape &shape,
                         void (ChatHistoryMethods::*run)(const MethodCall &, Reply) const) {
        table.add({.name = name,
                   .scope = scope,
                   .shape = &shape,
                   .run = [methods, run](const MethodCall &call, Reply reply) {
                       ((*methods).*run)(call, std::move(reply));
                   }});
    };
    const QString read = u"operator.read"_s;
    add(u"chat.history"_s, read, shapes::chatHistory, &ChatHistoryMethods::history);
    add(u"chat.startup"_s, read, shapes::chatStartup, &ChatHistoryMethods::startup);
    add(u"chat.metadata"_s, read, shapes::chatMetadata, &ChatHistoryMethods::metadata);
    add(u"chat.message.get"_s, read, shapes::chatMessageGet, &ChatHistoryMethods::message);
    add(u"chat.inject"_s, u"operator.admin"_s, shapes::chatInject, &ChatHistoryMethods::inject);
}

} // namespace wsagent
