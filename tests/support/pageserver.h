#pragma once

#include <QDir>
#include <QFile>
#include <QTcpServer>
#include <QTcpSocket>
#include <QUrl>
#include <QUrlQuery>

namespace wsagent::test {

/// Serves tests/data/pages on a port of 127.0.0.1, and what a file cannot be: redirects, tables, answers
/// without end. Speaks HTTP/1.0: one request a connection.
class PageServer : public QTcpServer
{
public:
    PageServer()
    {
        connect(this, &QTcpServer::newConnection, this, [this] {
            while (QTcpSocket *socket = nextPendingConnection())
                serve(socket);
        });
        if (!listen(QHostAddress::LocalHost))
            qFatal("no port for the pages");
    }

    QString url(const QString &path) const
    {
        return QStringLiteral("http://127.0.0.1:%1/%2").arg(serverPort()).arg(path);
    }
    QStringList asked = {};   ///< the paths, in order
    QByteArray lastHead = {}; ///< of the request that came last

private:
    void serve(QTcpSocket *socket)
    {
        connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        connect(socket, &QTcpSocket::readyRead, socket, [this, socket] {
            if (!socket->peek(16 * 1024).contains("\r\n\r\n"))
                return;
            const QByteArray head = socket->readAll();
            const QByteArray line = head.split('\r').first();
            answer(socket, QUrl(QString::fromLatin1(line.split(' ').value(1))), head);
        });
    }

    static void send(QTcpSocket *socket, const QByteArray &head, const QByteArray &body)
    {
        socket->write("HTTP/1.0 " + head + "\r\nContent-Length: " + QByteArray::number(body.size()) +
                      "\r\n\r\n" + body);
        socket->disconnectFromHost();
    }

    void answer(QTcpSocket *socket, const QUrl &url, const QByteArray &head)
    {
        const QString path = url.path();
        const QUrlQuery query(url);
        asked += path;
        lastHead = head;
        if (path == QStringLiteral("/redirect"))
            return send(socket,
                        "302 Found\r\nLocation: " +
                            query.queryItemValue(QStringLiteral("to"), QUrl::FullyDecoded).toUtf8(),
                        {});
        if (path == QStringLiteral("/loop"))
            return send(socket, "302 Found\r\nLocation: /loop?" + QByteArray::number(asked.size()), {});
        if (path == QStringLiteral("/table"))
            return send(socket, "200 OK\r\nContent-Type: text/html",
                        table(query.queryItemValue(QStringLiteral("rows")).toInt()));
        if (path == QStringLiteral("/endless"))
            return sendWithoutEnd(socket);
        if (path == QStringLiteral("/gigabyte"))
            return sendMegabytes(socket, 1024);
        if (path == QStringLiteral("/attachment"))
            return send(
                socket,
                "200 OK\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; "
                "filename=\"report.txt\"",
                "downloaded");
        if (path.startsWith(QStringLiteral("/locked")))
            return sendLocked(socket, head);
        if (path == QStringLiteral("/silent"))
            return; // never an answer
        QFile file(QStringLiteral(WSAGENT_SOURCE_DIR "/tests/data/pages") + path);
        if (!path.contains(QStringLiteral("..")) && file.open(QIODevice::ReadOnly))
            return send(socket, "200 OK\r\nContent-Type: text/html; charset=utf-8", file.readAll());
        send(socket, "404 Not Found\r\nContent-Type: text/plain", "not found");
    }

    /// For ada, whose password is "love" (HTTP authentication, RFC 7617).
    static void sendLocked(QTcpSocket *socket, const QByteArray &head)
    {
        if (head.contains("\r\nAuthorization: Basic " + QByteArray("ada:love").toBase64() + "\r\n"))
            return send(socket, "200 OK\r\nContent-Type: text/html", "<!doctype html><p>Inside</p>");
        const bool hasTried = head.contains("\r\nAuthorization:");
        send(socket, "401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"pages\"\r\nContent-Type: text/html",
             hasTried ? "<!doctype html><p>Wrong</p>" : "<!doctype html><p>Outside</p>");
    }

    static QByteArray table(int rows)
    {
        QByteArray html = "<!doctype html><title>Table</title><table>";
        for (int row = 0; row < rows; ++row) {
            const QByteArray number = QByteArray::number(row);
            html += "<tr><td>cell " + number + "</td><td><button>act " + number + "</button></td></tr>";
        }
        return html + "</table>";
    }

    static void sendMegabytes(QTcpSocket *socket, int count)
    {
        socket->write("HTTP/1.0 200 OK\r\nContent-Type: application/octet-stream\r\n\r\n");
        const auto left = std::make_shared<int>(count);
        const auto more = [socket, left] {
            if (*left > 0 && socket->bytesToWrite() < 1024 * 1024) {
                socket->write(QByteArray(1024 * 1024, 'x'));
                --*left;
            } else if (*left == 0 && socket->bytesToWrite() == 0) {
                socket->disconnectFromHost();
            }
        };
        connect(socket, &QTcpSocket::bytesWritten, socket, more);
        more();
    }

    /// As much as the other side takes.
    static void sendWithoutEnd(QTcpSocket *socket)
    {
        socket->write("HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\n");
        const auto more = [socket] {
            if (socket->bytesToWrite() < 1024 * 1024)
                socket->write(QByteArray(1024 * 1024, 'x'));
        };
        connect(socket, &QTcpSocket::bytesWritten, socket, more);
        more();
    }
};

} // namespace wsagent::test
