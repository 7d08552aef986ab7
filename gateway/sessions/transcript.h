#pragma once

#include "gateway/base/appendfile.h"
#include "gateway/sessions/transcriptentry.h"

#include <functional>
#include <limits>

namespace wsagent {

/// What a reader wants of the end of a transcript.
struct TranscriptQuery
{
    int limit = 200;                                      ///< rows
    qint64 skip = 0;                                      ///< newest rows that are left out
    qint64 maxBytes = std::numeric_limits<qint64>::max(); ///< on disk; at least one row is read
    qint64 afterSeq = 0;                                  ///< only rows behind this one
};

struct TranscriptPage
{
    QList<TranscriptEntry> rows = {}; ///< oldest first
    bool hasMore = false;             ///< older ones
};

/// What the model is to know of a session: what was said since the last compaction, and its summary.
struct TranscriptContext
{
    QString summary = {}; ///< empty: nothing has been compacted
    QList<TranscriptEntry> entries =
        {};             ///< oldest first: messages and custom messages; each call has a result
    bool isCut = false; ///< more than may be read at once
};

/// One conversation on disk: lines of JSON that are only ever added. A line that a crash tore is cut off when
/// it is opened. Reading goes from the end, so that a long one costs no more than a short one.
class Transcript
{
public:
    static constexpr qint64 mostContextBytes = 64 * 1024 * 1024;

    /// `sessionId` goes into the first line of a new one.
    static Result<Transcript> open(const QString &path, const QString &sessionId);
    /// Changes nothing; an error of kind NotFound when there is none.
    static Result<Transcript> openToRead(const QString &path);

    const QString &path() const { return m_file.path(); }
    qint64 bytes() const { return m_file.size(); }
    qint64 rowCount() const { return m_rows; }
    /// The id of the newest entry.
    const QString &leafId() const { return m_leaf; }
    /// What had to be mended when it was opened; empty: nothing.
    const QString &repair() const { return m_repair; }

    /// Adds one entry; `body` is what an entry of its type has beside `id`, `parentId`, `timestamp` and
    /// `seq`. It survives the end of this process; see `sync`.
    Result<TranscriptEntry> append(const QString &type, QJsonObject body);
    Result<TranscriptEntry> appendMessage(const QJsonObject &message, const QString &runId = {});
    Result<TranscriptEntry> appendCompaction(const QString &summary, const QString &firstKeptEntryId,
                                             qint64 tokensBefore);
    /// All that has been appended survives a power cut from here on.
    Result<void> sync() { return m_file.sync(); }

    Result<TranscriptPage> page(const TranscriptQuery &query) const;
    Result<TranscriptContext> context(qint64 maxBytes = mostContextBytes) const;
    /// Nothing when there is none of this id.
    Result<std::optional<TranscriptEntry>> find(const QString &id) const;
    /// Adds a result that says it is missing for each tool call without one since the user spoke last. For
    /// the model that is not needed: `context` has such results wherever they are missing.
    Result<QList<TranscriptEntry>> repairToolCalls();

    /// Calls `visit` for entries from the newest to the oldest of the branch that is current, until it says
    /// stop.
    enum class Visit { GoOn, Stop };
    Result<void> backwards(const std::function<Visit(const TranscriptEntry &, qint64 bytes)> &visit) const;

    /// Nothing may be appended any more: the file is an archive now.
    void retire(const QString &why) { m_retired = why; }

private:
    explicit Transcript(AppendFile file)
        : m_file(std::move(file))
    {}
    Result<void> mendEnd();
    Result<void> findLeaf();

    AppendFile m_file;
    QString m_leaf;
    qint64 m_rows = 0;
    QString m_repair;
    QString m_retired;
};

/// The first line of a transcript.
QByteArray transcriptHead(const QString &sessionId);

} // namespace wsagent
