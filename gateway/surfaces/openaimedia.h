#pragma once

#include "gateway/base/result.h"

#include <QJsonArray>
#include <QStringList>
#include <QUrl>

#include <chrono>

namespace wsagent {

/// How much of a kind of parts a request may have.
struct ApiPartLimits
{
    QStringList types = {};
    qint64 bytes = 0; ///< of one
    qsizetype characters = 0;
    bool allowUrl = false;
    int redirects = 3;
    std::chrono::milliseconds timeout{10'000};

    bool operator==(const ApiPartLimits &) const = default;
};

struct ApiMedia
{
    ApiPartLimits images = {.types = {QStringLiteral("image/jpeg"), QStringLiteral("image/png"),
                                      QStringLiteral("image/gif"), QStringLiteral("image/webp")},
                            .bytes = 10 * 1024 * 1024};
    ApiPartLimits files = {}; ///< no types: none are taken
    int mostUrls = 8;

    bool operator==(const ApiMedia &) const = default;
};

/// Of `gateway.http.endpoints.responses`.
ApiMedia responsesMedia(const QJsonObject &endpoint);

/// A part that is told by its address alone.
struct ApiSource
{
    bool isImage = true;
    QUrl url = {};
};

/// Adds an image to those of a message; the error is for the client.
Result<void, QString> addImage(QJsonArray &images, const QString &mimeType, const QByteArray &base64,
                               const ApiPartLimits &limits);
/// A file as a message has it, marked as what somebody else wrote.
Result<QString> fileText(const QString &name, const QString &mimeType, const QByteArray &bytes,
                         const ApiPartLimits &limits);

} // namespace wsagent
