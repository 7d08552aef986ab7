#include "gateway/agents/tool.h"

#include <QJsonDocument>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

QJsonObject textBlock(const QString &text)
{
    return {{"type"_L1, u"text"_s}, {"text"_L1, text}};
}

} // namespace

ToolResult ToolResult::text(const QString &text, const QJsonObject &details)
{
    return {.content = QJsonArray{textBlock(text)}, .details = details};
}

ToolResult ToolResult::json(const QJsonObject &object)
{
    return text(QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact)), object);
}

ToolResult ToolResult::json(const Result<QJsonObject> &answer)
{
    return answer ? json(*answer) : error(answer.error().message);
}

ToolResult ToolResult::image(const QByteArray &bytes, const QString &mimeType, const QString &caption)
{
    const QJsonObject block{{"type"_L1, u"image"_s},
                            {"data"_L1, QString::fromLatin1(bytes.toBase64())},
                            {"mimeType"_L1, mimeType}};
    return {.content = QJsonArray{textBlock(caption), block}};
}

ToolResult ToolResult::error(const QString &sentence, const QJsonObject &details)
{
    return {.content = QJsonArray{textBlock(sentence)}, .details = details, .isError = true};
}

ToolResult ToolResult::aborted()
{
    return error(u"aborted"_s, {{"status"_L1, u"aborted"_s}});
}

QString ToolResult::plainText() const
{
    QStringList texts;
    for (const QJsonValue &block : content) {
        if (block["type"_L1] == "text"_L1)
            texts += block["text"_L1].toString();
    }
    return texts.join(u'\n');
}

void UnstoppableCall::answer(const ToolResult &result) const
{
    if (const ToolDone once = std::exchange(*m_waiting, nullptr))
        once(result);
}

ToolAbort UnstoppableCall::abort() const
{
    return [call = *this] {
        call.answer(ToolResult::aborted());
    };
}

QLatin1StringView sourceName(Tool::Source source)
{
    switch (source) {
    case Tool::Source::Core:
        return "core"_L1;
    case Tool::Source::Mcp:
        return "mcp"_L1;
    case Tool::Source::Channel:
        return "channel"_L1;
    }
    Q_UNREACHABLE();
}

} // namespace wsagent
