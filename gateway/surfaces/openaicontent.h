#pragma once

#include "gateway/surfaces/openaimedia.h"

namespace wsagent {

/// What a message of a request holds, in any of the forms of the API. Remembers the first thing that is wrong
/// with it.
class ApiContent
{
public:
    explicit ApiContent(ApiMedia media)
        : m_media(std::move(media))
    {}

    /// A text, or a list of parts.
    void add(const QJsonValue &content);
    void addText(const QString &text);

    QString text() const { return m_texts.join(u'\n'); }
    const QJsonArray &images() const { return m_images; }
    const QList<ApiSource> &sources() const { return m_sources; } ///< still to be fetched
    const QString &error() const { return m_error; }

private:
    void addPart(const QJsonValue &part);
    void addImage(const QJsonValue &part);
    void addFile(const QJsonValue &source);
    void addUrl(const QString &url, bool isImage);
    void addImageData(const QString &mimeType, const QString &base64);
    void fail(const QString &error);

    ApiMedia m_media;
    QStringList m_texts;
    QJsonArray m_images;
    QList<ApiSource> m_sources;
    QString m_error;
};

} // namespace wsagent
