#include "gateway/agents/memory/memorychunks.h"

#include <QStringList>

#include <algorithm>

namespace wsagent {

namespace {

constexpr int charactersPerToken = 4;

} // namespace

QList<MemoryChunk> memoryChunks(const QString &text, const ChunkSize &size)
{
    const qsizetype most = std::max(1, size.tokens) * charactersPerToken;
    const qsizetype shared = std::min<qsizetype>(size.overlap * charactersPerToken, most / 2);
    const QStringList lines = text.split(u'\n');
    QList<MemoryChunk> chunks;
    qsizetype first = 0;
    while (first < lines.size()) {
        qsizetype end = first;
        qsizetype length = 0;
        while (end < lines.size() && (end == first || length + lines[end].size() < most))
            length += lines[end++].size() + 1;
        const QString piece = lines.sliced(first, end - first).join(u'\n');
        if (!piece.trimmed().isEmpty())
            chunks += {.firstLine = int(first) + 1, .lastLine = int(end), .text = piece};
        if (end == lines.size())
            break;
        // Back as far as the overlap reaches, but always on.
        qsizetype next = end;
        qsizetype repeated = 0;
        while (next - 1 > first && repeated + lines[next - 1].size() < shared)
            repeated += lines[--next].size() + 1;
        first = next;
    }
    return chunks;
}

} // namespace wsagent
