#include "tests/support/scriptedmodel.h"

#include <QJsonDocument>
#include <QPointer>
#include <QTcpSocket>
#include <QTimer>

#include <algorithm>

namespace wsagent::test {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 comfortable = 1024 * 1024; // bytes waiting in the socket before more are made up

QString textOfContent(const QJsonValue &content)
{
    if (content.isString())
        return content.toString();
    QString text;
    const QJsonArray parts = content.toArray();
    for (const QJsonValue &part : parts)
        text += part["text"_L1].toString();
    return text;
}

QByteArray reasonPhrase(int status)
{
    return status == 200 ? "OK" : status == 429 ? "Too Many Requests" : "Whatever";
}

} // namespace

QByteArray ScriptedRequest::header(const QByteArray &name) const
{
    for (const auto &[key, value] : headers) {
        if (key == name)
            return value;
    }
    return {};
}

QString ScriptedRequest::lastUserText() const
{
    const QLatin1StringView member = body.contains("contents"_L1) ? "contents"_L1
                                     : body.contains("input"_L1)  ? "input"_L1
                                                                  : "messages"_L1;
    const QJsonArray messages = body[member].toArray();
    for (qsizetype i = messages.size(); i-- > 0;) {
        const QJsonValue message = messages[i];
        const QString text = textOfContent(message[member == "contents"_L1 ? "parts"_L1 : "content"_L1]);
        if (message["role"_L1] == "user"_L1 && !text.isEmpty())
            return text;
    }
    return body["input"_L1].toString();
}

bool ScriptedRequest::hasToolResult() const
{
    const QJsonValue messages = body.contains("contents"_L1) ? body["contents"_L1]
                                : body.contains("input"_L1)  ? body["input"_L1]
                                                             : body["messages"_L1];
    const QJsonValue last = messages.toArray().last();
    return last["role"_L1] == "tool"_L1 || last["type"_L1] == "function_call_output"_L1 ||
           last["content"_L1][0]["type"_L1] == "tool_result"_L1 ||
           last["parts"_L1][0]["functionResponse"_L1].isObject();
}

/// One connection, which serves one request after the other.
class ScriptedConnection : public QObject
{
public:
    ScriptedConnection(QTcpSocket *socket, ScriptedModel &model)
        : QObject(socket)
        , m_socket(socket)
        , m_model(model)
    {
        connect(socket, &QTcpSocket::readyRead, this, &ScriptedConnection::read);
        connect(socket, &QTcpSocket::bytesWritten, this, &ScriptedConnection::written);
        connect(socket, &QTcpSocket::disconnected, this, [this] {
            if (m_answering) {
                ++m_model.m_hangUps;
                --m_model.m_open;
            }
            m_socket->deleteLater();
        });
        m_timer.setSingleShot(true);
        connect(&m_timer, &QTimer::timeout, this, &ScriptedConnection::next);
    }

private:
    void read()
    {
        m_received += m_socket->readAll();
        if (m_answering)
            return;
        const qsizetype headEnd = m_received.indexOf("\r\n\r\n");
        if (headEnd < 0)
            return;
        ScriptedRequest request = head(m_received.first(headEnd));
        const qsizetype length = request.header("content-length").toLongLong();
        if (m_received.size() < headEnd + 4 + length)
            return;
        request.body = QJsonDocument::fromJson(m_received.sliced(headEnd + 4, length)).object();
        m_received.remove(0, headEnd + 4 + length);
        answer(request);
    }

    static ScriptedRequest head(const QByteArray &text)
    {
        const QList<QByteArray> lines = text.split('\n');
        const QList<QByteArray> words = lines.first().split(' ');
        ScriptedRequest request{.method = words.value(0), .path = words.value(1)};
        for (qsizetype i = 1; i < lines.size(); ++i) {
            const qsizetype colon = lines[i].indexOf(':');
            request.headers.append({lines[i].first(colon).toLower(), lines[i].sliced(colon + 1).trimmed()});
        }
        return request;
    }

    void answer(const ScriptedRequest &request)
    {
        if (request.method == "GET")
            return sendWhole(200, {}, modelList());
        m_turn = m_model.turnFor(request);
        m_answering = true;
        ++m_model.m_open;
        if (m_turn.fault == ScriptedTurn::Fault::NoAnswer)
            return;
        m_writes.clear();
        if (m_turn.fault != ScriptedTurn::Fault::HangUp && m_turn.status == 200)
            prepare(request);
        m_timer.start(m_turn.before);
        m_begun = false;
    }

    QByteArray modelList() const
    {
        QJsonArray list;
        for (const QString &id : m_model.m_models)
            list.append(QJsonObject{{"id"_L1, id}, {"object"_L1, "model"_L1}});
        return QJsonDocument(QJsonObject{{"object"_L1, "list"_L1}, {"data"_L1, list}}).toJson();
    }

    void prepare(const ScriptedRequest &request)
    {
        QList<QByteArray> events = scriptedEvents(m_turn, request.path, request.body["model"_L1].toString());
        using Fault = ScriptedTurn::Fault;
        if (m_turn.fault == Fault::CutStream || m_turn.fault == Fault::Stall)
            events = events.first(std::max<qsizetype>(events.size() / 2, 2));
        if (m_turn.fault == Fault::WithoutEnd)
            events = events.first(std::max<qsizetype>(events.size() - 3, 1));
        if (m_turn.fault == Fault::Garbage)
            events = {QByteArray::fromHex("1f8b0800000000000003ff00fe0d0a80c0"), QByteArray(4096, '\xfe')};
        if (m_turn.fault == Fault::Endless)
            events = events.first(1);
        if (m_turn.fault == Fault::HugeEvent)
            events = {"data: {\"x\":\""};
        if (m_turn.bytesPerWrite <= 0) {
            m_writes = events;
            return;
        }
        const QByteArray all = events.join();
        for (qsizetype at = 0; at < all.size(); at += m_turn.bytesPerWrite)
            m_writes.append(all.sliced(at, std::min(m_turn.bytesPerWrite, all.size() - at)));
    }

    void next()
    {
        using Fault = ScriptedTurn::Fault;
        if (m_turn.fault == Fault::HangUp)
            return m_socket->abort();
        if (m_turn.status != 200 || m_turn.fault == Fault::Document) {
            done();
            return sendWhole(m_turn.status, m_turn.headers, m_turn.body);
        }
        if (!std::exchange(m_begun, true))
            begin();
        if (m_turn.between.count() > 0) {
            writeOne();
        } else {
            while (!m_writes.isEmpty())
                writeOne();
        }
        if (!m_writes.isEmpty())
            m_timer.start(m_turn.between);
        else
            ended();
    }

    void begin()
    {
        QByteArray head =
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n";
        for (const auto &[name, value] : m_turn.headers)
            head += name + ": " + value + "\r\n";
        m_socket->write(head + "\r\n");
    }

    void writeOne() { writeChunk(m_writes.takeFirst()); }

    void writeChunk(const QByteArray &bytes)
    {
        m_socket->write(QByteArray::number(bytes.size(), 16) + "\r\n" + bytes + "\r\n");
    }

    void ended()
    {
        using Fault = ScriptedTurn::Fault;
        switch (m_turn.fault) {
        case Fault::Stall:
            return;
        case Fault::Endless:
        case Fault::HugeEvent:
            m_endless = true;
            return written();
        case Fault::CutStream:
            m_answering = false;
            --m_model.m_open;
            m_socket->disconnectFromHost();
            return;
        default:
            m_socket->write("0\r\n\r\n");
            done();
        }
    }

    /// Keeps an answer without end going, at the pace at which it is read.
    void written()
    {
        while (m_endless && m_socket->bytesToWrite() < comfortable) {
            const QByteArray text(64 * 1024, 'x');
            writeChunk(m_turn.fault == ScriptedTurn::Fault::HugeEvent
                           ? text
                           : "data: {\"choices\":[{\"delta\":{\"content\":\"" + text + "\"}}]}\n\n");
        }
    }

    void sendWhole(int status, const QList<std::pair<QByteArray, QByteArray>> &headers,
                   const QByteArray &body)
    {
        QByteArray head =
            "HTTP/1.1 " + QByteArray::number(status) + ' ' + reasonPhrase(status) +
            "\r\nContent-Type: application/json\r\nContent-Length: " + QByteArray::number(body.size()) +
            "\r\n";
        for (const auto &[name, value] : headers)
            head += name + ": " + value + "\r\n";
        m_socket->write(head + "\r\n" + body);
    }

    void done()
    {
        m_answering = false;
        --m_model.m_open;
        if (!m_received.isEmpty())
            QTimer::singleShot(0, this, &ScriptedConnection::read);
    }

    QTcpSocket *m_socket;
    ScriptedModel &m_model;
    QByteArray m_received;
    ScriptedTurn m_turn;
    QList<QByteArray> m_writes;
    QTimer m_timer;
    bool m_answering = false;
    bool m_begun = false;
    bool m_endless = false;
};

ScriptedModel::ScriptedModel(quint16 port, QObject *parent)
    : QObject(parent)
{
    m_otherwise = [](const ScriptedRequest &request) {
        return ScriptedTurn{.text = u"You said: "_s + request.lastUserText()};
    };
    connect(&m_server, &QTcpServer::newConnection, this, &ScriptedModel::accept);
    if (!m_server.listen(QHostAddress::LocalHost, port))
        qFatal("scripted model: %s", qPrintable(m_server.errorString()));
}

QString ScriptedModel::baseUrl(const QString &api) const
{
    const QString host = u"http://127.0.0.1:%1"_s.arg(port());
    return api == "anthropic-messages"_L1 ? host : host + u"/v1"_s;
}

void ScriptedModel::accept()
{
    while (QTcpSocket *socket = m_server.nextPendingConnection()) {
        ++m_connections;
        new ScriptedConnection(socket, *this);
    }
}

ScriptedTurn ScriptedModel::turnFor(const ScriptedRequest &request)
{
    m_requests.append(request);
    return m_turns.isEmpty() ? m_otherwise(request) : m_turns.takeFirst();
}

} // namespace wsagent::test
