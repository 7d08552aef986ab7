#pragma once

#include "app/cli/networkloader.h"
#include "app/network/gatewayclient.h"

namespace wsagent {

/// Asks a gateway for what its log has grown by, again and again, through restarts of it: each line comes
/// once.
class LogFollower : public QObject
{
    Q_OBJECT

public:
    LogFollower(GatewayTarget target, LogFollowing following, QObject *parent = nullptr);

    void start() { ask(); }

signals:
    void finished();                     ///< nobody reads any more
    void refused(const Error &error);    ///< asking again would not help
    void waiting(const QString &reason); ///< told once, until it answers again
    void answers();

private:
    void ask();
    void answered(const Result<GatewayAnswer> &answer);
    bool show(const QJsonObject &answer);

    GatewayClient m_client;
    LogFollowing m_following;
    QTimer m_pause;
    QString m_file;
    std::optional<qint64> m_cursor; ///< in `m_file`
    bool m_waits = false;
};

} // namespace wsagent
