#pragma once

#include <QByteArray>

namespace wsagent::test {

/// A request to localhost: "GET /healthz", fields with their line ends, a body.
inline QByteArray httpRequest(const QByteArray &line, const QByteArray &fields = {},
                              const QByteArray &body = {})
{
    return line + " HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n" + body;
}

inline QByteArray httpPost(const QByteArray &path, const QByteArray &body, const QByteArray &fields = {})
{
    return httpRequest("POST " + path, fields + "Content-Length: " + QByteArray::number(body.size()) + "\r\n",
                       body);
}

inline int statusOf(const QByteArray &answer)
{
    return answer.mid(9, 3).toInt();
}

/// Empty when it is not there.
inline QByteArray fieldOf(const QByteArray &answer, const QByteArray &name)
{
    const QByteArray head = answer.left(answer.indexOf("\r\n\r\n") + 2);
    const qsizetype line = head.toLower().indexOf("\r\n" + name.toLower() + ": ");
    const qsizetype begin = line + 2 + name.size() + 2;
    return line < 0 ? QByteArray() : head.mid(begin, head.indexOf("\r\n", begin) - begin);
}

inline QByteArray bodyOf(const QByteArray &answer)
{
    const qsizetype end = answer.indexOf("\r\n\r\n");
    return end < 0 ? QByteArray() : answer.mid(end + 4);
}

/// An answer with a body of known length has come as a whole.
inline bool isWholeAnswer(const QByteArray &answer)
{
    const QByteArray length = fieldOf(answer, "Content-Length");
    return !length.isEmpty() && bodyOf(answer).size() >= length.toLongLong();
}

} // namespace wsagent::test
