#pragma once

#include "app/network/gatewayclient.h"

#include <QHash>

namespace wsagent {

/// A connection to a gateway that stays: many calls at once, and events as they come. It is not made again by
/// itself; `down` says why it went.
class GatewayLink : public QObject
{
    Q_OBJECT

public:
    using Answered = std::function<void(const Result<QJsonValue> &answer)>;

    explicit GatewayLink(GatewayTarget target, QObject *parent = nullptr);
    ~GatewayLink() override;

    void open();
    bool isUp() const { return !m_hello.isEmpty(); }
    /// Whether the gateway offers it; false while there is no connection.
    bool hasMethod(const QString &method) const;
    const QJsonObject &hello() const { return m_hello; }

    /// Every call is answered, at the latest when the connection goes or the time of the target is over.
    void call(const QString &method, const QJsonObject &params, Answered answered = {});

signals:
    void up();
    void down(const wsagent::Error &why);
    void eventReceived(const QString &name, const QJsonObject &payload);

private:
    void received(const QString &text);
    void challenged();
    void answered(const QJsonObject &frame);
    void welcomed(const QJsonObject &hello);
    void fail(const Error &why);
    void send(const QString &id, const QString &method, const QJsonObject &params);

    GatewayTarget m_target;
    QWebSocket m_socket;
    QTimer m_patience; ///< for the connection
    QJsonObject m_hello;
    QHash<QString, Answered> m_waiting;
    qint64 m_lastId = 0;
    bool m_isOpen = false; ///< whether `down` is still to come
};

} // namespace wsagent
