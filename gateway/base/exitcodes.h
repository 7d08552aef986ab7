#pragma once

namespace wsagent {

/// Process exit codes; the table is part of the command line's contract.
enum ExitCode {
    ExitSuccess = 0,
    ExitFailure = 1,
    ExitUsage = 2,
    ExitMissing = 3,
    ExitConfiguration = 78, ///< a service manager must not start again: it would fail again
    ExitInterrupted = 130,
    ExitTerminated = 143,
};

} // namespace wsagent
