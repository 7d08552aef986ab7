#pragma once

#include "app/supervisor/gatewaystatus.h"

#include <QDateTime>
#include <QObject>
#include <QSet>

#include <chrono>

namespace wsagent {

/// Keeps the gateway of one profile running, in one way or another.
class GatewayHost : public QObject
{
    Q_OBJECT

public:
    explicit GatewayHost(const QString &profile, QObject *parent = nullptr)
        : QObject(parent)
    {
        m_status.profile = profile;
        m_status.sinceMs = QDateTime::currentMSecsSinceEpoch();
    }

    const GatewayStatus &status() const { return m_status; }

    virtual void start() = 0;
    /// Lets it answer for at most that time what it is being asked; then it ends, if need be by force.
    virtual void stop(std::chrono::milliseconds drain) = 0;
    virtual void restart(std::chrono::milliseconds drain) = 0;
    /// Processes that it waits for itself.
    virtual QSet<qint64> children() const = 0;

signals:
    void changed();

protected:
    /// Changes the status by a function and says so.
    template <typename Change>
    void update(Change change)
    {
        const GatewayStatus before = m_status;
        change(m_status);
        if (m_status == before)
            return;
        if (m_status.state != before.state)
            m_status.sinceMs = QDateTime::currentMSecsSinceEpoch();
        emit changed();
    }

private:
    GatewayStatus m_status;
};

} // namespace wsagent
