#pragma once

#include "gateway/base/result.h"
#include "gateway/net/httprequest.h"

#include <memory>

namespace wsagent {

/// Decodes a body of Transfer-Encoding chunked, with Boost.Beast. Fields behind the last chunk are dropped.
class ChunkedBody
{
public:
    explicit ChunkedBody(qint64 limit);
    ~ChunkedBody();
    Q_DISABLE_COPY_MOVE(ChunkedBody)

    /// Returns how many bytes were used: all of them, unless the body ends before.
    Result<qsizetype, HttpRejection> feed(QByteArrayView bytes);
    bool isComplete() const;
    QByteArray take();

private:
    class Parser;
    std::unique_ptr<Parser> m_parser;
    QByteArray m_unparsed; ///< the beginning of a chunk's head
};

} // namespace wsagent
