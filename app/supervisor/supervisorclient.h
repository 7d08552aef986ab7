#pragma once

#include "app/platform/localconnection.h"
#include "app/supervisor/controlmessage.h"
#include "app/supervisor/gatewaystatus.h"
#include "app/supervisor/supervisorplace.h"

#include <QHash>
#include <QObject>

#include <functional>
#include <memory>

namespace wsagent {

/// Talks to the running supervisor of this user: for the command line and the tray.
class SupervisorClient : public QObject
{
    Q_OBJECT

public:
    using Answered = std::function<void(const Result<QJsonObject> &)>;

    /// An error of kind NotFound when no supervisor runs.
    static Result<std::unique_ptr<SupervisorClient>> connectTo(const SupervisorPlace &place);
    ~SupervisorClient() override;

    /// The id is given here. Every call is answered, at the latest when the supervisor hangs up.
    void call(ControlRequest request, Answered answered);

signals:
    void profileChanged(const wsagent::GatewayStatus &status); ///< after `subscribe`
    void profileRemoved(const QString &profile);
    void lost();

private:
    explicit SupervisorClient(int fd);
    void received(const QByteArray &line);
    void onClosed();

    LocalConnection m_connection;
    QHash<qint64, Answered> m_waiting;
    qint64 m_lastId = 0;
    Error m_whyClosed{QStringLiteral("the supervisor hung up"), QStringLiteral("ws-agent supervisor status"),
                      ErrorKind::Unreachable};
};

} // namespace wsagent
