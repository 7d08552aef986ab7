#include "gateway/methods/sessionmethods.h"

#include "gateway/methods/sessionlookup.h"
#include "gateway/methods/sessionrow.h"
#include "gateway/methods/sessionsearch.h"
#include "gateway/methods/sessionshapes.h"

#include <QDateTime>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostListed = 10'000;

qint64 now()
{
    return QDateTime::currentMSecsSinceEpoch();
}

RowOptions rowOptions(const QJsonObject &params)
{
    return {.derivedTitle = params["includeDerivedTitles"_L1].toBool(),
            .lastMessage = params["includeLastMessage"_L1].toBool()};
}

/// The methods of one family share their services.
class SessionMethods
{
public:
    explicit SessionMethods(SessionServices services)
        : m(std::move(services))
    {}

    void subscribe(const MethodCall &call, Reply reply) const
    {
        // Before the list is made: no change falls between the two.
        m.subscriptions->follow(call.caller.connectionId);
        QJsonObject answer{{"subscribed"_L1, true}};
        if (!call.params.isEmpty()) {
            const auto found = listed(call.params);
            if (!found)
                return reply.fail(found.error());
            answer.insert("list"_L1, *found);
        }
        reply.ok(answer);
    }

    void list(const MethodCall &call, Reply reply) const
    {
        const auto found = listed(call.params);
        found ? reply.ok(*found) : reply.fail(found.error());
    }

    void describe(const MethodCall &call, Reply reply) const
    {
        const auto key = calledSession(*m.store, call.params);
        if (!key)
            return reply.fail(key.error());
        const auto all = m.store->sessions(key->agentId);
        if (!all)
            return reply.fail(storeFailure(all.error()));
        const auto entry = m.store->find(*key);
        if (!entry)
            return reply.fail(storeFailure(entry.error()));
        const QJsonValue row =
            *entry ? QJsonValue(SessionRows(m, *all).row(*key, **entry, rowOptions(call.params)))
                   : QJsonValue();
        reply.ok(QJsonObject{{"session"_L1, row}, {"snapshotAt"_L1, now()}});
    }

    void resolve(const MethodCall &call, Reply reply) const
    {
        const QJsonObject &params = call.params;
        QString asked = params["key"_L1].toString();
        if (asked.isEmpty())
            asked = params["reference"_L1]["key"_L1].toString();
        const auto found = asked.isEmpty() ? matching(params) : byKey(asked, params);
        if (!found)
            return reply.fail(found.error());
        if (found->size() == 1) {
            const SessionRef &session = found->first();
            QJsonObject answer{{"ok"_L1, true}, {"key"_L1, session.key}, {"agentId"_L1, session.agentId}};
            if (session.entry && !session.entry->displayName.isEmpty())
                answer.insert("displayName"_L1, session.entry->displayName);
            return reply.ok(answer);
        }
        if (found->isEmpty() && !params["allowMissing"_L1].toBool())
            return reply.fail(invalidRequest(u"No session found: "_s + selectorOf(params)));
        QJsonObject answer{{"ok"_L1, false}};
        if (!found->isEmpty())
            answer.insert("candidates"_L1, candidates(*found));
        reply.ok(answer);
    }

    void watch(const MethodCall &call, Reply reply) const
    {
        const auto key = calledSession(*m.store, call.params);
        if (!key)
            return reply.fail(key.error());
        const bool approvals = call.params["includeApprovals"_L1].toBool();
        m.subscriptions->watch(call.caller.connectionId, key->text(), approvals);
        reply.ok(QJsonObject{{"subscribed"_L1, true}, {"key"_L1, key->text()}});
    }

    void unwatch(const MethodCall &call, Reply reply) const
    {
        const auto key = calledSession(*m.store, call.params);
        if (!key)
            return reply.fail(key.error());
        m.subscriptions->unwatch(call.caller.connectionId, key->text());
        reply.ok(QJsonObject{{"subscribed"_L1, false}, {"key"_L1, key->text()}});
    }

    void preview(const MethodCall &call, Reply reply) const
    {
        const int limit = call.params["limit"_L1].toInt(12);
        const int chars = call.params["maxChars"_L1].toInt(240);
        QJsonArray previews;
        const QJsonArray keys = call.params["keys"_L1].toArray();
        for (const QJsonValue &key : keys)
            previews += previewOf(key.toString(), limit, chars);
        reply.ok(QJsonObject{{"ts"_L1, now()}, {"previews"_L1, previews}});
    }

    void get(const MethodCall &call, Reply reply) const
    {
        const auto key = calledSession(*m.store, call.params);
        if (!key)
            return reply.fail(key.error());
        const auto page = rowsOf(*key, call.params["limit"_L1].toInt(200));
        if (!page)
            return reply.fail(storeFailure(page.error()));
        QJsonArray messages;
        for (const TranscriptEntry &entry : *page)
            messages += messageRow(entry);
        reply.ok(QJsonObject{{"messages"_L1, messages}});
    }

    void search(const MethodCall &call, Reply reply) const
    {
        searchSessions(m, call.params, std::move(reply));
    }

private:
    using Found = Result<QList<SessionRef>, ProtocolError>;

    Result<QJsonObject, ProtocolError> listed(const QJsonObject &params) const
    {
        auto query = sessionQuery(params, m, now());
        if (!query)
            return query.error();
        const int asked = query->limit;
        query->limit = asked > 0 ? std::min(asked, mostListed) : mostListed;
        const auto all = m.store->sessions(query->agentId);
        if (!all)
            return storeFailure(all.error());
        const SessionSelection selection = selectSessions(*all, *query);
        const SessionRows rows(m, *all);
        QJsonArray sessions;
        for (const SessionRef &session : selection.page)
            sessions += rows.row(session, rowOptions(params));
        const qsizetype next = query->offset + selection.page.size();
        const bool more = next < selection.total;
        const QString agent = query->agentId.isEmpty() ? m.store->rules().defaultAgent : query->agentId;
        return QJsonObject{{"ts"_L1, query->now},
                           {"path"_L1, m.store->indexPath(agent)},
                           {"count"_L1, selection.page.size()},
                           {"totalCount"_L1, selection.total},
                           {"limitApplied"_L1, query->limit},
                           {"offset"_L1, query->offset},
                           {"nextOffset"_L1, more ? QJsonValue(next) : QJsonValue()},
                           {"hasMore"_L1, more},
                           {"owners"_L1, QJsonArray()},
                           {"defaults"_L1, sessionDefaults(*m.runs, agent)},
                           {"sessions"_L1, sessions}};
    }

    /// The main session is there as soon as somebody asks for it.
    Found byKey(const QString &asked, const QJsonObject &params) const
    {
        const auto key = m.store->resolve(asked, params["agentId"_L1].toString());
        if (!key)
            return invalidRequest(key.error().message);
        const auto all = m.store->sessions(key->agentId);
        if (!all)
            return storeFailure(all.error());
        QList<SessionRef> found = *all;
        found.removeIf([text = key->text()](const SessionRef &session) { return session.key != text; });
        if (found.isEmpty() && isMainSession(*key, m.store->rules()))
            found += {.key = key->text(), .agentId = key->agentId};
        return found;
    }

    Found matching(const QJsonObject &params) const
    {
        const QString id = params["sessionId"_L1].toString();
        const QString label = params["label"_L1].toString();
        const QString start = params["shortId"_L1].toString();
        if (id.isEmpty() && label.isEmpty() && start.isEmpty())
            return invalidRequest(u"key, sessionId, label, reference or shortId required"_s);
        const auto all = m.store->sessions(params["agentId"_L1].toString().toLower());
        if (!all)
            return storeFailure(all.error());
        QJsonObject filter = params;
        for (const auto other : {"label"_L1, "sessionId"_L1, "shortId"_L1, "slugHint"_L1, "allowMissing"_L1})
            filter.remove(other);
        auto query = sessionQuery(filter, m, now());
        if (!query)
            return query.error();
        query->archived = SessionQuery::Archived::All;
        QList<SessionRef> found = selectSessions(*all, *query).page;
        found.removeIf([&](const SessionRef &session) {
            const SessionEntry &entry = *session.entry;
            return (!id.isEmpty() && entry.sessionId != id) || (!label.isEmpty() && entry.label != label) ||
                   (!start.isEmpty() && !entry.sessionId.startsWith(start));
        });
        return found;
    }

    static QString selectorOf(const QJsonObject &params)
    {
        for (const auto name : {"key"_L1, "sessionId"_L1, "label"_L1, "shortId"_L1}) {
            if (const QString text = params[name].toString(); !text.isEmpty())
                return text;
        }
        return params["reference"_L1]["key"_L1].toString();
    }

    static QJsonArray candidates(const QList<SessionRef> &found)
    {
        constexpr qsizetype most = 10;
        QJsonArray rows;
        for (const SessionRef &session : found.first(std::min(most, found.size())))
            rows += QJsonObject{{"key"_L1, session.key},
                                {"agentId"_L1, session.agentId},
                                {"sessionId"_L1, session.entry->sessionId},
                                {"label"_L1, session.entry->label},
                                {"updatedAt"_L1, session.entry->updatedAt}};
        return rows;
    }

    /// Nothing is made for a session that does not exist.
    Result<QList<TranscriptEntry>> rowsOf(const SessionKey &key, int limit) const
    {
        const auto entry = m.store->find(key);
        if (!entry)
            return entry.error();
        if (!*entry)
            return QList<TranscriptEntry>();
        const auto transcript = m.store->transcript(key);
        if (!transcript)
            return transcript.error();
        const auto page = (*transcript)->page({.limit = limit});
        return page ? Result(page->rows) : page.error();
    }

    QJsonObject previewOf(const QString &asked, int limit, int chars) const
    {
        const auto answer = [&asked](const QString &status, const QJsonArray &items = {}) {
            return QJsonObject{{"key"_L1, asked}, {"status"_L1, status}, {"items"_L1, items}};
        };
        const auto key = m.store->resolve(asked);
        const auto entry = key ? m.store->find(*key) : Result<std::optional<SessionEntry>>(key.error());
        if (!entry || !*entry)
            return answer(entry || !key ? u"missing"_s : u"error"_s);
        const auto rows = rowsOf(*key, limit);
        if (!rows)
            return answer(u"error"_s);
        QJsonArray items;
        for (const TranscriptEntry &row : *rows) {
            const QString text = plainText(row.message()["content"_L1]).left(4 * chars).simplified();
            if (!text.isEmpty())
                items += QJsonObject{{"role"_L1, row.role()}, {"text"_L1, text.left(chars)}};
        }
        return answer(items.isEmpty() ? u"empty"_s : u"ok"_s, items);
    }

    SessionServices m;
};

} // namespace

void addSessionMethods(MethodTable &table, const SessionServices &services)
{
    const auto methods = std::make_shared<const SessionMethods>(services);
    const auto add = [&](const QString &name, const ParamShape &shape,
                         void (SessionMethods::*run)(const MethodCall &, Reply) const) {
        table.add({.name = name,
                   .scope = u"operator.read"_s,
                   .shape = &shape,
                   .run = [methods, run](const MethodCall &call, Reply reply) {
                       ((*methods).*run)(call, std::move(reply));
                   }});
    };
    add(u"sessions.subscribe"_s, shapes::sessionsSubscribe, &SessionMethods::subscribe);
    add(u"sessions.list"_s, shapes::sessionsList, &SessionMethods::list);
    add(u"sessions.describe"_s, shapes::sessionsDescribe, &SessionMethods::describe);
    add(u"sessions.resolve"_s, shapes::sessionsResolve, &SessionMethods::resolve);
    add(u"sessions.messages.subscribe"_s, shapes::sessionsWatch, &SessionMethods::watch);
    add(u"sessions.messages.unsubscribe"_s, shapes::sessionsKey, &SessionMethods::unwatch);
    add(u"sessions.preview"_s, shapes::sessionsPreview, &SessionMethods::preview);
    add(u"sessions.get"_s, shapes::sessionsGet, &SessionMethods::get);
    add(u"sessions.search"_s, shapes::sessionsSearch, &SessionMethods::search);

    // What this gateway has none of; clients ask again and again for as long as nobody tells them.
    const auto addConstant = [&table](const QString &name, const ParamShape &shape,
                                      const QJsonObject &answer) {
        table.add({.name = name,
                   .scope = u"operator.read"_s,
                   .shape = &shape,
                   .run = [answer](const MethodCall &, Reply reply) {
                       reply.ok(answer);
                   }});
    };
    addConstant(u"sessions.groups.list"_s, shapes::anything, {{"groups"_L1, QJsonArray()}});
    addConstant(u"sessions.branches.list"_s, shapes::sessionsBranches, {{"branches"_L1, QJsonArray()}});
    addConstant(u"sessions.observer.visibility"_s, shapes::anything, {{"ok"_L1, true}});
    addConstant(u"sessions.companion.state"_s, shapes::anything, {{"exchanges"_L1, QJsonArray()}});
}

} // namespace wsagent
