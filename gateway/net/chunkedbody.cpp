#include "gateway/net/chunkedbody.h"

#include <boost/beast/http/basic_parser.hpp>

namespace wsagent {

using namespace Qt::StringLiterals;
namespace http = boost::beast::http;
using boost::beast::string_view;
using Failure = boost::beast::error_code;

namespace {

constexpr qsizetype largestChunkHead = 4 * 1024; ///< extensions and trailing fields included

} // namespace

class ChunkedBody::Parser : public http::basic_parser<true>
{
public:
    explicit Parser(qint64 limit)
    {
        body_limit(std::uint64_t(limit));
        eager(true);
        // The head has been read and checked; this stands for it.
        const std::string_view head = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
        Failure failure;
        put(boost::asio::const_buffer(head.data(), head.size()), failure);
    }

    QByteArray body;

private:
    void on_request_impl(http::verb, string_view, string_view, int, Failure &) override {}
    void on_response_impl(int, string_view, int, Failure &) override {}
    void on_field_impl(http::field, string_view, string_view, Failure &) override {}
    void on_header_impl(Failure &) override {}
    void on_body_init_impl(boost::optional<std::uint64_t> const &, Failure &) override {}
    std::size_t on_body_impl(string_view part, Failure &) override { return append(part); }
    void on_chunk_header_impl(std::uint64_t, string_view, Failure &) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, string_view part, Failure &) override
    {
        return append(part);
    }
    void on_finish_impl(Failure &) override {}

    std::size_t append(string_view part)
    {
        body.append(part.data(), qsizetype(part.size()));
        return part.size();
    }
};

ChunkedBody::ChunkedBody(qint64 limit)
    : m_parser(std::make_unique<Parser>(limit))
{}

ChunkedBody::~ChunkedBody() = default;

Result<qsizetype, HttpRejection> ChunkedBody::feed(QByteArrayView bytes)
{
    const qsizetype before = m_unparsed.size();
    m_unparsed.append(bytes);
    qsizetype used = 0;
    while (used < m_unparsed.size() && !m_parser->is_done()) {
        Failure failure;
        const auto size = m_parser->put(
            boost::asio::const_buffer(m_unparsed.constData() + used, std::size_t(m_unparsed.size() - used)),
            failure);
        used += qsizetype(size);
        if (failure == http::error::need_more) {
            if (size == 0)
                break;
            continue;
        }
        if (failure == http::error::body_limit)
            return HttpRejection{413, u"the body is too large"_s};
        if (failure)
            return HttpRejection{400,
                                 u"a chunk is damaged: %1"_s.arg(QString::fromStdString(failure.message()))};
    }
    m_unparsed.remove(0, used);
    if (m_parser->is_done()) {
        m_unparsed.clear();
        return used - before;
    }
    if (m_unparsed.size() > largestChunkHead)
        return HttpRejection{431, u"the head of a chunk is too long"_s};
    return bytes.size();
}

bool ChunkedBody::isComplete() const
{
    return m_parser->is_done();
}

QByteArray ChunkedBody::take()
{
    return std::move(m_parser->body);
}

} // namespace wsagent
