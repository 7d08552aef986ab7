#pragma once

#include "tests/support/devicekey.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkRequest>
#include <QTest>
#include <QWebSocket>

#include <functional>

namespace wsagent::test {

/// A client of the wire protocol that says what a test wants and remembers what it hears.
class ScriptedClient
{
public:
    using Fields = QList<std::pair<QByteArray, QByteArray>>;
    /// `fields`: further ones of the request for the upgrade.
    explicit ScriptedClient(quint16 port, const QByteArray &origin = {}, const Fields &fields = {})
    {
        QObject::connect(&m_socket, &QWebSocket::textMessageReceived, &m_socket, [this](const QString &text) {
            const QJsonObject message = QJsonDocument::fromJson(text.toUtf8()).object();
            const auto handler = m_handlers.constFind(message[QLatin1StringView("event")].toString());
            if (handler != m_handlers.constEnd())
                (*handler)(message[QLatin1StringView("payload")].toObject());
            else
                m_received.append(message);
        });
        QObject::connect(&m_socket, &QWebSocket::disconnected, &m_socket, [this] { m_closed = true; });
        QNetworkRequest request(QUrl(QStringLiteral("ws://127.0.0.1:%1/").arg(port)));
        if (!origin.isEmpty())
            request.setRawHeader("Origin", origin);
        for (const auto &[name, value] : fields)
            request.setRawHeader(name, value);
        m_socket.open(request);
    }

    /// The next message that is not an event, or the next event of that name.
    QJsonObject next(const QString &event = {})
    {
        const auto wanted = [&event](const QJsonObject &message) {
            return event.isEmpty() ? message[QLatin1StringView("type")] == QLatin1StringView("res")
                                   : message[QLatin1StringView("event")] == event;
        };
        for (int tries = 0; tries < 20'000; ++tries) {
            for (qsizetype i = 0; i < m_received.size(); ++i) {
                if (wanted(m_received.at(i)))
                    return m_received.takeAt(i);
            }
            if (m_closed)
                break;
            QTest::qWait(1);
        }
        return {};
    }

    /// Whether such an event has come and was not looked at.
    bool hasHeard(const QString &event) const
    {
        return std::any_of(m_received.begin(), m_received.end(), [&event](const QJsonObject &message) {
            return message[QLatin1StringView("event")] == event;
        });
    }

    /// Such events are handled as they come, not remembered.
    void onEvent(const QString &event, const std::function<void(const QJsonObject &payload)> &handle)
    {
        m_handlers.insert(event, handle);
    }
    void whenChallenged(const std::function<void(const QString &nonce)> &handle)
    {
        onEvent(QStringLiteral("connect.challenge"), [handle](const QJsonObject &payload) {
            handle(payload[QLatin1StringView("nonce")].toString());
        });
    }

    QString nonce()
    {
        return next(QStringLiteral(
            "connect.challenge"))[QLatin1StringView("payload")][QLatin1StringView("nonce")]
            .toString();
    }

    void send(const QString &text) { m_socket.sendTextMessage(text); }
    void sendBinary(const QByteArray &bytes) { m_socket.sendBinaryMessage(bytes); }
    void request(const QString &method, const QJsonValue &params = QJsonValue::Undefined,
                 const QString &id = QStringLiteral("1"))
    {
        QJsonObject frame{{QLatin1StringView("type"), QStringLiteral("req")},
                          {QLatin1StringView("id"), id},
                          {QLatin1StringView("method"), method}};
        if (!params.isUndefined())
            frame.insert(QLatin1StringView("params"), params);
        send(QString::fromUtf8(QJsonDocument(frame).toJson(QJsonDocument::Compact)));
    }
    QJsonObject answer(const QString &method, const QJsonValue &params = QJsonValue::Undefined)
    {
        request(method, params);
        return next();
    }

    static QJsonObject commandLine(const QString &token, const QStringList &scopes)
    {
        return {{QLatin1StringView("minProtocol"), 4},
                {QLatin1StringView("maxProtocol"), 4},
                {QLatin1StringView("client"),
                 QJsonObject{{QLatin1StringView("id"), QStringLiteral("cli")},
                             {QLatin1StringView("mode"), QStringLiteral("cli")},
                             {QLatin1StringView("version"), QStringLiteral("1")},
                             {QLatin1StringView("platform"), QStringLiteral("linux")}}},
                {QLatin1StringView("scopes"), QJsonArray::fromStringList(scopes)},
                {QLatin1StringView("auth"), QJsonObject{{QLatin1StringView("token"), token}}}};
    }

    /// Adds a device block that the key signs over these parameters.
    static QJsonObject proven(QJsonObject params, const DeviceKey &key, const QString &nonce, int version = 3,
                              qint64 skewMs = 0)
    {
        auto parsed = parseConnectParams(params);
        if (!parsed)
            qFatal("%s", qPrintable(parsed.error()));
        key.prove(*parsed, version, nonce, QDateTime::currentMSecsSinceEpoch() + skewMs);
        params.insert(QLatin1StringView("device"),
                      QJsonObject{{QLatin1StringView("id"), parsed->device->id},
                                  {QLatin1StringView("publicKey"), parsed->device->publicKey},
                                  {QLatin1StringView("signature"), parsed->device->signature},
                                  {QLatin1StringView("signedAt"), parsed->device->signedAt},
                                  {QLatin1StringView("nonce"), nonce}});
        return params;
    }

    bool waitForClose()
    {
        return QTest::qWaitFor([this] { return m_closed; }, 20'000);
    }
    int closeCode() const { return int(m_socket.closeCode()); }
    QString closeReason() const { return m_socket.closeReason(); }
    QString errorText() const { return m_socket.errorString(); }
    QWebSocket &socket() { return m_socket; }

private:
    QWebSocket m_socket;
    QList<QJsonObject> m_received;
    QHash<QString, std::function<void(const QJsonObject &)>> m_handlers; ///< by event
    bool m_closed = false;
};

/// Whether a device with that key and the secret of the gateway gets in; the owner is asked when its platform
/// is another one than before.
inline bool deviceConnects(int port, const QString &secret, const DeviceKey &key, const QString &platform)
{
    QJsonObject params = ScriptedClient::commandLine(secret, {QStringLiteral("operator.read")});
    QJsonObject client = params[QLatin1StringView("client")].toObject();
    client.insert(QLatin1StringView("platform"), platform);
    params.insert(QLatin1StringView("client"), client);
    ScriptedClient device{quint16(port)};
    device.request(QStringLiteral("connect"), ScriptedClient::proven(params, key, device.nonce()));
    return device.next()[QLatin1StringView("ok")].toBool();
}

} // namespace wsagent::test
