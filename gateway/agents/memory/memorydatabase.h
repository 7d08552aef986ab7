#pragma once

#include "gateway/agents/memory/memorychunks.h"
#include "gateway/base/result.h"

#include <functional>

namespace wsagent {

/// A note that is in the index, and which state of it.
struct IndexedNote
{
    QString name = {};
    qint64 size = 0;
    qint64 modifiedAt = 0;

    bool operator==(const IndexedNote &) const = default;
};

/// A note as it is to be in the index. Without chunks it is taken out.
struct NoteChange
{
    IndexedNote note = {};
    QList<MemoryChunk> chunks = {};
};

/// A piece that holds some of the words, and how well by the measure of the database.
struct MemoryCandidate
{
    QString name = {};
    MemoryChunk chunk = {};
    double weight = 0; ///< BM25, more is better
};

/// Numbers that say what a text is about; of length 1.
using MeaningVector = QList<float>;

struct TextMeaning
{
    QString text = {}; ///< of a piece
    MeaningVector vector = {};
};

/// How near a piece is to what is asked for.
struct MemoryNeighbour
{
    QString name = {};
    MemoryChunk chunk = {};
    double similarity = 0; ///< cosine
};

struct MemoryContents
{
    QString settings = {}; ///< with which the notes were cut
    QList<IndexedNote> notes = {};
    qint64 chunks = 0;
};

/// The index of notes, in a file. What SQLite does is in a module of its own, which is loaded when somebody
/// searches for the first time. Each function opens the file, does its work and closes it; any thread may
/// call them.
struct MemoryDatabase
{
    std::function<Result<MemoryContents>(const QString &path)> contents = {};
    /// Other `settings` than before throw everything away first. All of it or nothing.
    std::function<Result<void>(const QString &path, const QString &settings,
                               const QList<NoteChange> &changes)>
        apply = {};
    std::function<Result<QList<MemoryCandidate>>(const QString &path, const QStringList &words, int most)>
        search = {};

    /// Texts of pieces for which there is no vector of that model, each once. Vectors of texts that are gone
    /// are forgotten.
    std::function<Result<QStringList>(const QString &path, const QString &model)> withoutMeaning = {};
    std::function<Result<void>(const QString &path, const QString &model, const QList<TextMeaning> &meanings)>
        putMeanings = {};
    /// The pieces that are nearest, `most` of them, and those with a text of `also`; only pieces that have a
    /// vector of that model.
    std::function<Result<QList<MemoryNeighbour>>(const QString &path, const QString &model,
                                                 const MeaningVector &asked, int most,
                                                 const QStringList &also)>
        nearest = {};
};

/// An error when the module is not installed.
Result<MemoryDatabase> loadMemoryDatabase();

} // namespace wsagent
