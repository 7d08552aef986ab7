#pragma once

#include <QList>
#include <QString>

namespace wsagent {

/// A piece of a note that is found as one.
struct MemoryChunk
{
    int firstLine = 1;
    int lastLine = 1;
    QString text = {};

    bool operator==(const MemoryChunk &) const = default;
};

struct ChunkSize
{
    int tokens = 400; ///< about four characters each
    int overlap = 80;

    bool operator==(const ChunkSize &) const = default;
};

/// Whole lines, about as many as fit; the end of each piece is the beginning of the next, so that what
/// belongs together is found together. A line that is longer than a piece is a piece.
QList<MemoryChunk> memoryChunks(const QString &text, const ChunkSize &size);

} // namespace wsagent
