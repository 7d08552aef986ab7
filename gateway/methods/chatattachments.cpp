#include "gateway/methods/chatattachments.h"

#include "gateway/agents/imagetype.h"

#include <QJsonObject>
#include <QStringDecoder>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype largestFile = 19'464'192;
constexpr qsizetype largestImage = 6'291'456;
constexpr qsizetype longestText = 200'000;

/// Base64, perhaps as a data URL.
std::optional<QByteArray> bytesOf(const QString &content)
{
    QByteArray encoded = content.toLatin1();
    if (encoded.startsWith("data:"))
        encoded = encoded.mid(encoded.indexOf(',') + 1);
    const auto decoded = QByteArray::fromBase64Encoding(encoded, QByteArray::AbortOnBase64DecodingErrors);
    return decoded ? std::optional(*decoded) : std::nullopt;
}

ProtocolError refused(const QString &name, const QString &why, const QString &reason)
{
    return invalidRequest(u"attachment \"%1\" is not accepted: %2"_s.arg(name, why),
                          {{"reason"_L1, reason}, {"fileName"_L1, name}});
}

QString framed(const QString &name, const QString &text)
{
    return u"<file name=\"%1\">\n%2\n</file>\n\n"_s.arg(QString(name).remove(u'"'), text);
}

} // namespace

Result<ChatAttachments, ProtocolError> chatAttachments(const QJsonArray &attachments)
{
    ChatAttachments result;
    for (const QJsonValue &attachment : attachments) {
        const QString name = attachment["fileName"_L1].toString(u"file"_s);
        const auto bytes = bytesOf(attachment["content"_L1].toString());
        if (!bytes || bytes->isEmpty())
            return refused(name, u"its content is no base64"_s, u"invalid-content"_s);
        if (bytes->size() > largestFile)
            return refused(name, u"it is larger than %1 bytes"_s.arg(largestFile), u"too-large"_s);
        if (const auto type = imageType(*bytes)) {
            if (bytes->size() > largestImage)
                return refused(name, u"an image may have %1 bytes"_s.arg(largestImage), u"too-large"_s);
            result.images += QJsonObject{{"type"_L1, u"image"_s},
                                         {"data"_L1, QString::fromLatin1(bytes->toBase64())},
                                         {"mimeType"_L1, *type}};
            continue;
        }
        QStringDecoder decoder(QStringDecoder::Utf8);
        const QString text = decoder(*bytes);
        if (decoder.hasError() || text.contains(QChar(0)))
            return refused(name, u"only images and text are"_s, u"unsupported-type"_s);
        if (text.size() > longestText)
            return refused(name, u"a text may have %1 characters"_s.arg(longestText), u"too-large"_s);
        result.text += framed(name, text);
    }
    return result;
}

} // namespace wsagent
