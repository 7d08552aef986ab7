#include "gateway/sessions/transcriptsearch.h"

#include "gateway/sessions/transcript.h"

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype snippetSize = 200;
constexpr qsizetype mostHeld = 10'000; ///< between two transcripts

/// How much of a text the words make up, when it holds all of them; else nothing.
double weightOf(const QString &text, const QStringList &words)
{
    qsizetype found = 0;
    for (const QString &word : words) {
        const qsizetype times = text.count(word, Qt::CaseInsensitive);
        if (times == 0)
            return 0;
        found += std::min<qsizetype>(times, 5);
    }
    return double(found) / double(found + 5);
}

QString snippetOf(const QString &text, const QString &word)
{
    const qsizetype at = text.indexOf(word, 0, Qt::CaseInsensitive);
    const qsizetype begin = std::max<qsizetype>(0, at - snippetSize / 3);
    QString snippet = text.mid(begin, snippetSize).simplified();
    if (begin > 0)
        snippet.prepend(u'…');
    if (begin + snippetSize < text.size())
        snippet.append(u'…');
    return snippet;
}

void keepBest(QList<SearchHit> &hits, qsizetype most)
{
    std::sort(hits.begin(), hits.end(), [](const SearchHit &a, const SearchHit &b) {
        return a.score != b.score ? a.score > b.score : a.timestamp > b.timestamp;
    });
    if (hits.size() > most)
        hits.resize(most);
}

} // namespace

SearchOutcome searchTranscripts(const QList<SearchedTranscript> &transcripts, const QString &query, int limit,
                                qint64 maxBytes)
{
    const QStringList words = query.simplified().split(u' ', Qt::SkipEmptyParts);
    SearchOutcome outcome;
    if (words.isEmpty())
        return outcome;
    qint64 left = maxBytes;
    for (const SearchedTranscript &searched : transcripts) {
        const auto transcript = Transcript::openToRead(searched.path);
        if (!transcript)
            continue; // nothing has been said in it
        const auto visited = transcript->backwards([&](const TranscriptEntry &entry, qint64 size) {
            left -= size;
            if (left < 0)
                return Transcript::Visit::Stop;
            const QString text = plainText(entry.message()["content"_L1]);
            if (const double weight = weightOf(text, words); weight > 0)
                outcome.hits += {.sessionKey = searched.sessionKey,
                                 .sessionId = searched.sessionId,
                                 .messageId = entry.id,
                                 .role = entry.role(),
                                 .timestamp = entry.timestamp,
                                 .snippet = snippetOf(text, words.first()),
                                 .score = weight};
            return Transcript::Visit::GoOn;
        });
        outcome.isTruncated = outcome.isTruncated || left < 0 || !visited;
        if (outcome.hits.size() > mostHeld)
            keepBest(outcome.hits, limit);
        if (left < 0)
            break;
    }
    keepBest(outcome.hits, limit);
    return outcome;
}

} // namespace wsagent
