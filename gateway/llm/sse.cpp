#include "gateway/llm/sse.h"

#include <QByteArrayView>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

Error SseParser::fail(const QString &message)
{
    m_error = message;
    m_line.clear();
    m_event = {};
    return Error{m_error};
}

Result<QList<SseEvent>> SseParser::feed(const QByteArray &bytes)
{
    if (!m_error.isEmpty())
        return Error{m_error};
    if (bytes.contains('\0'))
        return fail(u"the server sent binary data instead of events"_s);

    QList<SseEvent> events;
    const char *at = bytes.constData();
    const char *const end = at + bytes.size();
    while (at != end) {
        if (std::exchange(m_afterReturn, false) && *at == '\n') {
            ++at;
            continue;
        }
        const char *lineEnd = std::find_if(at, end, [](char c) { return c == '\n' || c == '\r'; });
        if (m_line.size() + m_event.data.size() + (lineEnd - at) > m_longest)
            return fail(u"the server sent an event of more than %1 bytes"_s.arg(m_longest));
        if (lineEnd == end) {
            m_line.append(at, end - at);
            break;
        }
        if (m_line.isEmpty()) {
            takeLine(QByteArrayView(at, lineEnd), events);
        } else {
            m_line.append(at, lineEnd - at);
            takeLine(std::exchange(m_line, {}), events);
        }
        m_afterReturn = *lineEnd == '\r';
        at = lineEnd + 1;
    }
    return events;
}

Result<QList<SseEvent>> SseParser::finish()
{
    if (!m_error.isEmpty())
        return Error{m_error};
    QList<SseEvent> events;
    if (!m_line.isEmpty())
        takeLine(std::exchange(m_line, {}), events);
    dispatch(events);
    return events;
}

void SseParser::takeLine(QByteArrayView line, QList<SseEvent> &events)
{
    if (std::exchange(m_atStart, false) && line.startsWith("\xEF\xBB\xBF"))
        line = line.sliced(3);
    if (line.isEmpty())
        return dispatch(events);
    const qsizetype colon = line.indexOf(':');
    if (colon == 0)
        return; // a comment
    if (colon < 0)
        return takeField(line, {});
    QByteArrayView value = line.sliced(colon + 1);
    if (value.startsWith(' '))
        value = value.sliced(1);
    takeField(line.first(colon), value);
}

void SseParser::takeField(QByteArrayView name, QByteArrayView value)
{
    if (name == "data") {
        if (std::exchange(m_hasData, true))
            m_event.data += '\n';
        m_event.data += value;
    } else if (name == "event") {
        m_event.type = value.toByteArray();
    }
}

void SseParser::dispatch(QList<SseEvent> &events)
{
    if (std::exchange(m_hasData, false))
        events.append(m_event);
    m_event = {};
}

} // namespace wsagent
