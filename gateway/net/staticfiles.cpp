#include "gateway/net/staticfiles.h"

#include "gateway/net/httpdate.h"
#include "gateway/net/httprange.h"

#include <algorithm>
#include <array>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

struct ContentType
{
    const char *ending;
    const char *type;
};

constexpr std::array contentTypes = {
    ContentType{"avif", "image/avif"},
    ContentType{"css", "text/css; charset=utf-8"},
    ContentType{"gif", "image/gif"},
    ContentType{"htm", "text/html; charset=utf-8"},
    ContentType{"html", "text/html; charset=utf-8"},
    ContentType{"ico", "image/x-icon"},
    ContentType{"jpeg", "image/jpeg"},
    ContentType{"jpg", "image/jpeg"},
    ContentType{"js", "text/javascript; charset=utf-8"},
    ContentType{"json", "application/json; charset=utf-8"},
    ContentType{"map", "application/json; charset=utf-8"},
    ContentType{"md", "text/markdown; charset=utf-8"},
    ContentType{"mjs", "text/javascript; charset=utf-8"},
    ContentType{"mp3", "audio/mpeg"},
    ContentType{"mp4", "video/mp4"},
    ContentType{"ogg", "audio/ogg"},
    ContentType{"otf", "font/otf"},
    ContentType{"pdf", "application/pdf"},
    ContentType{"png", "image/png"},
    ContentType{"svg", "image/svg+xml"},
    ContentType{"ttf", "font/ttf"},
    ContentType{"txt", "text/plain; charset=utf-8"},
    ContentType{"wasm", "application/wasm"},
    ContentType{"wav", "audio/wav"},
    ContentType{"webm", "video/webm"},
    ContentType{"webmanifest", "application/manifest+json"},
    ContentType{"webp", "image/webp"},
    ContentType{"woff", "font/woff"},
    ContentType{"woff2", "font/woff2"},
    ContentType{"xml", "application/xml"},
};

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
    HttpResponse response{.status = selection.status,
                          .fields = {{"Cache-Control", cacheControl},
                                     {"ETag", file.tag},
                                     {"Last-Modified", toHttpDate(file.modified)}}};
    if (selection.status == 304)
        return response;
    response.fields.append(HttpField{"Content-Type", contentTypeOf(path)});
    response.fields.append(HttpField{"Accept-Ranges", "bytes"});
    if (selection.status == 206)
        response.fields.append(HttpField{"Content-Range", rangeText(selection, file.size)});
    file.file->seek(selection.first);
    response.file = {.file = file.file, .size = selection.size};
    return response;
}

QByteArray contentTypeOf(const QString &path)
{
    const QString name = path.section(u'/', -1);
    const QString ending = name.contains(u'.') ? name.section(u'.', -1).toLower() : QString();
    const auto found =
        std::find_if(contentTypes.begin(), contentTypes.end(),
                     [&ending](const ContentType &each) { return ending == QLatin1StringView(each.ending); });
    return found == contentTypes.end() ? QByteArray("application/octet-stream") : QByteArray(found->type);
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
