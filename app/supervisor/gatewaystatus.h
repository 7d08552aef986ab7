#pragma once

#include <QJsonObject>
#include <QMetaEnum>

namespace wsagent {

/// One profile, as the supervisor sees it.
struct GatewayStatus
{
    Q_GADGET

public:
    enum class State {
        Stopped,
        Queued,    ///< is started as soon as others have come up
        Starting,  ///< runs, and has not said yet that it is ready
        Running,   ///< ready
        Degraded,  ///< ready, and something is wrong: see the message
        Waiting,   ///< ended, and is started again in a moment
        Stopping,  ///< has been asked to end
        GaveUp,    ///< is not started again without a person, or a change of its config
        Elsewhere, ///< somebody else runs it; started here when that one has ended
    };
    Q_ENUM(State)

    QString profile = {};
    State state = State::Stopped;
    bool isService = false; ///< the system runs it, not the supervisor
    qint64 pid = 0;
    int port = 0;
    QString version = {};
    int restarts = 0; ///< since the supervisor began, of those that nobody asked for
    QString message = {};
    QString fix = {}; ///< the one command that goes on from here
    qint64 sinceMs = 0;

    bool operator==(const GatewayStatus &) const = default;

    bool serves() const { return state == State::Running || state == State::Degraded; }
    /// Nothing is going to happen by itself in the next moments.
    bool isSettled() const
    {
        return serves() || state == State::Stopped || state == State::GaveUp || state == State::Elsewhere;
    }
};

using GatewayState = GatewayStatus::State;

QString wireName(GatewayState state); ///< "running", "gaveUp"
QJsonObject toJson(const GatewayStatus &status);
GatewayStatus gatewayStatusFromJson(const QJsonObject &json);

/// "main    running   port 18789, pid 4711": for people, one line.
QString toLine(const GatewayStatus &status, qsizetype nameWidth = 0);

} // namespace wsagent
