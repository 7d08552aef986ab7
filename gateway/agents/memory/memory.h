#pragma once

#include "gateway/agents/memory/memorydatabase.h"
#include "gateway/agents/memory/memoryfiles.h"

#include <QJsonObject>

namespace wsagent {

/// How the memory of one agent is kept and searched.
struct MemorySettings
{
    MemoryPlace place = {};
    QString indexPath = {}; ///< `<state dir>/memory/<agent>.sqlite`, or as configured
    ChunkSize chunks = {};
    int maxResults = 6;
    double minScore = 0.35;
    int candidatesPerResult = 4;
    double meaningWeight = 0.7; ///< of a score in which words count as well; the rest is theirs
    bool isEnabled = true;

    bool operator==(const MemorySettings &) const = default;
};

/// `memorySearch` of the config: the defaults, overlaid by what the agent has of its own.
QJsonObject memorySection(const QJsonObject &effective, const QString &agentId);
MemorySettings memorySettings(const QJsonObject &effective, const QString &agentId, const QString &workspace,
                              const QString &stateDir);

struct MemoryHit
{
    QString name = {};
    int firstLine = 1;
    int lastLine = 1;
    QString snippet = {}; ///< up to 700 characters
    double score = 0;     ///< 0 to 1
};

/// A question as a vector, by the model that has made those of the index.
struct AskedMeaning
{
    QString model = {}; ///< empty: only words count
    MeaningVector vector = {};
};

struct MemoryStatus
{
    qint64 notes = 0; ///< on disk
    qint64 indexed = 0;
    qint64 chunks = 0;
    qint64 behind = 0; ///< notes whose index is not of their present state
};

struct MemorySync
{
    qint64 changed = 0;
    qint64 removed = 0;
};

// Each reads files: for a thread of its own.

/// Brings the index up to date; `rebuild` does everything anew.
Result<MemorySync> syncMemory(const MemoryDatabase &database, const MemorySettings &settings,
                              bool rebuild = false);
/// After bringing the index up to date.
Result<QList<MemoryHit>> searchMemory(const MemoryDatabase &database, const MemorySettings &settings,
                                      const QString &query, const AskedMeaning &meaning = {});
Result<MemoryStatus> memoryStatus(const MemoryDatabase &database, const MemorySettings &settings);
/// Some lines of a note; `from` counts from one, 0 lines: all of it.
Result<QString> readMemory(const MemorySettings &settings, const QString &name, int from, int lines);

/// Pure: from what the database found to what is worth showing. The score is the share of the words that the
/// piece holds, and how it compares with the best: BM25 alone says nothing in a small collection.
QList<MemoryHit> rankedHits(const QList<MemoryCandidate> &candidates, const QStringList &words,
                            int maxResults, double minScore);
/// The same with neighbours by meaning: both scores count by their weight. A piece without a vector is judged
/// by its words alone.
QList<MemoryHit> rankedHits(const QList<MemoryCandidate> &candidates, const QStringList &words,
                            const QList<MemoryNeighbour> &neighbours, const MemorySettings &settings);
/// Letters and digits only, each word once.
QStringList searchWords(const QString &query);

} // namespace wsagent
