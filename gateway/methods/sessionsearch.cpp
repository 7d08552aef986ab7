#include "gateway/methods/sessionsearch.h"

#include "gateway/methods/sessionlookup.h"
#include "gateway/methods/sessionrow.h"
#include "gateway/sessions/transcriptsearch.h"

#include <QDateTime>
#include <QSet>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

QJsonObject answerOf(const SearchOutcome &outcome)
{
    QJsonArray results;
    for (const SearchHit &hit : outcome.hits)
        results += QJsonObject{{"sessionKey"_L1, hit.sessionKey},
                               {"sessionId"_L1, hit.sessionId},
                               {"messageId"_L1, hit.messageId},
                               {"role"_L1, hit.role},
                               {"timestamp"_L1, hit.timestamp},
                               {"snippet"_L1, hit.snippet},
                               {"score"_L1, hit.score}};
    QJsonObject answer{{"results"_L1, results}};
    if (outcome.isTruncated)
        answer.insert("truncated"_L1, true);
    return answer;
}

/// Keys in any form a client may write them; empty: all.
QSet<QString> wantedKeys(const SessionStore &store, const QJsonArray &given)
{
    QSet<QString> keys;
    for (const QJsonValue &each : given) {
        if (const auto key = store.resolve(each.toString()))
            keys.insert(key->text());
    }
    return keys;
}

} // namespace

void searchSessions(const SessionServices &services, const QJsonObject &params, Reply reply)
{
    const auto all = services.store->sessions(params["agentId"_L1].toString().toLower());
    if (!all)
        return reply.fail(storeFailure(all.error()));
    const QJsonArray given = params["sessionKeys"_L1].toArray();
    const QSet<QString> keys = wantedKeys(*services.store, given);
    const SessionQuery query{.archived = SessionQuery::Archived::All,
                             .includeGlobal = true,
                             .now = QDateTime::currentMSecsSinceEpoch()};
    QList<SearchedTranscript> transcripts;
    for (const SessionRef &session : selectSessions(*all, query).page) {
        if (given.isEmpty() || keys.contains(session.key))
            transcripts += {.sessionKey = session.key,
                            .sessionId = session.entry->sessionId,
                            .path = services.store->transcriptPath(keyOf(session), *session.entry)};
    }
    const QString text = params["query"_L1].toString();
    const int limit = params["limit"_L1].toInt(10);
    services.worker->run([transcripts, text, limit] { return searchTranscripts(transcripts, text, limit); },
                         [later = std::make_shared<Reply>(std::move(reply))](const SearchOutcome &outcome) {
                             later->ok(answerOf(outcome));
                         });
}

} // namespace wsagent
