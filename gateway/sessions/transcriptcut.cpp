#include "gateway/sessions/transcriptcut.h"

#include <QJsonDocument>

namespace wsagent {

using namespace Qt::StringLiterals;

Result<QByteArray> lastRows(const Transcript &transcript, const QString &sessionId, int rows)
{
    QList<TranscriptEntry> kept; // newest first
    int left = rows;
    const auto visited = transcript.backwards([&](const TranscriptEntry &entry, qint64) {
        if (entry.seq > 0 && left-- == 0)
            return Transcript::Visit::Stop;
        kept += entry;
        return Transcript::Visit::GoOn;
    });
    if (!visited)
        return visited.error();
    while (!kept.isEmpty() && (kept.last().seq == 0 || kept.last().role() == "toolResult"_L1))
        kept.removeLast();
    QByteArray content = transcriptHead(sessionId);
    qint64 seq = 0;
    QJsonValue parent;
    for (auto entry = kept.crbegin(); entry != kept.crend(); ++entry) {
        QJsonObject json = entry->json;
        json.insert("parentId"_L1, parent);
        if (entry->seq > 0)
            json.insert("seq"_L1, ++seq);
        content += QJsonDocument(json).toJson(QJsonDocument::Compact) + '\n';
        parent = entry->id;
    }
    return content;
}

} // namespace wsagent
