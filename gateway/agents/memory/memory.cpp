#include "gateway/agents/memory/memory.h"

#include "gateway/base/files.h"
#include "gateway/base/paths.h"

#include <QFileInfo>
#include <QHash>
#include <QJsonArray>
#include <QRegularExpression>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longestSnippet = 700;
constexpr qsizetype mostWords = 32;

QJsonObject overlaid(QJsonObject below, const QJsonObject &above)
{
    for (auto it = above.begin(); it != above.end(); ++it) {
        const QJsonValue held = below.value(it.key());
        const bool both = held.isObject() && it->isObject();
        below.insert(it.key(), both ? QJsonValue(overlaid(held.toObject(), it->toObject())) : it.value());
    }
    return below;
}

/// Of two weights, when they are to be 1 together.
double shareOf(double weight, double other)
{
    return weight + other > 0 ? weight / (weight + other) : 0.5;
}

/// Another way of cutting makes another index.
QString fingerprint(const MemorySettings &settings)
{
    return u"1 %1 %2"_s.arg(settings.chunks.tokens).arg(settings.chunks.overlap);
}

QList<NoteChange> changesFor(const QList<MemoryFile> &files, const MemoryContents &contents,
                             const MemorySettings &settings, bool rebuild)
{
    QHash<QString, IndexedNote> known;
    if (contents.settings == fingerprint(settings)) {
        for (const IndexedNote &note : contents.notes)
            known.insert(note.name, note);
    }
    QList<NoteChange> changes;
    for (const MemoryFile &file : files) {
        const IndexedNote now{.name = file.name, .size = file.size, .modifiedAt = file.modifiedAt};
        if (known.take(file.name) == now && !rebuild)
            continue;
        const auto content = readFile(file.path, largestNote);
        if (content) // else it went meanwhile
            changes += {.note = now, .chunks = memoryChunks(QString::fromUtf8(*content), settings.chunks)};
    }
    for (const IndexedNote &gone : std::as_const(known))
        changes += {.note = {.name = gone.name}};
    return changes;
}

MemoryHit hitFor(const QString &name, const MemoryChunk &chunk)
{
    return {.name = name,
            .firstLine = chunk.firstLine,
            .lastLine = chunk.lastLine,
            .snippet = chunk.text.left(longestSnippet)};
}

QList<MemoryHit> judgedByWords(const QList<MemoryCandidate> &candidates, const QStringList &words)
{
    double best = 0;
    for (const MemoryCandidate &candidate : candidates)
        best = std::max(best, candidate.weight);
    QList<MemoryHit> hits;
    for (const MemoryCandidate &candidate : candidates) {
        const auto held = std::count_if(words.begin(), words.end(), [&candidate](const QString &word) {
            return candidate.chunk.text.contains(word, Qt::CaseInsensitive);
        });
        const double share = double(held) / double(std::max<qsizetype>(1, words.size()));
        MemoryHit hit = hitFor(candidate.name, candidate.chunk);
        hit.score = 0.7 * share + (best > 0 ? 0.3 * candidate.weight / best : 0);
        hits += hit;
    }
    return hits;
}

QList<MemoryHit> bestOf(QList<MemoryHit> hits, int maxResults, double minScore)
{
    hits.removeIf([minScore](const MemoryHit &hit) { return hit.score < minScore; });
    const auto better = [](const MemoryHit &a, const MemoryHit &b) {
        return a.score > b.score;
    };
    std::stable_sort(hits.begin(), hits.end(), better);
    return hits.first(std::min<qsizetype>(hits.size(), maxResults));
}

} // namespace

QJsonObject memorySection(const QJsonObject &effective, const QString &agentId)
{
    const QJsonValue agents = effective["agents"_L1];
    QJsonObject search = agents["defaults"_L1]["memorySearch"_L1].toObject();
    const QJsonArray list = agents["list"_L1].toArray();
    for (const QJsonValue &agent : list) {
        if (agent["id"_L1].toString().toLower() == agentId)
            search = overlaid(search, agent["memorySearch"_L1].toObject());
    }
    return search;
}

MemorySettings memorySettings(const QJsonObject &effective, const QString &agentId, const QString &workspace,
                              const QString &stateDir)
{
    const QJsonObject search = memorySection(effective, agentId);
    const QString path = search["store"_L1]["path"_L1].toString();
    MemorySettings settings{
        .place = {.workspace = workspace, .extraPaths = search["extraPaths"_L1].toVariant().toStringList()},
        .indexPath = path.isEmpty() ? u"%1/memory/%2.sqlite"_s.arg(stateDir, agentId)
                                    : resolvedPath(QString(path).replace("{agentId}"_L1, agentId), stateDir),
        .isEnabled = search["enabled"_L1].toBool(true)};
    const QJsonValue chunking = search["chunking"_L1];
    settings.chunks = {.tokens = chunking["tokens"_L1].toInt(settings.chunks.tokens),
                       .overlap = chunking["overlap"_L1].toInt(settings.chunks.overlap)};
    const QJsonValue query = search["query"_L1];
    settings.maxResults = query["maxResults"_L1].toInt(settings.maxResults);
    settings.minScore = query["minScore"_L1].toDouble(settings.minScore);
    const QJsonValue hybrid = query["hybrid"_L1];
    settings.candidatesPerResult = hybrid["candidateMultiplier"_L1].toInt(settings.candidatesPerResult);
    settings.meaningWeight = hybrid["enabled"_L1].toBool(true)
                                 ? shareOf(hybrid["vectorWeight"_L1].toDouble(settings.meaningWeight),
                                           hybrid["textWeight"_L1].toDouble(1 - settings.meaningWeight))
                                 : 1;
    return settings;
}

Result<MemorySync> syncMemory(const MemoryDatabase &database, const MemorySettings &settings, bool rebuild)
{
    if (const auto made = makePrivateDirectory(QFileInfo(settings.indexPath).absolutePath()); !made)
        return made.error();
    const auto contents = database.contents(settings.indexPath);
    if (!contents)
        return contents.error();
    const QList<NoteChange> changes = changesFor(memoryFiles(settings.place), *contents, settings, rebuild);
    MemorySync sync;
    for (const NoteChange &change : changes)
        ++(change.note.modifiedAt > 0 ? sync.changed : sync.removed);
    if (changes.isEmpty() && contents->settings == fingerprint(settings))
        return sync;
    const auto applied = database.apply(settings.indexPath, fingerprint(settings), changes);
    return applied ? Result(sync) : applied.error();
}

Result<QList<MemoryHit>> searchMemory(const MemoryDatabase &database, const MemorySettings &settings,
                                      const QString &query, const AskedMeaning &meaning)
{
    if (const auto synced = syncMemory(database, settings); !synced)
        return synced.error();
    const QStringList words = searchWords(query);
    const int most = settings.maxResults * settings.candidatesPerResult;
    const auto found = database.search(settings.indexPath, words, most);
    if (!found)
        return found.error();
    if (meaning.model.isEmpty())
        return rankedHits(*found, words, settings.maxResults, settings.minScore);
    QStringList texts;
    for (const MemoryCandidate &candidate : *found)
        texts += candidate.chunk.text;
    const auto near = database.nearest(settings.indexPath, meaning.model, meaning.vector, most, texts);
    if (!near)
        return near.error();
    return rankedHits(*found, words, *near, settings);
}

Result<MemoryStatus> memoryStatus(const MemoryDatabase &database, const MemorySettings &settings)
{
    const QList<MemoryFile> files = memoryFiles(settings.place);
    MemoryStatus status{.notes = files.size(), .behind = files.size()};
    if (!QFileInfo::exists(settings.indexPath))
        return status;
    const auto contents = database.contents(settings.indexPath);
    if (!contents)
        return contents.error();
    status.indexed = contents->notes.size();
    status.chunks = contents->chunks;
    status.behind = changesFor(files, *contents, settings, false).size();
    return status;
}

Result<QString> readMemory(const MemorySettings &settings, const QString &name, int from, int lines)
{
    const auto file = findMemoryFile(settings.place, name);
    if (!file)
        return file.error();
    const auto content = readFile(file->path, largestNote);
    if (!content)
        return content.error();
    const QStringList all = QString::fromUtf8(*content).split(u'\n');
    const qsizetype first = std::clamp<qsizetype>(from - 1, 0, all.size());
    return all.mid(first, lines > 0 ? lines : -1).join(u'\n');
}

QList<MemoryHit> rankedHits(const QList<MemoryCandidate> &candidates, const QStringList &words,
                            int maxResults, double minScore)
{
    return bestOf(judgedByWords(candidates, words), maxResults, minScore);
}

QList<MemoryHit> rankedHits(const QList<MemoryCandidate> &candidates, const QStringList &words,
                            const QList<MemoryNeighbour> &neighbours, const MemorySettings &settings)
{
    QList<MemoryHit> hits = judgedByWords(candidates, words);
    for (const MemoryNeighbour &neighbour : neighbours) {
        MemoryHit hit = hitFor(neighbour.name, neighbour.chunk);
        const auto same = std::find_if(hits.begin(), hits.end(), [&hit](const MemoryHit &each) {
            return each.name == hit.name && each.firstLine == hit.firstLine && each.lastLine == hit.lastLine;
        });
        const double byWords = same == hits.end() ? 0 : same->score;
        hit.score = settings.meaningWeight * std::clamp(neighbour.similarity, 0.0, 1.0) +
                    (1 - settings.meaningWeight) * byWords;
        if (same == hits.end())
            hits += hit;
        else
            *same = hit;
    }
    return bestOf(hits, settings.maxResults, settings.minScore);
}

QStringList searchWords(const QString &query)
{
    static const QRegularExpression separator(u"[^\\p{L}\\p{N}]+"_s);
    QStringList words = query.toLower().split(separator, Qt::SkipEmptyParts);
    words.removeDuplicates();
    return words.mid(0, mostWords);
}

} // namespace wsagent
