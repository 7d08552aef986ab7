#include "gateway/methods/chathistory.h"

#include "gateway/methods/sessionlookup.h"
#include "gateway/methods/sessionrow.h"

#include <QJsonDocument>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr int usualLimit = 200;
constexpr int mostRows = 1000;
constexpr qint64 usualBytes = 8 * 1024 * 1024;

/// Where a client stands: which life of the session, and the last row it has.
struct Cursor
{
    QString revision = {};
    qint64 seq = 0;
};

QString toText(const Cursor &cursor)
{
    return cursor.revision + u'.' + QString::number(cursor.seq);
}

Cursor cursorFrom(const QString &text)
{
    return {.revision = text.section(u'.', 0, 0), .seq = text.section(u'.', 1).toLongLong()};
}

QJsonValue shortened(const QJsonValue &part, int maxChars)
{
    QJsonObject object = part.toObject();
    for (const auto name : {"text"_L1, "thinking"_L1}) {
        const QString text = object[name].toString();
        if (text.size() > maxChars) {
            object.insert(name, QString(text.first(maxChars) + u'…'));
            object.insert("truncated"_L1, true);
        }
    }
    return object;
}

QJsonValue shortenedContent(const QJsonValue &content, int maxChars)
{
    if (content.isString())
        return content.toString().size() > maxChars ? QJsonValue(content.toString().first(maxChars) + u'…')
                                                    : content;
    QJsonArray parts = content.toArray();
    for (qsizetype i = 0; i < parts.size(); ++i)
        parts.replace(i, shortened(parts.at(i), maxChars));
    return parts;
}

QJsonArray rowsOf(const QList<TranscriptEntry> &entries, const QJsonObject &params)
{
    const int maxChars = params["maxChars"_L1].toInt();
    const qint64 maxBytes = params["maxBytes"_L1].toInteger(usualBytes);
    QJsonArray rows;
    for (const TranscriptEntry &entry : entries)
        rows += boundedRow(entry, maxChars, maxBytes);
    return rows;
}

} // namespace

QJsonObject messageNews(const SessionKey &key, const TranscriptEntry &entry, const QJsonObject &row)
{
    return {{"sessionKey"_L1, key.text()},
            {"agentId"_L1, key.agentId},
            {"message"_L1, row},
            {"messageId"_L1, entry.id},
            {"messageSeq"_L1, entry.seq}};
}

QJsonObject boundedRow(const TranscriptEntry &entry, int maxChars, qint64 maxBytes)
{
    QJsonObject row = messageRow(entry);
    if (maxChars > 0)
        row.insert("content"_L1, shortenedContent(row["content"_L1], maxChars));
    const qsizetype size = QJsonDocument(row).toJson(QJsonDocument::Compact).size();
    if (size <= maxBytes)
        return row;
    const QString text = u"[a message of %1 bytes, too large to be shown here]"_s.arg(size);
    row.insert("content"_L1, QJsonArray{QJsonObject{{"type"_L1, u"text"_s}, {"text"_L1, text}}});
    row.remove("details"_L1);
    QJsonObject known = row["__openclaw"_L1].toObject();
    known.insert("oversized"_L1, true);
    row.insert("__openclaw"_L1, known);
    return row;
}

Result<ChatHistory::Asked> ChatHistory::open(const SessionKey &key) const
{
    Asked asked{.key = key};
    auto entry = m.store->find(key);
    if (!entry)
        return entry.error();
    asked.entry = *std::move(entry);
    if (!asked.entry)
        return asked;
    auto transcript = m.store->transcript(key);
    if (!transcript)
        return transcript.error();
    asked.transcript = *std::move(transcript);
    return asked;
}

Result<QJsonObject, ProtocolError> ChatHistory::answer(const SessionKey &key, const QJsonObject &params) const
{
    const auto asked = open(key);
    if (!asked)
        return storeFailure(asked.error());
    const QString sessionId = params["sessionId"_L1].toString();
    if (!sessionId.isEmpty() && asked->entry && asked->entry->sessionId != sessionId)
        return sessionChanged();
    const auto made = params.contains("cursor"_L1) ? sinceCursor(*asked, params) : page(*asked, params);
    if (!made)
        return storeFailure(made.error());
    return *made;
}

Result<QJsonObject> ChatHistory::page(const Asked &asked, const QJsonObject &params) const
{
    const qint64 total = asked.transcript ? asked.transcript->rowCount() : 0;
    const int limit = params["limit"_L1].toInt(usualLimit);
    qint64 offset = params["offset"_L1].toInteger();
    TranscriptPage found;
    if (asked.transcript) {
        if (const QString id = params["messageId"_L1].toString(); !id.isEmpty()) {
            const auto wanted = asked.transcript->find(id);
            if (!wanted)
                return wanted.error();
            if (*wanted) // in the middle of the page
                offset = std::max<qint64>(0, total - (*wanted)->seq - limit / 2);
        }
        auto page = asked.transcript->page(
            {.limit = limit, .skip = offset, .maxBytes = params["maxBytes"_L1].toInteger(usualBytes)});
        if (!page)
            return page.error();
        found = *std::move(page);
    }
    QJsonObject answer{
        {"sessionKey"_L1, asked.key.text()},    {"messages"_L1, rowsOf(found.rows, params)},
        {"hasMore"_L1, found.hasMore},          {"totalMessages"_L1, total},
        {"sessionInfo"_L1, sessionInfo(asked)}, {"defaults"_L1, sessionDefaults(*m.runs, asked.key.agentId)}};
    if (found.hasMore)
        answer.insert("nextOffset"_L1, offset + found.rows.size());
    if (asked.entry) {
        answer.insert("sessionId"_L1, asked.entry->sessionId);
        answer.insert("deltaCursor"_L1, toText({asked.entry->lifecycleRevision, total}));
        if (const QJsonValue level = asked.entry->value("thinkingLevel"_L1); level.isString())
            answer.insert("thinkingLevel"_L1, level);
    }
    addRuns(asked, params, answer);
    return answer;
}

Result<QJsonObject> ChatHistory::sinceCursor(const Asked &asked, const QJsonObject &params) const
{
    const QJsonObject reset{{"kind"_L1, u"reset"_s}};
    const Cursor cursor = cursorFrom(params["cursor"_L1].toString());
    if (!asked.transcript || cursor.revision != asked.entry->lifecycleRevision || cursor.seq < 0 ||
        cursor.seq > asked.transcript->rowCount())
        return reset;
    const auto page = asked.transcript->page(
        {.limit = mostRows, .maxBytes = params["maxBytes"_L1].toInteger(usualBytes), .afterSeq = cursor.seq});
    if (!page)
        return page.error();
    if (page->hasMore)
        return reset;
    const QJsonArray rows = rowsOf(page->rows, params);
    QJsonArray news;
    for (qsizetype i = 0; i < rows.size(); ++i)
        news += messageNews(asked.key, page->rows.at(i), rows.at(i).toObject());
    QJsonObject answer{{"kind"_L1, u"delta"_s},
                       {"messages"_L1, news},
                       {"deltaCursor"_L1, toText({cursor.revision, asked.transcript->rowCount()})},
                       {"sessionInfo"_L1, sessionInfo(asked)}};
    addRuns(asked, params, answer);
    return answer;
}

QJsonObject ChatHistory::sessionInfo(const Asked &asked) const
{
    // A session that is not there yet looks as it will.
    return SessionRows(m, {}).row(asked.key, asked.entry.value_or(SessionEntry()), {.derivedTitle = true});
}

void ChatHistory::addRuns(const Asked &asked, const QJsonObject &params, QJsonObject &answer) const
{
    const QString key = asked.key.text();
    if (m.runs->pendingInputs) {
        const QJsonObject pending = m.runs->pendingInputs(key, params["pendingBefore"_L1]);
        if (!pending.isEmpty())
            answer.insert("pendingInputs"_L1, pending);
    }
    if (m.runs->inFlightRun) {
        const QJsonObject run = m.runs->inFlightRun(key);
        if (!run.isEmpty())
            answer.insert("inFlightRun"_L1, run);
    }
    if (params.contains("inputRunIds"_L1))
        answer.insert("inputReceipts"_L1, receipts(asked, params["inputRunIds"_L1].toArray()));
}

/// What became of messages that a client has sent: it keeps them until it knows.
QJsonArray ChatHistory::receipts(const Asked &asked, const QJsonArray &runIds) const
{
    constexpr int farthest = 2000; // a client asks about what it has just sent
    QHash<QString, TranscriptEntry> recorded;
    int seen = 0;
    const auto note = [&](const TranscriptEntry &entry, qint64) {
        const QString key = entry.message()["idempotencyKey"_L1].toString();
        if (key.endsWith(":user"_L1))
            recorded.insert(key.chopped(5), entry);
        return ++seen < farthest && recorded.size() < runIds.size() * 10 ? Transcript::Visit::GoOn
                                                                         : Transcript::Visit::Stop;
    };
    if (asked.transcript)
        (void)asked.transcript->backwards(note);
    const QStringList active = activeRuns(*m.runs, asked.key.text());
    QJsonArray receipts;
    for (const QJsonValue &id : runIds) {
        const QString runId = id.toString();
        QJsonObject receipt{{"runId"_L1, runId}};
        if (const auto row = recorded.constFind(runId); row != recorded.constEnd()) {
            receipt.insert("state"_L1, u"recorded"_s);
            receipt.insert("messageId"_L1, row->id);
            receipt.insert("messageSeq"_L1, row->seq);
        } else {
            receipt.insert("state"_L1, active.contains(runId) ? u"pending"_s : u"unknown"_s);
        }
        receipts += receipt;
    }
    return receipts;
}

} // namespace wsagent
