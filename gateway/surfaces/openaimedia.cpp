#include "gateway/surfaces/openaimedia.h"

#include "gateway/agents/untrusted.h"
#include "gateway/base/jsontexts.h"

#include <QJsonObject>
#include <QStringDecoder>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostImages = 8;
constexpr qint64 mostImageBytes = 20 * 1024 * 1024; // of one message

qint64 decodedSize(const QString &base64)
{
    return base64.size() / 4 * 3;
}

void readLimits(ApiPartLimits &limits, const QJsonValue &settings)
{
    if (settings["allowedMimes"_L1].isArray())
        limits.types = textsIn(settings["allowedMimes"_L1]);
    limits.bytes = settings["maxBytes"_L1].toInteger(limits.bytes);
    limits.characters = settings["maxChars"_L1].toInteger(limits.characters);
    limits.allowUrl = settings["allowUrl"_L1].toBool(true);
    limits.redirects = settings["maxRedirects"_L1].toInt(limits.redirects);
    limits.timeout = std::chrono::milliseconds(settings["timeoutMs"_L1].toInteger(limits.timeout.count()));
}

bool isText(const QString &mimeType)
{
    return mimeType.startsWith("text/"_L1) || mimeType == "application/json"_L1 ||
           mimeType == "application/xml"_L1;
}

} // namespace

ApiMedia responsesMedia(const QJsonObject &endpoint)
{
    ApiMedia media{.files = {.types = {u"text/plain"_s, u"text/markdown"_s, u"text/html"_s, u"text/csv"_s,
                                       u"application/json"_s},
                             .bytes = 5 * 1024 * 1024,
                             .characters = 200'000}};
    readLimits(media.images, endpoint["images"_L1]);
    readLimits(media.files, endpoint["files"_L1]);
    media.mostUrls = endpoint["maxUrlParts"_L1].toInt(media.mostUrls);
    return media;
}

Result<void, QString> addImage(QJsonArray &images, const QString &mimeType, const QByteArray &base64,
                               const ApiPartLimits &limits)
{
    const QString data = QString::fromLatin1(base64);
    if (!limits.types.contains(mimeType))
        return u"Images of type \"%1\" are not supported."_s.arg(mimeType);
    qint64 all = decodedSize(data);
    if (all > limits.bytes)
        return u"An image is too large: at most %1 bytes."_s.arg(limits.bytes);
    for (const QJsonValue &image : std::as_const(images))
        all += decodedSize(image["data"_L1].toString());
    if (all > mostImageBytes || images.size() >= mostImages)
        return u"Too many or too large images: at most %1, 20 MiB together."_s.arg(mostImages);
    images += QJsonObject{{"type"_L1, "image"_L1}, {"data"_L1, data}, {"mimeType"_L1, mimeType}};
    return {};
}

Result<QString> fileText(const QString &name, const QString &mimeType, const QByteArray &bytes,
                         const ApiPartLimits &limits)
{
    if (!limits.types.contains(mimeType) || !isText(mimeType))
        return Error{u"Files of type \"%1\" are not supported."_s.arg(mimeType)};
    if (bytes.size() > limits.bytes)
        return Error{u"A file is too large: at most %1 bytes."_s.arg(limits.bytes)};
    QStringDecoder decoder(QStringDecoder::Utf8);
    const QString text = decoder(bytes);
    if (decoder.hasError())
        return Error{u"A file is no text in UTF-8."_s};
    return untrustedFrame(u"file "_s + (name.isEmpty() ? u"without a name"_s : name),
                          text.left(limits.characters));
}

} // namespace wsagent
