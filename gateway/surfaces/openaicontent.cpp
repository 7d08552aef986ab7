#include "gateway/surfaces/openaicontent.h"

#include <QRegularExpression>

namespace wsagent {

using namespace Qt::StringLiterals;

void ApiContent::add(const QJsonValue &content)
{
    if (content.isString())
        return addText(content.toString());
    const QJsonArray parts = content.toArray();
    for (const QJsonValue &part : parts)
        addPart(part);
}

void ApiContent::addText(const QString &text)
{
    if (!text.isEmpty())
        m_texts += text;
}

void ApiContent::addPart(const QJsonValue &part)
{
    const QString type = part["type"_L1].toString();
    if (type == "text"_L1 || type == "input_text"_L1 || type == "output_text"_L1)
        return addText(part["text"_L1].toString());
    if (type == "image_url"_L1 || type == "input_image"_L1)
        return addImage(part);
    if (type == "input_file"_L1 && !m_media.files.types.isEmpty())
        return addFile(part["source"_L1]);
    fail(u"Unsupported content part \"%1\"."_s.arg(type));
}

void ApiContent::addImage(const QJsonValue &part)
{
    const QJsonValue source = part["source"_L1];
    const QJsonValue named = part["image_url"_L1];
    if (named.isUndefined() && source["type"_L1] != "url"_L1)
        return addImageData(source["media_type"_L1].toString(), source["data"_L1].toString());
    const QString url = named.isUndefined() ? source["url"_L1].toString()
                        : named.isString()  ? named.toString()
                                            : named["url"_L1].toString();
    static const QRegularExpression data(u"^data:([a-z0-9.+/-]+);base64,"_s);
    const QRegularExpressionMatch match = data.match(url);
    if (match.hasMatch())
        return addImageData(match.captured(1), url.sliced(match.capturedLength()));
    addUrl(url, true);
}

void ApiContent::addFile(const QJsonValue &source)
{
    if (source["type"_L1] == "url"_L1)
        return addUrl(source["url"_L1].toString(), false);
    const auto bytes = QByteArray::fromBase64Encoding(source["data"_L1].toString().toLatin1(),
                                                      QByteArray::AbortOnBase64DecodingErrors);
    if (!bytes)
        return fail(u"The data of a file is not base64."_s);
    const auto text =
        fileText(source["filename"_L1].toString(), source["media_type"_L1].toString(), *bytes, m_media.files);
    text ? addText(*text) : fail(text.error().message);
}

void ApiContent::addUrl(const QString &url, bool isImage)
{
    const ApiPartLimits &limits = isImage ? m_media.images : m_media.files;
    const QUrl parsed(url);
    if (!limits.allowUrl)
        return fail(u"Images have to be data URLs: addresses are not fetched."_s);
    if (!parsed.isValid() || (parsed.scheme() != "http"_L1 && parsed.scheme() != "https"_L1))
        return fail(u"An address is not one of http or https."_s);
    if (m_sources.size() >= m_media.mostUrls)
        return fail(u"Too many addresses to fetch: at most %1."_s.arg(m_media.mostUrls));
    m_sources += {.isImage = isImage, .url = parsed};
}

void ApiContent::addImageData(const QString &mimeType, const QString &base64)
{
    const auto added = wsagent::addImage(m_images, mimeType, base64.toLatin1(), m_media.images);
    if (!added)
        fail(added.error());
}

void ApiContent::fail(const QString &error)
{
    if (m_error.isEmpty())
        m_error = error;
}

} // namespace wsagent
