#pragma once

#include "gateway/base/result.h"

#include <QByteArray>
#include <QList>

namespace wsagent {

/// One server-sent event. Its bytes are whole, however the network has cut them.
struct SseEvent
{
    QByteArray type = {}; ///< empty: "message"
    QByteArray data = {}; ///< lines joined with a line feed

    bool operator==(const SseEvent &) const = default;
};

/// Reads a stream of server-sent events in whatever pieces it arrives. Knows no socket. Nothing in it grows
/// without bound: a line or event that is too long, and bytes that are no text, are errors; after one, the
/// parser answers with the same error.
class SseParser
{
public:
    static constexpr qsizetype longestEvent = 8 * 1024 * 1024;

    explicit SseParser(qsizetype longest = longestEvent)
        : m_longest(longest)
    {}

    Result<QList<SseEvent>> feed(const QByteArray &bytes);
    /// At the end of the stream: what was written without the blank line that ends it, as some servers do.
    Result<QList<SseEvent>> finish();

private:
    void takeLine(QByteArrayView line, QList<SseEvent> &events);
    void takeField(QByteArrayView name, QByteArrayView value);
    void dispatch(QList<SseEvent> &events);
    Error fail(const QString &message);

    qsizetype m_longest;
    QByteArray m_line; ///< the beginning of a line whose end has not come yet
    SseEvent m_event;
    bool m_hasData = false;
    bool m_afterReturn = false; ///< a line feed now belongs to the line before
    bool m_atStart = true;      ///< a byte order mark may come
    QString m_error;
};

} // namespace wsagent
