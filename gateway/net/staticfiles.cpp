#include "gateway/net/staticfiles.h"

#include "gateway/net/contentsniff.h"
#include "gateway/net/httpdate.h"
#include "gateway/net/httprange.h"

#include <algorithm>
#include <array>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

struct ContentType
{
    QLatin1StringView ending;
    QByteArrayView type;
};

constexpr std::array contentTypes = {
    ContentType{"avif"_L1, "image/avif"},
    ContentType{"csv"_L1, "text/csv; charset=utf-8"},
    ContentType{"css"_L1, "text/css; charset=utf-8"},
    ContentType{"gif"_L1, "image/gif"},
    ContentType{"htm"_L1, "text/html; charset=utf-8"},
    ContentType{"html"_L1, "text/html; charset=utf-8"},
    ContentType{"ico"_L1, "image/x-icon"},
    ContentType{"jpeg"_L1, "image/jpeg"},
    ContentType{"jpg"_L1, "image/jpeg"},
    ContentType{"js"_L1, "text/javascript; charset=utf-8"},
    ContentType{"json"_L1, "application/json; charset=utf-8"},
    ContentType{"map"_L1, "application/json; charset=utf-8"},
    ContentType{"md"_L1, "text/markdown; charset=utf-8"},
    ContentType{"mjs"_L1, "text/javascript; charset=utf-8"},
    ContentType{"mp3"_L1, "audio/mpeg"},
    ContentType{"mp4"_L1, "video/mp4"},
    ContentType{"ogg"_L1, "audio/ogg"},
    ContentType{"otf"_L1, "font/otf"},
    ContentType{"pdf"_L1, "application/pdf"},
    ContentType{"png"_L1, "image/png"},
    ContentType{"svg"_L1, "image/svg+xml"},
    ContentType{"ttf"_L1, "font/ttf"},
    ContentType{"txt"_L1, "text/plain; charset=utf-8"},
    ContentType{"wasm"_L1, "application/wasm"},
    ContentType{"wav"_L1, "audio/wav"},
    ContentType{"webm"_L1, "video/webm"},
    ContentType{"webmanifest"_L1, "application/manifest+json"},
    ContentType{"webp"_L1, "image/webp"},
    ContentType{"woff"_L1, "font/woff"},
    ContentType{"woff2"_L1, "font/woff2"},
    ContentType{"xml"_L1, "application/xml"},
};

/// By the name, else by what the file begins with.
QByteArray contentTypeOf(const QString &path, const RootedFile &file)
{
    const QByteArray known = knownContentType(path);
    if (!known.isEmpty())
        return known;
    file.file->seek(0);
    return sniffedContentType(file.file->read(sniffedBytes));
}

QByteArray rangeText(const HttpSelection &selection, qint64 size)
{
    const QByteArray range = selection.status == 416
                                 ? QByteArray("*")
                                 : QByteArray::number(selection.first) + '-' +
                                       QByteArray::number(selection.first + selection.size - 1);
    return "bytes " + range + '/' + QByteArray::number(size);
}

} // namespace

HttpResponse fileResponse(const HttpRequest &request, const RootedFile &file, const QString &path,
                          const QByteArray &cacheControl)
{
    const HttpSelection selection =
        selectOf(request, {.size = file.size, .tag = file.tag, .modified = file.modified});
    if (selection.status == 412)
        return HttpResponse::text(412, "Precondition Failed");
    if (selection.status == 416)
        return HttpResponse::text(416, "Range Not Satisfiable")
            .with("Content-Range", rangeText(selection, file.size));
    HttpResponse response{.status = selection.status};
    response.fields.reserve(8);
    response.fields.append({"Cache-Control"_ba, cacheControl});
    response.fields.append({"ETag"_ba, file.tag});
    response.fields.append({"Last-Modified"_ba, toHttpDate(file.modified)});
    if (selection.status == 304)
        return response;
    response.fields.append(HttpField{"Content-Type"_ba, contentTypeOf(path, file)});
    response.fields.append(HttpField{"Accept-Ranges"_ba, "bytes"_ba});
    if (selection.status == 206)
        response.fields.append(HttpField{"Content-Range"_ba, rangeText(selection, file.size)});
    file.file->seek(selection.first);
    response.file = {.file = file.file, .size = selection.size};
    return response;
}

QByteArray contentTypeOf(const QString &path)
{
    const QByteArray known = knownContentType(path);
    return known.isEmpty() ? "application/octet-stream"_ba : known;
}

QByteArray knownContentType(const QString &path)
{
    const qsizetype dot = path.lastIndexOf(u'.');
    const QStringView ending =
        dot > path.lastIndexOf(u'/') ? QStringView(path).sliced(dot + 1) : QStringView();
    const auto found =
        std::find_if(contentTypes.begin(), contentTypes.end(), [ending](const ContentType &each) {
            return ending.size() == each.ending.size() &&
                   ending.compare(each.ending, Qt::CaseInsensitive) == 0;
        });
    const QByteArrayView type = found == contentTypes.end() ? QByteArrayView() : found->type;
    return QByteArray::fromRawData(type.data(), type.size()); // literals stay
}

bool isHashedName(const QString &path)
{
    constexpr qsizetype hashSize = 8;
    const QString name = path.section(u'/', -1);
    const QStringView stem = QStringView(name).first(std::max<qsizetype>(name.lastIndexOf(u'.'), 0));
    if (stem.size() < hashSize + 2 || stem.at(stem.size() - hashSize - 1) != u'-')
        return false;
    const QStringView hash = stem.last(hashSize);
    const auto isPart = [](QChar c) {
        return c.unicode() < 128 && (c.isLetterOrNumber() || c == u'_' || c == u'-');
    };
    const auto isNoWord = [](QChar c) {
        return c.isDigit() || c.isUpper();
    };
    return std::all_of(hash.begin(), hash.end(), isPart) && std::any_of(hash.begin(), hash.end(), isNoWord);
}

} // namespace wsagent
