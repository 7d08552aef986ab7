#pragma once

namespace wsagent {

/// Everything `ws-agent` does; returns the exit code of the process. `commit`: from which the program was
/// built; empty when that is not known.
int runCommandLine(int argc, char **argv, const char *commit);

} // namespace wsagent
