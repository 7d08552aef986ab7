#pragma once

namespace wsagent {

/// Everything `ws-agent` does; returns the exit code of the process.
int runCommandLine(int argc, char **argv);

} // namespace wsagent
