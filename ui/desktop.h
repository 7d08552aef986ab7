#pragma once

namespace wsagent {

/// Shows the desktop application until the user quits, or hands the arguments to the one that runs; returns
/// the exit code.
int runDesktop(int argc, char **argv);

} // namespace wsagent
