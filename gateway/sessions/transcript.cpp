#include "gateway/sessions/transcript.h"

#include "gateway/sessions/linesbackwards.h"

#include <QDateTime>
#include <QJsonDocument>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr int formatVersion = 3;

QByteArray lineOf(const QJsonObject &json)
{
    return QJsonDocument(json).toJson(QJsonDocument::Compact) + '\n';
}

QString isoTime(qint64 ms)
{
    return QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC).toString(Qt::ISODateWithMs);
}

/// Follows the branch that ends with the newest entry. Where a line is damaged, what stands before it is
/// taken to be its parent: better a stray entry than the loss of all before.
class Branch
{
public:
    bool contains(const TranscriptEntry &entry)
    {
        if (m_wanted && *m_wanted != entry.id)
            return false;
        if (entry.parentId.isEmpty())
            m_wanted.reset();
        else
            m_wanted = entry.parentId;
        return true;
    }
    void lost() { m_wanted.reset(); }

private:
    std::optional<QString> m_wanted;
};

} // namespace

QByteArray transcriptHead(const QString &sessionId)
{
    return lineOf({{"type"_L1, u"session"_s},
                   {"version"_L1, formatVersion},
                   {"id"_L1, sessionId},
                   {"timestamp"_L1, isoTime(QDateTime::currentMSecsSinceEpoch())}});
}

Result<Transcript> Transcript::open(const QString &path, const QString &sessionId)
{
    auto file = AppendFile::open(path, AppendFile::Access::Append);
    if (!file)
        return file.error();
    Transcript transcript(*std::move(file));
    if (const auto mended = transcript.mendEnd(); !mended)
        return mended.error();
    if (transcript.bytes() == 0) {
        if (const auto begun = transcript.m_file.append(transcriptHead(sessionId)); !begun)
            return begun.error();
        return transcript;
    }
    if (const auto found = transcript.findLeaf(); !found)
        return found.error();
    return transcript;
}

Result<Transcript> Transcript::openToRead(const QString &path)
{
    auto file = AppendFile::open(path, AppendFile::Access::Read);
    if (!file)
        return file.error();
    Transcript transcript(*std::move(file));
    if (const auto found = transcript.findLeaf(); !found)
        return found.error();
    return transcript;
}

/// A crash may have left a line without its end. One that is complete gets its end, any other is cut off.
Result<void> Transcript::mendEnd()
{
    if (bytes() == 0)
        return {};
    const auto last = m_file.read(bytes() - 1, 1);
    if (!last)
        return last.error();
    if (*last == "\n")
        return {};
    LinesBackwards lines(m_file);
    const auto torn = lines.next();
    if (!torn)
        return Error{u"%1 cannot be read"_s.arg(path()), u"ls -l '%1'"_s.arg(path()), ErrorKind::Io};
    if (QJsonDocument::fromJson(torn->text).isObject()) {
        m_repair = u"the end of the last line was missing"_s;
        return m_file.append("\n");
    }
    m_repair = u"a torn last line of %1 bytes was cut off"_s.arg(bytes() - torn->offset);
    return m_file.truncate(torn->offset);
}

/// Usually one look at the last line. Transcripts of others do not count their rows; these are counted once.
Result<void> Transcript::findLeaf()
{
    qint64 counted = 0;
    qint64 uncounted = 0;
    const auto visited = backwards([&](const TranscriptEntry &entry, qint64) {
        if (m_leaf.isEmpty())
            m_leaf = entry.id;
        if (!isShown(entry.type))
            return Visit::GoOn;
        counted = storedSeq(entry.json);
        if (counted > 0)
            return Visit::Stop;
        ++uncounted;
        return Visit::GoOn;
    });
    m_rows = counted + uncounted;
    return visited;
}

Result<void>
Transcript::backwards(const std::function<Visit(const TranscriptEntry &, qint64 bytes)> &visit) const
{
    LinesBackwards lines(m_file);
    Branch branch;
    qint64 rows = m_rows;
    while (const auto line = lines.next()) {
        auto entry = parseEntry(line->text);
        if (!entry) {
            branch.lost();
            continue;
        }
        if (!branch.contains(*entry))
            continue;
        if (isShown(entry->type)) {
            if (entry->seq == 0)
                entry->seq = std::max<qint64>(1, rows);
            rows = entry->seq - 1;
        }
        if (visit(*entry, line->text.size()) == Visit::Stop)
            return {};
    }
    if (lines.failed())
        return Error{u"%1 cannot be read"_s.arg(path()), u"ls -l '%1'"_s.arg(path()), ErrorKind::Io};
    return {};
}

Result<TranscriptEntry> Transcript::append(const QString &type, QJsonObject body)
{
    if (!m_retired.isEmpty())
        return Error{m_retired, {}, ErrorKind::Conflict};
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    const QString id = newEntryId();
    body.insert("type"_L1, type);
    body.insert("id"_L1, id);
    body.insert("parentId"_L1, m_leaf.isEmpty() ? QJsonValue() : QJsonValue(m_leaf));
    body.insert("timestamp"_L1, isoTime(now));
    const qint64 seq = isShown(type) ? m_rows + 1 : 0;
    if (seq > 0)
        body.insert("seq"_L1, seq);
    const QByteArray line = lineOf(body);
    if (line.size() > LinesBackwards::largestLine)
        return Error{u"a message of %1 bytes is too large for a transcript"_s.arg(line.size())};
    if (const auto written = m_file.append(line); !written)
        return written.error();
    const TranscriptEntry entry{
        .type = type, .id = id, .parentId = m_leaf, .seq = seq, .timestamp = now, .json = std::move(body)};
    m_leaf = id;
    m_rows = std::max(m_rows, seq);
    return entry;
}

Result<TranscriptEntry> Transcript::appendMessage(const QJsonObject &message, const QString &runId)
{
    QJsonObject body{{"message"_L1, message}};
    if (!runId.isEmpty())
        body.insert("runId"_L1, runId);
    return append(u"message"_s, std::move(body));
}

Result<TranscriptEntry> Transcript::appendCompaction(const QString &summary, const QString &firstKeptEntryId,
                                                     qint64 tokensBefore)
{
    return append(u"compaction"_s, {{"summary"_L1, summary},
                                    {"firstKeptEntryId"_L1, firstKeptEntryId},
                                    {"tokensBefore"_L1, tokensBefore}});
}

Result<TranscriptPage> Transcript::page(const TranscriptQuery &query) const
{
    TranscriptPage page;
    qint64 left = query.maxBytes;
    qint64 skip = query.skip;
    const auto visited = backwards([&](const TranscriptEntry &entry, qint64 size) {
        if (entry.seq == 0)
            return Visit::GoOn;
        if (entry.seq <= query.afterSeq)
            return Visit::Stop;
        if (skip > 0) {
            --skip;
            return Visit::GoOn;
        }
        left -= size;
        page.hasMore = page.rows.size() >= query.limit || (left < 0 && !page.rows.isEmpty());
        if (page.hasMore)
            return Visit::Stop;
        page.rows += entry;
        return Visit::GoOn;
    });
    if (!visited)
        return visited.error();
    std::reverse(page.rows.begin(), page.rows.end());
    return page;
}

Result<TranscriptContext> Transcript::context(qint64 maxBytes) const
{
    TranscriptContext context;
    QString firstKept;
    qint64 left = maxBytes;
    const auto visited = backwards([&](const TranscriptEntry &entry, qint64 size) {
        left -= size;
        context.isCut = left < 0;
        if (context.isCut)
            return Visit::Stop;
        if (entry.type == "compaction"_L1) {
            if (!firstKept.isEmpty())
                return Visit::GoOn; // an older one: its summary is part of the newer one
            context.summary = entry.json["summary"_L1].toString();
            firstKept = entry.json["firstKeptEntryId"_L1].toString();
            const bool isKept =
                std::any_of(context.entries.begin(), context.entries.end(),
                            [&](const TranscriptEntry &kept) { return kept.id == firstKept; });
            return firstKept.isEmpty() || isKept ? Visit::Stop : Visit::GoOn;
        }
        if (entry.type == "message"_L1 || entry.type == "custom_message"_L1)
            context.entries += entry;
        return !firstKept.isEmpty() && entry.id == firstKept ? Visit::Stop : Visit::GoOn;
    });
    if (!visited)
        return visited.error();
    std::reverse(context.entries.begin(), context.entries.end());
    context.entries = withMissingResults(context.entries);
    return context;
}

Result<std::optional<TranscriptEntry>> Transcript::find(const QString &id) const
{
    std::optional<TranscriptEntry> found;
    const auto visited = backwards([&](const TranscriptEntry &entry, qint64) {
        if (entry.id == id)
            found = entry;
        return found ? Visit::Stop : Visit::GoOn;
    });
    return visited ? Result(found) : visited.error();
}

Result<QList<TranscriptEntry>> Transcript::repairToolCalls()
{
    // Results follow their calls at once, so what lies before the last words of the user is in order.
    QList<TranscriptEntry> turn;
    const auto visited = backwards([&](const TranscriptEntry &entry, qint64) {
        if (entry.type == "message"_L1)
            turn.prepend(entry);
        return entry.role() == "user"_L1 ? Visit::Stop : Visit::GoOn;
    });
    if (!visited)
        return visited.error();
    QList<TranscriptEntry> added;
    for (const ToolCallRef &call : danglingToolCalls(turn)) {
        const auto entry = appendMessage(missingToolResult(call, QDateTime::currentMSecsSinceEpoch()));
        if (!entry)
            return entry.error();
        added += *entry;
    }
    return added;
}

} // namespace wsagent
