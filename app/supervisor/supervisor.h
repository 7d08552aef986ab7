#pragma once

#include "app/supervisor/gatewayhost.h"
#include "app/supervisor/roster.h"
#include "gateway/base/result.h"

#include <functional>
#include <memory>
#include <vector>

namespace wsagent {

/// Brings what runs into accord with what is to run: one host for each profile of the roster.
class Supervisor : public QObject
{
    Q_OBJECT

public:
    using MakeHost = std::function<std::unique_ptr<GatewayHost>(const RosterEntry &entry)>;

    /// `atOnce`: how many may be coming up at the same time; more would only take turns.
    Supervisor(MakeHost makeHost, int atOnce, QObject *parent = nullptr);
    ~Supervisor() override;

    /// Starts in that order what is new, stops what is missing. Services are left to the system.
    void setRoster(const QList<RosterEntry> &roster);

    QList<GatewayStatus> statuses() const;
    std::optional<GatewayStatus> status(const QString &profile) const;
    QSet<qint64> children() const; ///< processes that the hosts wait for
    /// Nothing is on its way.
    bool isSettled() const;

    Result<void> start(const QString &profile);
    Result<void> stop(const QString &profile, std::chrono::milliseconds drain);
    Result<void> restart(const QString &profile, std::chrono::milliseconds drain);
    /// All children, not services. `allStopped` follows, and nothing is started any more.
    void stopAll(std::chrono::milliseconds drain);

    static constexpr std::chrono::milliseconds usualDrain{20'000};

signals:
    void profileChanged(const wsagent::GatewayStatus &status);
    void profileRemoved(const QString &profile);
    void settled();
    void allStopped();

private:
    struct Member
    {
        RosterEntry entry;
        std::unique_ptr<GatewayHost> host;
        bool isQueued = false;  ///< waits for its turn to start
        bool isLeaving = false; ///< goes when it has stopped
    };

    Member *find(const QString &profile);
    Result<Member *> member(const QString &profile);
    void add(const RosterEntry &entry);
    void onChanged(const QString &profile);
    void look();
    void startNext();
    void dropThoseWhoLeft();
    GatewayStatus statusOf(const Member &member) const;

    MakeHost m_makeHost;
    int m_atOnce;
    std::vector<std::unique_ptr<Member>> m_members;
    QList<RosterEntry> m_roster;
    QTimer m_look; ///< once after whatever has changed: hosts are not touched from within their signals
    bool m_isEnding = false;
    bool m_wasSettled = true;
};

} // namespace wsagent
