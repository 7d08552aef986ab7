#include "gateway/net/httphead.h"

#include "gateway/net/pathsegments.h"

#include <QStringDecoder>
#include <QVarLengthArray>

#include <algorithm>
#include <array>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

using Refused = HttpRejection;

/// RFC 9110, 5.6.2. A table, since each byte of each name is looked at.
constexpr std::array<bool, 256> tokenChars = [] {
    std::array<bool, 256> is = {};
    for (int c = 0; c < 128; ++c)
        is[size_t(c)] = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    for (const char c : std::string_view("!#$%&'*+-.^_`|~"))
        is[static_cast<unsigned char>(c)] = true;
    return is;
}();

bool isTokenChar(char c)
{
    return tokenChars[static_cast<unsigned char>(c)];
}

bool isToken(QByteArrayView text)
{
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), isTokenChar);
}

bool isValueChar(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    return byte == '\t' || (byte >= 0x20 && byte != 0x7f);
}

/// Without the spaces and tabs around it, and nothing else: what another server takes for a part of a value
/// must not vanish here.
QByteArrayView withoutSpaces(QByteArrayView text)
{
    const auto isSpace = [](char c) {
        return c == ' ' || c == '\t';
    };
    while (!text.isEmpty() && isSpace(text.front()))
        text = text.sliced(1);
    while (!text.isEmpty() && isSpace(text.back()))
        text.chop(1);
    return text;
}

using Lines = QVarLengthArray<QByteArrayView, 32>;

/// Cuts at CR LF; nothing when there is a CR or LF that is not part of a pair.
std::optional<Lines> linesOf(QByteArrayView head)
{
    Lines lines;
    qsizetype begin = 0;
    for (qsizetype i = 0; i < head.size(); ++i) {
        if (head[i] == '\n')
            return std::nullopt;
        if (head[i] != '\r')
            continue;
        if (i + 1 == head.size() || head[i + 1] != '\n')
            return std::nullopt;
        lines += head.sliced(begin, i - begin);
        begin = ++i + 1;
    }
    lines += head.sliced(begin);
    return lines;
}

std::optional<Refused> readRequestLine(QByteArrayView line, HttpRequest &request)
{
    const qsizetype first = line.indexOf(' ');
    const qsizetype last = line.lastIndexOf(' ');
    if (first <= 0 || last == first || line.sliced(first + 1, last - first - 1).contains(' '))
        return Refused{400, u"the request line is not METHOD target HTTP/1.1"_s};
    const QByteArrayView method = line.first(first);
    const QByteArrayView target = line.sliced(first + 1, last - first - 1);
    const QByteArrayView version = line.sliced(last + 1);
    if (!isToken(method))
        return Refused{400, u"the method is not a token"_s};
    if (target.isEmpty() ||
        !std::all_of(target.begin(), target.end(), [](char c) { return c > 0x20 && c < 0x7f; }))
        return Refused{400, u"the target has characters that a URL has not"_s};
    if (version.size() != 8 || !version.startsWith("HTTP/") || version[6] != '.')
        return Refused{400, u"the version is not HTTP/1.1"_s};
    if (version != "HTTP/1.1" && version != "HTTP/1.0")
        return Refused{505, u"the version of HTTP that is spoken here is 1.1"_s};
    request.method = method.toByteArray();
    request.target = target.toByteArray();
    request.minorVersion = version.back() - '0';
    return std::nullopt;
}

QByteArray lowerCase(QByteArrayView text)
{
    QByteArray lower(text.size(), Qt::Uninitialized);
    std::transform(text.begin(), text.end(), lower.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? char(c | 0x20) : c; });
    return lower;
}

std::optional<Refused> readField(QByteArrayView line, HttpRequest &request)
{
    if (line.startsWith(' ') || line.startsWith('\t'))
        return Refused{400, u"a field goes on in the next line"_s};
    const qsizetype colon = line.indexOf(':');
    if (colon < 0 || !isToken(line.first(colon)))
        return Refused{400, u"a line of the head is no field"_s};
    const QByteArrayView value = withoutSpaces(line.sliced(colon + 1));
    if (!std::all_of(value.begin(), value.end(), isValueChar))
        return Refused{400, u"a field has a control character"_s};
    request.fields.append({lowerCase(line.first(colon)), value.toByteArray()});
    return std::nullopt;
}

/// The only value of a field; an error when there are several.
Result<QByteArray, Refused> single(const HttpRequest &request, QByteArrayView name)
{
    qsizetype count = 0;
    for (const HttpField &field : request.fields)
        count += field.name == name ? 1 : 0;
    if (count > 1)
        return Refused{400, u"%1 is there %2 times"_s.arg(QLatin1StringView(name)).arg(count)};
    return request.field(name);
}

/// host or host:port, or [address]:port
bool isAuthority(QByteArrayView text)
{
    const auto allowed = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
               (c != '\0' && std::string_view(".-_:[]%~").find(c) != std::string_view::npos);
    };
    if (text.isEmpty() || text.size() > 255 || !std::all_of(text.begin(), text.end(), allowed))
        return false;
    const qsizetype end = text.startsWith('[') ? text.indexOf(']') : 0;
    const qsizetype colon = text.indexOf(':', std::max<qsizetype>(end, 0));
    if (end < 0 || (end == 0 && text.contains('[')) || colon == 0)
        return false;
    if (colon < 0)
        return end == 0 || end == text.size() - 1;
    const QByteArrayView port = text.sliced(colon + 1);
    return (end == 0 || colon == end + 1) && port.size() <= 5 &&
           std::all_of(port.begin(), port.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<Refused> readHost(HttpRequest &request)
{
    const auto host = single(request, "host");
    if (!host)
        return host.error();
    if (!request.has("host"))
        return request.minorVersion == 0 ? std::nullopt : std::optional(Refused{400, u"Host is missing"_s});
    request.host = lowerCase(*host);
    if (!isAuthority(request.host))
        return Refused{400, u"Host is not a host with a port"_s};
    return std::nullopt;
}

std::optional<Refused> readFraming(HttpRequest &request)
{
    const auto length = single(request, "content-length");
    const auto coding = single(request, "transfer-encoding");
    if (!length || !coding)
        return !length ? length.error() : coding.error();
    const bool hasLength = request.has("content-length");
    if (request.has("transfer-encoding")) {
        if (hasLength)
            return Refused{400, u"both Content-Length and Transfer-Encoding are given"_s};
        if (request.minorVersion == 0)
            return Refused{400, u"HTTP/1.0 has no Transfer-Encoding"_s};
        if (coding->compare("chunked", Qt::CaseInsensitive) != 0)
            return Refused{501, u"the only Transfer-Encoding is chunked"_s};
        request.chunked = true;
    }
    if (!hasLength)
        return std::nullopt;
    constexpr qsizetype mostDigits = 15;
    const bool digits =
        std::all_of(length->begin(), length->end(), [](char c) { return c >= '0' && c <= '9'; });
    if (length->isEmpty() || !digits)
        return Refused{400, u"Content-Length is no number"_s};
    if (length->size() > mostDigits)
        return Refused{413, u"Content-Length is too large"_s};
    request.contentLength = length->toLongLong();
    return std::nullopt;
}

std::optional<Refused> readExpectations(HttpRequest &request)
{
    request.keepAlive = request.minorVersion == 1 && !request.hasToken("connection", "close");
    const QByteArray expected = request.field("expect");
    if (expected.isEmpty())
        return std::nullopt;
    if (expected.compare("100-continue", Qt::CaseInsensitive) != 0)
        return Refused{417, u"the only expectation is 100-continue"_s};
    request.expectsContinue = request.minorVersion == 1 && request.hasBody();
    return std::nullopt;
}

int hexDigit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    const char lower = char(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// Nothing for a broken escape, a NUL, or bytes that are no UTF-8.
std::optional<QString> decodedPath(QByteArrayView path)
{
    if (!path.contains('%')) // and it is ASCII
        return QString::fromLatin1(path);
    QByteArray bytes;
    bytes.reserve(path.size());
    for (qsizetype i = 0; i < path.size(); ++i) {
        if (path[i] != '%') {
            bytes += path[i];
            continue;
        }
        if (i + 2 >= path.size())
            return std::nullopt;
        const int high = hexDigit(path[i + 1]);
        const int low = hexDigit(path[i + 2]);
        const char c = char(high * 16 + low);
        if (high < 0 || low < 0 || c == '\0')
            return std::nullopt;
        if (c == '/')
            bytes += "%2F";
        else
            bytes += c;
        i += 2;
    }
    QStringDecoder decode(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    const QString text = decode(bytes);
    return decode.hasError() ? std::nullopt : std::optional(text);
}

std::optional<Refused> readTarget(HttpRequest &request)
{
    QByteArrayView target = request.target;
    if (target == "*") {
        request.path = u"*"_s;
        return request.method == "OPTIONS" ? std::nullopt
                                           : std::optional(Refused{400, u"only OPTIONS may ask for *"_s});
    }
    if (const QByteArrayView scheme = "http://"; target.startsWith(scheme)) {
        const QByteArrayView rest = target.sliced(scheme.size());
        const qsizetype slash = rest.indexOf('/');
        const QByteArrayView authority = slash < 0 ? rest : rest.first(slash);
        if (request.host.compare(authority, Qt::CaseInsensitive) != 0)
            return Refused{400, u"the target and Host name two hosts"_s};
        target = slash < 0 ? QByteArrayView("/") : rest.sliced(slash);
    }
    if (!target.startsWith('/'))
        return Refused{400, u"the target is no path"_s};
    const qsizetype question = target.indexOf('?');
    const auto path = decodedPath(question < 0 ? target : target.first(question));
    if (!path || target.contains('#'))
        return Refused{400, u"the path cannot be decoded"_s};
    if (hasDotSegment(*path))
        return Refused{400, u"the path leaves the root"_s};
    request.path = *path;
    if (question >= 0)
        request.query = target.sliced(question + 1).toByteArray();
    return std::nullopt;
}

} // namespace

Result<HttpRequest, HttpRejection> parseHttpHead(QByteArrayView head)
{
    const auto lines = linesOf(head);
    if (!lines)
        return Refused{400, u"a line does not end with CR LF"_s};
    HttpRequest request;
    request.fields.reserve(lines->size() - 1);
    if (const auto refused = readRequestLine(lines->at(0), request))
        return *refused;
    for (qsizetype i = 1; i < lines->size(); ++i) {
        if (const auto refused = readField(lines->at(i), request))
            return *refused;
    }
    for (auto *read : {readHost, readTarget, readFraming, readExpectations}) {
        if (const auto refused = read(request))
            return *refused;
    }
    return request;
}

} // namespace wsagent
