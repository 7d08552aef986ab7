#pragma once

#include <QJsonArray>
#include <QJsonObject>
#include <QList>
#include <QString>

#include <optional>

namespace wsagent {

/// One line of a transcript (`config.md` 4.1).
struct TranscriptEntry
{
    QString type = {}; ///< "message", "custom_message", "custom", "compaction", "model_change", …
    QString id = {};
    QString parentId = {};
    qint64 seq = 0;       ///< 1-based among what a person sees; 0 for anything else
    qint64 timestamp = 0; ///< ms
    QJsonObject json = {};

    /// `{role, content, …}` of a message; empty for other types.
    QJsonObject message() const { return json[QLatin1StringView("message")].toObject(); }
    QString role() const { return message()[QLatin1StringView("role")].toString(); }
    bool operator==(const TranscriptEntry &) const = default;
};

/// Whether a person sees entries of this type, so that they are counted.
bool isShown(const QString &type);

/// The number that stands in the entry; 0 when there is none that can be one.
qint64 storedSeq(const QJsonObject &json);

/// Nothing for a line that is no entry.
std::optional<TranscriptEntry> parseEntry(const QByteArray &line);

/// The row that clients get (`gateway-methods.md` 5): role, content and what the transcript knows of it.
QJsonObject messageRow(const TranscriptEntry &entry);

/// The text parts of a message, joined; no thinking, no tool calls.
QString plainText(const QJsonValue &content);

struct ToolCallRef
{
    QString id = {};
    QString name = {};

    bool operator==(const ToolCallRef &) const = default;
};

/// The calls that have no result, in their order: the gateway ended between the two. Providers refuse such a
/// history.
QList<ToolCallRef> danglingToolCalls(const QList<TranscriptEntry> &entries);

/// The message that takes the place of the missing result.
QJsonObject missingToolResult(const ToolCallRef &call, qint64 now);

/// With a result for each dangling call, where a provider looks for it: right behind the call.
QList<TranscriptEntry> withMissingResults(const QList<TranscriptEntry> &entries);

/// Sixteen hexadecimal digits, unique in a transcript.
QString newEntryId();

} // namespace wsagent
