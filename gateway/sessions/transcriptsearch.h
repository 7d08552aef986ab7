#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace wsagent {

/// A transcript to look into.
struct SearchedTranscript
{
    QString sessionKey = {};
    QString sessionId = {};
    QString path = {};
};

struct SearchHit
{
    QString sessionKey = {};
    QString sessionId = {};
    QString messageId = {};
    QString role = {};
    qint64 timestamp = 0;
    QString snippet = {}; ///< what stands around the first word
    double score = 0;     ///< 0 to 1: newer, and more of the words, is more
};

struct SearchOutcome
{
    QList<SearchHit> hits = {}; ///< best first
    bool isTruncated = false;   ///< not everything was looked at
};

/// Messages that hold all words of the query, whatever their case. Reads at most `maxBytes` in all.
SearchOutcome searchTranscripts(const QList<SearchedTranscript> &transcripts, const QString &query, int limit,
                                qint64 maxBytes = 256LL * 1024 * 1024);

} // namespace wsagent
