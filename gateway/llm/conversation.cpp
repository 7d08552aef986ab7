#include "gateway/llm/conversation.h"

#include <QCryptographicHash>
#include <QRegularExpression>
#include <QSet>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longestToolId = 64;

LlmMessage missingResult(const QString &id, const QString &name)
{
    LlmMessage result = textMessage(LlmRole::ToolResult, u"No result: the tool was interrupted."_s);
    result.toolCallId = id;
    result.toolName = name;
    result.isError = true;
    return result;
}

bool says(const QJsonValue &part)
{
    const QString type = part["type"_L1].toString();
    if (type == "text"_L1)
        return !part["text"_L1].toString().trimmed().isEmpty();
    return type == "image"_L1 || type == "toolCall"_L1 || type == "thinking"_L1;
}

QJsonArray partsFor(const LlmMessage &message, const ResolvedModel &model)
{
    const bool ownThinking = message.origin == model.reference();
    QJsonArray kept;
    for (const QJsonValue &part : message.content) {
        const bool foreign = part["type"_L1] == "thinking"_L1 && !ownThinking;
        if (says(part) && !foreign)
            kept.append(part);
    }
    return kept;
}

/// Tool calls of the message that was last, which wait for their results.
class OpenCalls
{
public:
    void expect(const QJsonArray &content)
    {
        for (const QJsonValue &part : content) {
            if (part["type"_L1] == "toolCall"_L1)
                m_waiting.append({part["id"_L1].toString(), part["name"_L1].toString()});
        }
    }
    bool take(const QString &id)
    {
        return m_waiting.removeIf(
                   [&id](const std::pair<QString, QString> &call) { return call.first == id; }) > 0;
    }
    void closeInto(QList<LlmMessage> &messages)
    {
        for (const auto &[id, name] : std::exchange(m_waiting, {}))
            messages.append(missingResult(id, name));
    }

private:
    QList<std::pair<QString, QString>> m_waiting;
};

} // namespace

QList<LlmMessage> mended(const QList<LlmMessage> &messages, const ResolvedModel &model)
{
    QList<LlmMessage> result;
    OpenCalls open;
    for (const LlmMessage &message : messages) {
        if (message.role == LlmRole::ToolResult) {
            if (open.take(message.toolCallId))
                result.append(message);
            continue;
        }
        open.closeInto(result);
        LlmMessage kept = message;
        kept.content = partsFor(message, model);
        if (kept.content.isEmpty())
            continue;
        open.expect(kept.content);
        result.append(kept);
    }
    open.closeInto(result);
    return result;
}

QString resultText(const LlmMessage &result)
{
    QStringList texts;
    for (const QJsonValue &part : result.content) {
        if (part["type"_L1] == "text"_L1)
            texts.append(part["text"_L1].toString());
    }
    if (!texts.isEmpty())
        return texts.join(u'\n');
    return imagesOf(result.content).isEmpty() ? u"(no output)"_s : u"(see the image that follows)"_s;
}

QJsonArray imagesOf(const QJsonArray &content)
{
    QJsonArray images;
    for (const QJsonValue &part : content) {
        if (part["type"_L1] == "image"_L1)
            images.append(part);
    }
    return images;
}

QString plainToolId(const QString &id)
{
    static const QRegularExpression plain(u"^[a-zA-Z0-9_-]+$"_s);
    if (id.size() <= longestToolId && plain.match(id).hasMatch())
        return id;
    const QByteArray hash = QCryptographicHash::hash(id.toUtf8(), QCryptographicHash::Sha256).toHex();
    return u"call_"_s + QString::fromLatin1(hash.first(32));
}

} // namespace wsagent
