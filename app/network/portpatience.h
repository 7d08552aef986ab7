#pragma once

#include <QObject>

#include <optional>

namespace wsagent {

class Lifeline;

/// How long a start waits for a port whose holder may go by himself (`config.md` 3).
class PortPatience : public QObject
{
    Q_OBJECT

public:
    /// `lifeline`: to the supervisor, if there is one; it can end the wait.
    explicit PortPatience(const Lifeline *lifeline);

    /// Runs the event loop for half a second. False when the patience is over or the supervisor is.
    bool waitOnce();
    /// What the process ends with when the supervisor has ended the wait.
    std::optional<int> exitCode() const { return m_exitCode; }

private:
    void end(int exitCode);

    int m_waits = 0;
    std::optional<int> m_exitCode;
};

} // namespace wsagent
