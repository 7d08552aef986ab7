#pragma once

#include "app/cli/gatewaycall.h"
#include "gateway/base/result.h"

#include <QJsonObject>
#include <QObject>
#include <QTimer>
#include <QUrl>
#include <QWebSocket>

#include <functional>

namespace wsagent {

/// Which gateway to call, and with what.
struct GatewayTarget
{
    QUrl url = {};
    QString token = {};
    QString password = {};
    QString tlsFingerprint = {}; ///< of the certificate it has to show, in hex; empty: one that is trusted
    QString instanceId = {};     ///< who has to answer (D6); empty: anybody
    QStringList scopes = {QStringLiteral("operator.admin")};
    std::chrono::milliseconds timeout = std::chrono::seconds(10);
};

/// Calls methods of a running gateway, one after the other. The connection is made by the first call, and
/// again by the next one after it was lost.
class GatewayClient : public QObject
{
    Q_OBJECT

public:
    using Answered = std::function<void(const Result<GatewayAnswer> &)>;

    explicit GatewayClient(GatewayTarget target, QObject *parent = nullptr);
    ~GatewayClient() override;

    /// The answer comes once, within the time of the target. Not before the one of the call before has come.
    void call(const QString &method, const QJsonValue &params, Answered answered);
    /// Asks beside the call that is under way, without waiting for an answer.
    void tell(const QString &method, const QJsonValue &params);

signals:
    void eventReceived(const QString &name, const QJsonObject &payload);
    /// The first of two answers: from now on the other one is waited for without end.
    void accepted(const QJsonObject &payload);

private:
    void received(const QString &text);
    void challenged();
    void welcomed(const QJsonObject &frame);
    void lost();
    void hangUp();
    void finish(const Result<GatewayAnswer> &result);
    void send(const QString &id, const QString &method, const QJsonValue &params);

    GatewayTarget m_target;
    QString m_method;
    QJsonValue m_params;
    QJsonObject m_hello;
    Answered m_answered;
    QWebSocket m_socket;
    QTimer m_timer;
    bool m_isConnected = false;
};

} // namespace wsagent
