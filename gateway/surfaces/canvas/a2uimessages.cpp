#include "gateway/surfaces/canvas/a2uimessages.h"

#include <QJsonDocument>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype largestAction = 64 * 1024; // bytes
constexpr qsizetype longestTag = 200;          // characters

QStringList kinds()
{
    return {u"beginRendering"_s, u"surfaceUpdate"_s, u"dataModelUpdate"_s, u"deleteSurface"_s};
}

Error wrong(qsizetype line, const QString &what)
{
    return {u"A2UI, line %1: %2"_s.arg(line).arg(what), {}, ErrorKind::Usage};
}

QString tag(const QString &text)
{
    QString clean = text.left(longestTag);
    for (QChar &character : clean) {
        const bool isPlain = character.unicode() < 128 && character.isLetterOrNumber();
        if (!isPlain && !u"._:-"_s.contains(character))
            character = u'_';
    }
    return clean.isEmpty() ? u"_"_s : clean;
}

} // namespace

Result<QJsonArray> parseA2ui(const QByteArray &jsonLines)
{
    QJsonArray messages;
    qsizetype number = 0;
    for (const QByteArray &raw : jsonLines.split('\n')) {
        ++number;
        const QByteArray line = raw.trimmed();
        if (line.isEmpty())
            continue;
        const QJsonDocument document = QJsonDocument::fromJson(line);
        if (!document.isObject())
            return wrong(number, u"no JSON object"_s);
        const QJsonObject message = document.object();
        if (message.contains("createSurface"_L1))
            return wrong(number,
                         u"createSurface is of version 0.9; this is version 0.8: use beginRendering"_s);
        const QStringList known = kinds();
        const QStringList given = message.keys();
        if (given.size() != 1 || !known.contains(given.first()))
            return wrong(number, u"one of %1 is needed"_s.arg(known.join(", "_L1)));
        const QJsonValue content = message.value(given.first());
        if (content["surfaceId"_L1].toString().isEmpty())
            return wrong(number, u"%1 needs a surfaceId"_s.arg(given.first()));
        if (given.first() == "beginRendering"_L1 && content["root"_L1].toString().isEmpty())
            return wrong(number, u"beginRendering needs a root"_s);
        if (given.first() == "surfaceUpdate"_L1 && !content["components"_L1].isArray())
            return wrong(number, u"surfaceUpdate needs components"_s);
        messages += message;
    }
    if (messages.isEmpty())
        return wrong(1, u"nothing is there"_s);
    return messages;
}

Result<void> A2uiSurfaces::add(const QJsonArray &messages)
{
    const qint64 bytes = QJsonDocument(messages).toJson(QJsonDocument::Compact).size();
    if (m_bytes + bytes > mostBytes)
        return Error{u"the surfaces of the canvas are full; reset them first (a2ui_reset)"_s};
    m_bytes += bytes;
    for (const QJsonValue &message : messages)
        m_messages += message;
    return {};
}

std::optional<CanvasAction> parseCanvasAction(const QByteArray &text)
{
    if (text.size() > largestAction)
        return std::nullopt;
    const QJsonValue action = QJsonDocument::fromJson(text)["userAction"_L1];
    CanvasAction read{.id = action["id"_L1].toString().left(longestTag),
                      .name = action["name"_L1].toString(),
                      .surfaceId = action["surfaceId"_L1].toString(),
                      .componentId = action["sourceComponentId"_L1].toString(),
                      .context = action["context"_L1].toObject()};
    return read.name.isEmpty() ? std::nullopt : std::optional(read);
}

QString canvasActionMessage(const CanvasAction &action, const QString &sessionKey, const QString &host,
                            const QString &instance)
{
    QString message = u"CANVAS_A2UI action=%1 session=%2 surface=%3 component=%4 host=%5 instance=%6"_s.arg(
        tag(action.name), tag(sessionKey), tag(action.surfaceId), tag(action.componentId), tag(host),
        tag(instance));
    if (!action.context.isEmpty())
        message +=
            " ctx="_L1 + QString::fromUtf8(QJsonDocument(action.context).toJson(QJsonDocument::Compact));
    return message + " default=update_canvas"_L1;
}

} // namespace wsagent
