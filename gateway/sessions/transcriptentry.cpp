#include "gateway/sessions/transcriptentry.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QRandomGenerator>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// Written by us as ISO 8601; others have written milliseconds.
qint64 timeFrom(const QJsonValue &value)
{
    if (value.isDouble())
        return value.toInteger();
    const QDateTime time = QDateTime::fromString(value.toString(), Qt::ISODateWithMs);
    return time.isValid() ? time.toMSecsSinceEpoch() : 0;
}

/// A line that people see below a reply, and that the model does not read.
QJsonObject withUsageLine(QJsonObject message)
{
    const QString line = message.take("usageLine"_L1).toString();
    if (line.isEmpty())
        return message;
    QJsonArray content = message["content"_L1].toArray();
    QJsonObject last = content.isEmpty() ? QJsonObject() : content.last().toObject();
    if (last["type"_L1] == "text"_L1) {
        last.insert("text"_L1, last["text"_L1].toString() + u"\n\n"_s + line);
        content.removeLast();
    } else {
        last = {{"type"_L1, u"text"_s}, {"text"_L1, line}};
    }
    content += last;
    message.insert("content"_L1, content);
    return message;
}

QJsonObject shownMessage(const TranscriptEntry &entry)
{
    if (entry.type == "message"_L1)
        return withUsageLine(entry.message());
    if (entry.type == "custom_message"_L1) {
        QJsonObject row{{"role"_L1, u"custom"_s}};
        for (const auto name : {"customType"_L1, "content"_L1, "display"_L1, "details"_L1}) {
            if (entry.json.contains(name))
                row.insert(name, entry.json[name]);
        }
        return row;
    }
    const QJsonObject part{{"type"_L1, u"text"_s}, {"text"_L1, entry.json["summary"_L1]}};
    return {{"role"_L1, u"system"_s}, {"content"_L1, QJsonArray{part}}};
}

} // namespace

bool isShown(const QString &type)
{
    return type == "message"_L1 || type == "custom_message"_L1 || type == "compaction"_L1;
}

qint64 storedSeq(const QJsonObject &json)
{
    constexpr qint64 most = 1'000'000'000'000;
    const qint64 seq = json["seq"_L1].toInteger();
    return seq > 0 && seq < most ? seq : 0;
}

std::optional<TranscriptEntry> parseEntry(const QByteArray &line)
{
    const QJsonDocument document = QJsonDocument::fromJson(line);
    if (!document.isObject())
        return std::nullopt;
    TranscriptEntry entry{.json = document.object()};
    entry.type = entry.json["type"_L1].toString();
    entry.id = entry.json["id"_L1].toString();
    if (entry.type.isEmpty() || entry.type == "session"_L1 || entry.id.isEmpty())
        return std::nullopt;
    if (entry.type == "message"_L1 && entry.role().isEmpty())
        return std::nullopt;
    entry.parentId = entry.json["parentId"_L1].toString();
    entry.timestamp = timeFrom(entry.json["timestamp"_L1]);
    if (isShown(entry.type))
        entry.seq = storedSeq(entry.json);
    return entry;
}

QJsonObject messageRow(const TranscriptEntry &entry)
{
    QJsonObject row = shownMessage(entry);
    QJsonObject known{{"id"_L1, entry.id}, {"seq"_L1, entry.seq}, {"recordTimestampMs"_L1, entry.timestamp}};
    if (const QJsonValue run = entry.json["runId"_L1]; run.isString())
        known.insert("runId"_L1, run);
    if (const QJsonValue key = row["idempotencyKey"_L1]; key.isString())
        known.insert("idempotencyKey"_L1, key);
    if (entry.type == "compaction"_L1)
        known.insert("kind"_L1, entry.type);
    if (!row.contains("timestamp"_L1))
        row.insert("timestamp"_L1, entry.timestamp);
    row.insert("__openclaw"_L1, known);
    return row;
}

QString plainText(const QJsonValue &content)
{
    if (content.isString())
        return content.toString();
    QStringList texts;
    const QJsonArray parts = content.toArray();
    for (const QJsonValue &part : parts) {
        if (part["type"_L1] == "text"_L1)
            texts += part["text"_L1].toString();
    }
    return texts.join(u'\n');
}

QList<ToolCallRef> danglingToolCalls(const QList<TranscriptEntry> &entries)
{
    QList<ToolCallRef> open;
    for (const TranscriptEntry &entry : entries) {
        const QJsonObject message = entry.message();
        if (entry.role() == "toolResult"_L1) {
            const QString answered = message["toolCallId"_L1].toString();
            open.removeIf([&answered](const ToolCallRef &call) { return call.id == answered; });
        }
        if (entry.role() != "assistant"_L1)
            continue;
        const QJsonArray parts = message["content"_L1].toArray();
        for (const QJsonValue &part : parts) {
            if (part["type"_L1] == "toolCall"_L1)
                open += {.id = part["id"_L1].toString(), .name = part["name"_L1].toString()};
        }
    }
    return open;
}

QJsonObject missingToolResult(const ToolCallRef &call, qint64 now)
{
    const QString text =
        u"The gateway ended before this tool had answered. It may have run, in part or whole: "
        "look before doing it again."_s;
    const QJsonObject part{{"type"_L1, u"text"_s}, {"text"_L1, text}};
    return {{"role"_L1, u"toolResult"_s},     {"toolCallId"_L1, call.id}, {"toolName"_L1, call.name},
            {"content"_L1, QJsonArray{part}}, {"isError"_L1, true},       {"timestamp"_L1, now}};
}

QList<TranscriptEntry> withMissingResults(const QList<TranscriptEntry> &entries)
{
    const QList<ToolCallRef> dangling = danglingToolCalls(entries);
    if (dangling.isEmpty())
        return entries;
    QList<TranscriptEntry> complete;
    QList<TranscriptEntry> missing; // of the calls of the assistant's last message
    for (const TranscriptEntry &entry : entries) {
        if (entry.role() != "toolResult"_L1)
            complete += std::exchange(missing, {});
        complete += entry;
        for (const ToolCallRef &call : danglingToolCalls({entry})) {
            if (dangling.contains(call))
                missing += {.type = entry.type,
                            .timestamp = entry.timestamp,
                            .json = {{"message"_L1, missingToolResult(call, entry.timestamp)}}};
        }
    }
    return complete + missing;
}

QString newEntryId()
{
    constexpr int digits = 16;
    return QString::number(QRandomGenerator::global()->generate64(), 16).rightJustified(digits, u'0');
}

} // namespace wsagent
