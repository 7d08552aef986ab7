#pragma once

#include "app/platform/localconnection.h"
#include "app/supervisor/controlmessage.h"
#include "app/supervisor/gatewaystatus.h"

#include <QObject>
#include <QPointer>

#include <chrono>
#include <memory>
#include <vector>

namespace wsagent {

class LocalListener;
class Supervisor;

/// Lets the command line and the tray talk to a supervisor, through a local socket of this user.
class ControlServer : public QObject
{
    Q_OBJECT

public:
    static constexpr size_t mostClients = 32;

    explicit ControlServer(Supervisor &supervisor, QObject *parent = nullptr);
    ~ControlServer() override;

    Result<void> listen(const QString &path);

signals:
    void shutdownWanted(std::chrono::milliseconds drain);

private:
    struct Client
    {
        std::unique_ptr<LocalConnection> connection;
        bool hasGreeted = false;
        bool isSubscribed = false;
    };
    /// Answered when the profile has come to rest.
    struct Waiting
    {
        QPointer<LocalConnection> client;
        qint64 id;
        QString profile;
    };

    void add(LocalConnection *connection);
    void remove(LocalConnection *connection);
    void received(Client &client, const QByteArray &line);
    Result<QJsonObject> carryOut(Client &client, const ControlRequest &request);
    Result<void> changeProfile(const ControlRequest &request);
    void onProfileChanged(const GatewayStatus &status);
    void answerWaiting(const QString &profile);
    void tellSubscribers(QLatin1StringView event, const QJsonObject &payload);

    Supervisor &m_supervisor;
    std::unique_ptr<LocalListener> m_listener;
    std::vector<std::unique_ptr<Client>> m_clients;
    QList<Waiting> m_waiting;
};

} // namespace wsagent
