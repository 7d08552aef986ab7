#include "gateway/net/httpreader.h"

#include <cstdlib>

using namespace wsagent;

namespace {

constexpr qint64 bodyLimit = 4096;

void require(bool holds)
{
    if (!holds)
        std::abort();
}

/// Everything that a connection would make of the bytes, when they come in pieces of that size.
QByteArray outcome(QByteArrayView bytes, qsizetype piece)
{
    HttpReader reader;
    QByteArray text;
    qsizetype used = 0;
    qsizetype available = 0;
    while (used < bytes.size()) {
        available = std::max(available, std::min(bytes.size(), used + piece));
        const qsizetype step = reader.feed(bytes.sliced(used, available - used));
        require(step >= 0 && step <= available - used);
        used += step;
        if (reader.state() == HttpReader::State::HeadRead) {
            const HttpRequest &request = reader.request();
            require(request.path.startsWith(u'/') || request.path == u"*");
            require(!request.path.contains(QLatin1StringView("/../")) && !request.path.contains(QChar(0)));
            reader.acceptBody(bodyLimit);
        }
        if (reader.state() == HttpReader::State::Complete) {
            const HttpRequest request = reader.take();
            require(request.body.size() <= bodyLimit);
            text += request.method + ' ' + request.path.toUtf8() + '\n' + request.body + '\n';
        }
        if (reader.state() == HttpReader::State::Refused)
            return text + QByteArray::number(reader.refusal().status);
    }
    return text;
}

} // namespace

/// However the bytes of a connection are cut, it is asked the same things. What is refused may be refused
/// earlier or later, but not served.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    const QByteArrayView bytes(reinterpret_cast<const char *>(data) + 1, qsizetype(size) - 1);
    const QByteArray whole = outcome(bytes, bytes.size() + 1);
    const QByteArray pieces = outcome(bytes, 1 + data[0] % 64);
    const auto served = [](const QByteArray &text) {
        return text.left(text.lastIndexOf('\n') + 1);
    };
    require(served(whole) == served(pieces));
    return 0;
}
