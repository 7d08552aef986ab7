#pragma once

#include "gateway/base/exitcodes.h"

#include <chrono>
#include <csignal>

namespace wsagent {

/// How a gateway came to its end that nobody asked for.
struct GatewayEnding
{
    int exitCode = 0; ///< when it ended by itself
    int signal = 0;   ///< when something ended it
    bool wasReady = false;
    std::chrono::milliseconds ranFor = {};
};

/// Decides what follows the end of a gateway that nobody asked to stop.
class RestartPolicy
{
public:
    enum class Verdict { Again, ConfigurationError, CrashLoop };

    struct Decision
    {
        Verdict verdict = Verdict::Again;
        std::chrono::milliseconds delay = {};

        bool operator==(const Decision &) const = default;
    };

    static constexpr std::chrono::milliseconds firstDelay{500};
    static constexpr std::chrono::milliseconds forgivenAfter{60'000};
    static constexpr int mostShortRuns = 5;

    Decision after(const GatewayEnding &ending)
    {
        if (ending.signal == 0 && ending.exitCode == ExitConfiguration)
            return {Verdict::ConfigurationError, {}}; // starting again would fail again
        if (wasEndedFromOutside(ending))
            return {Verdict::Again, firstDelay};
        if (ending.ranFor > forgivenAfter)
            m_shortRuns = 0;
        if (++m_shortRuns > mostShortRuns)
            return {Verdict::CrashLoop, {}};
        return {Verdict::Again, firstDelay * (1 << (m_shortRuns - 1))};
    }

    /// A person has started it, or it has another config.
    void forget() { m_shortRuns = 0; }

private:
    /// By the kernel that needs memory, or by somebody with `kill`: no fault of a gateway that was serving,
    /// however often it happens.
    static bool wasEndedFromOutside(const GatewayEnding &ending)
    {
        const bool bySignal = ending.signal == SIGKILL || ending.signal == SIGTERM || ending.signal == SIGINT;
        const bool byRequest =
            ending.signal == 0 && (ending.exitCode == ExitSuccess || ending.exitCode == ExitTerminated ||
                                   ending.exitCode == ExitInterrupted);
        return ending.wasReady && (bySignal || byRequest);
    }

    int m_shortRuns = 0;
};

} // namespace wsagent
