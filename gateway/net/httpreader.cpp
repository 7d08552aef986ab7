#include "gateway/net/httpreader.h"

#include "gateway/net/chunkedbody.h"
#include "gateway/net/httphead.h"

#include <string_view>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// Several times as fast as QByteArray::indexOf.
qsizetype indexOf(QByteArrayView bytes, QByteArrayView text, qsizetype from)
{
    const auto found = std::string_view(bytes.data(), size_t(bytes.size()))
                           .find(std::string_view(text.data(), size_t(text.size())), size_t(from));
    return found == std::string_view::npos ? -1 : qsizetype(found);
}

} // namespace

HttpReader::HttpReader() = default;
HttpReader::~HttpReader() = default;

qsizetype HttpReader::feed(QByteArrayView bytes)
{
    if (m_state == State::Head)
        return feedHead(bytes);
    return m_state == State::Body ? feedBody(bytes) : 0;
}

qsizetype HttpReader::feedHead(QByteArrayView bytes)
{
    constexpr QByteArrayView end = "\r\n\r\n";
    const qsizetype before = m_head.size();
    m_head.append(bytes.first(std::min(bytes.size(), largestHead + end.size() - before)));
    // Empty lines before a request are let pass (RFC 9112, 2.2).
    qsizetype skipped = 0;
    while (QByteArrayView(m_head).sliced(skipped).startsWith("\r\n"))
        skipped += 2;
    m_head.remove(0, skipped);

    const qsizetype from = std::max<qsizetype>(0, before - skipped - end.size() + 1);
    const qsizetype found = indexOf(m_head, end, from);
    const qsizetype headSize = found < 0 ? m_head.size() : found;
    if (headSize > largestHead) {
        refuse({431, u"the head is larger than 16 KiB"_s});
        return bytes.size();
    }
    if (found < 0) {
        // A line feed alone would otherwise be waited on until the time is over.
        if (m_head.contains('\n') && m_head.count("\r\n") != m_head.count('\n'))
            refuse({400, u"a line does not end with CR LF"_s});
        return bytes.size();
    }
    auto parsed = parseHttpHead(QByteArrayView(m_head).first(found));
    const qsizetype used = skipped + found + end.size() - before;
    m_head = QByteArray();
    if (!parsed) {
        refuse(parsed.error());
        return used;
    }
    m_request = std::make_unique<HttpRequest>(*std::move(parsed));
    m_state = State::HeadRead;
    return used;
}

void HttpReader::acceptBody(qint64 limit)
{
    Q_ASSERT(m_state == State::HeadRead);
    if (m_request->contentLength > limit) {
        refuse({413, u"the body is too large"_s});
        return;
    }
    if (m_request->chunked)
        m_chunks = std::make_unique<ChunkedBody>(limit);
    m_state = m_request->hasBody() ? State::Body : State::Complete;
}

qsizetype HttpReader::feedBody(QByteArrayView bytes)
{
    if (!m_chunks) {
        const qsizetype used =
            std::min<qsizetype>(bytes.size(), m_request->contentLength - m_request->body.size());
        m_request->body.append(bytes.first(used));
        if (m_request->body.size() == m_request->contentLength)
            m_state = State::Complete;
        return used;
    }
    const auto used = m_chunks->feed(bytes);
    if (!used) {
        refuse(used.error());
        return bytes.size();
    }
    if (m_chunks->isComplete()) {
        m_request->body = m_chunks->take();
        m_chunks.reset();
        m_state = State::Complete;
    }
    return *used;
}

HttpRequest HttpReader::take()
{
    Q_ASSERT(m_state == State::Complete);
    const auto request = std::exchange(m_request, nullptr);
    m_state = State::Head;
    return std::move(*request);
}

void HttpReader::refuse(HttpRejection refusal)
{
    m_refusal = std::move(refusal);
    m_state = State::Refused;
    m_head = QByteArray();
    m_chunks.reset();
}

} // namespace wsagent
